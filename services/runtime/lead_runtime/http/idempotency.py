"""The ``Idempotency-Key`` header: the caller's own name for a request, so that a retry is the same request.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

import re
from typing import Annotated, Any, Final, TypeAlias

from fastapi import Depends, Header

from lead_runtime.http.problems import FieldError, Problem

_EXPECTED: Final = "1 to 128 of A-Z a-z 0-9 . _ : ~ / + = -"
PARAMETER: Final[dict[str, Any]] = {
    "name": "idempotency-key",
    "in": "header",
    "required": False,
    "schema": {
        "anyOf": [{"type": "string"}, {"type": "null"}],
        "description": _EXPECTED,
        "title": "Idempotency-Key",
    },
    "description": _EXPECTED,
}
"""How OpenAPI describes the header, for a path that reads it itself with :func:`sane_key`."""
_SANE: Final = re.compile(r"[A-Za-z0-9._:~/+=-]{1,128}")


async def _idempotency_key(
    idempotency_key: Annotated[str | None, Header(description=_EXPECTED)] = None,
) -> str | None:
    return sane_key(idempotency_key)


def sane_key(given: str | None) -> str | None:
    """The key without the quotes that structured fields allow, or None. Raises the problem 400 for a malformed one."""
    if given is None:
        return None
    key = given.strip().removeprefix('"').removesuffix('"')
    if not _SANE.fullmatch(key):
        detail = "1 to 128 characters of A-Z a-z 0-9 . _ : ~ / + = - were expected."
        error = FieldError("header.Idempotency-Key", detail)
        raise Problem(400, "The Idempotency-Key is malformed.", slug="idempotency-key", errors=[error])
    return key


IdempotencyKey: TypeAlias = Annotated[str | None, Depends(_idempotency_key)]
"""Annotate a parameter of a path function with it: ``async def accept(key: IdempotencyKey)``."""
