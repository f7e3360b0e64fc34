"""The ids of what comes of a delivery, as the worker gives them, for whoever asks later what became of each."""

from collections.abc import Iterator

from lead_contracts.base import Event
from lead_contracts.events import LeadEnriched, LeadLinked, LeadSuppressed
from lead_contracts.ids import derived_id
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.kafka import outgoing
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed


def made(parsed: Parsed, delivery: Delivery, place: str, identifier: Identifier) -> Iterator[str]:
    """Activities by their own ids, suppressions and links by those of their events. Touches are told by their leads."""

    def event_id(kind: type[Event], what: outgoing.What, index: int) -> str:
        return derived_id(place, kind.type(), outgoing.step(what, index))

    for item in parsed.activities:
        yield identifier.activity(item, delivery)
    for index, _ in enumerate(parsed.suppressions):
        yield event_id(LeadSuppressed, "suppression", index)
    for index, _ in enumerate(parsed.corrections):
        yield event_id(LeadLinked, "correction", index)
    for index, lead in enumerate(parsed.touches):
        if lead.alias and not lead.is_test:
            yield event_id(LeadLinked, "link", index)
    for index, lead in enumerate(parsed.updated):
        if lead.says_something and not lead.is_test:
            yield event_id(LeadEnriched, "update", index)
            if lead.alias:
                yield event_id(LeadLinked, "update link", index)
