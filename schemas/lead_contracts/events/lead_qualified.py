"""A touch that a person in sales has to answer."""

from typing import ClassVar

from lead_contracts.events.verdict import Verdict
from lead_contracts.values import Count


class LeadQualified(Verdict):
    """Opens ``cycle`` of the lead."""

    NAME: ClassVar[str] = "lead.qualified"

    cycle: Count
