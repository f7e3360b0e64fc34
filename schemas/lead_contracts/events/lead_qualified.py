"""A lead that a person in sales has to answer: by a touch, or because the account goes from one to another."""

from typing import ClassVar, Final

from lead_contracts.events.verdict import Verdict
from lead_contracts.values import Count

ACCOUNT_HANDOVER: Final = "account_handover"
"""The reason of a cycle that no touch opened: a hunter won the one before, and a farmer goes on with the account."""


class LeadQualified(Verdict):
    """Opens ``cycle`` of the lead.

    With a ``reason_code`` no touch opened it: ``touch_id`` is then ``ids.account_handover_id`` and nothing was received
    under it; ``received_at`` is ``decided_at``, from which its clocks run.
    """

    NAME: ClassVar[str] = "lead.qualified"

    cycle: Count
    reason_code: str | None = None
    """``account_handover``; null where a touch opened it."""
