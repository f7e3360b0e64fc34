"""Tells as ``lead.enriched`` what a provider knows of the companies of new leads, the way that any outsider would.

It writes marketing.events, at least once, each event under an id of its own: said again it is no news. Outside the
exactly-once worker, so that no provider, however slow, holds up a verdict.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from lead_contracts.events import LeadEnriched, LeadReceived
from lead_contracts.ids import derived_id
from lead_contracts.normalise.company import is_freemail
from lead_contracts.topics import MARKETING_EVENTS
from lead_runtime.engine.api import Incoming
from lead_runtime.host import Seen
from qualification.application.enrichment import found
from qualification.application.ports import Company, EnrichmentProvider

SOURCE: Final = "companies"
FRESH: Final = timedelta(hours=1)
"""Of what came longer ago nobody waits any more: after a first start the whole topic is read."""


class Outlet(Protocol):
    """Where it is told; the runtime's Publisher is one."""

    async def send(self, event: LeadEnriched, *, topic: str, id: str) -> object:  # noqa: A002 - the CloudEvents name
        """Returns once it is safe. Raises KafkaAway."""
        ...


class Enricher:
    """Follows leads.received; ``now`` is UTC."""

    def __init__(self, provider: EnrichmentProvider, outlet: Outlet, now: Callable[[], datetime]) -> None:
        self._provider, self._outlet, self._now = provider, outlet, now

    async def fold(self, seen: Sequence[Seen]) -> None:
        """Raises ProviderAway and KafkaAway, and is tried again with the same."""
        since = self._now() - FRESH
        touches = (one.data for one in seen if isinstance(one, Incoming) and isinstance(one.data, LeadReceived))
        await asyncio.gather(*(self._tell(each) for each in touches if each.received_at >= since and not each.is_test))

    async def _tell(self, touch: LeadReceived) -> None:
        host = touch.email.rpartition("@")[2] if touch.email else None
        company = await found(self._provider, (touch.domain, None if host is None or is_freemail(host) else host))
        if company is None:
            return
        event = _enriched(touch.lead_id, company)
        await self._outlet.send(
            event, topic=MARKETING_EVENTS, id=derived_id(touch.touch_id, event.type(), touch.lead_id)
        )


def _enriched(lead_id: str, company: Company) -> LeadEnriched:
    return LeadEnriched(
        lead_id=lead_id,
        source=SOURCE,
        attributes=dict(company.attributes),
        occurred_at=company.as_of,
        company=company.name,
        country=company.country,
    )
