"""Comparisons that take the same time whatever is wrong."""

import hmac


def same(expected: str, given: str) -> bool:
    """Whether the texts are equal; ``given`` may hold anything."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))
