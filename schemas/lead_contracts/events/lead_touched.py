"""A further touch of a lead that is being worked on."""

from typing import ClassVar

from lead_contracts.events.verdict import Verdict
from lead_contracts.values import Count


class LeadTouched(Verdict):
    """Merged into the open ``cycle`` and shown to its owner; never a second lead."""

    NAME: ClassVar[str] = "lead.touched"

    cycle: Count
