"""A touch that nobody in sales has to answer."""

from typing import ClassVar

from lead_contracts.events.verdict import Verdict
from lead_contracts.values import Count, Id


class LeadDisqualified(Verdict):
    """Opens nothing; ``reason_code`` says why (``test``, ``below_threshold``, the name of a disqualifier)."""

    NAME: ClassVar[str] = "lead.disqualified"

    cycle: Count | None = None
    """The open cycle, where there is one."""
    reason_code: Id
