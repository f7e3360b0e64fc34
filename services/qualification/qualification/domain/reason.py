"""Why a verdict is as it is."""

from typing import NamedTuple


class Reason(NamedTuple):
    """One rule's say: its points and what it saw, without personal data."""

    rule: str
    points: float
    evidence: str
