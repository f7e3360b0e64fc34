"""The topology of lead-intake: it keeps no state, so each delivery is judged by itself."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from lead_contracts.topics import LEADS_ACTIVITIES, LEADS_RECEIVED, MARKETING_EVENTS
from lead_contracts.values import Position
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.kafka import outgoing
from lead_intake.adapters.kafka.incoming import delivery_of
from lead_intake.application.interpret import interpret
from lead_intake.application.ports import Readers
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import IntakeError
from lead_intake.domain.lead import Lead
from lead_intake.domain.parsed import Parsed, Refused
from lead_runtime.engine.api import Context, DeadLetter, Emit, Output, Record, State, Topology

GROUP = "lead-intake"


class Worker:
    """What is done with one raw delivery."""

    def __init__(self, catalogue: Catalogue, readers: Readers, identifier: Identifier, body_limit: int) -> None:
        self._catalogue, self._readers = catalogue, readers
        self._identifier, self._limit = identifier, body_limit

    def topology(self) -> Topology:
        """One input, which outsiders may write; leads and activities come out."""
        return Topology(
            group=GROUP,
            inputs={MARKETING_EVENTS: self.handle},
            outputs=frozenset({LEADS_RECEIVED, LEADS_ACTIVITIES}),
            outsiders=frozenset({MARKETING_EVENTS}),
        )

    def handle(self, record: Record, state: State, ctx: Context) -> Iterable[Output]:
        """The leads, activities, suppressions and corrections of a delivery, and one dead letter for what cannot go on of it.

        Raises the contract errors, which are dead letters too: bytes that are no CloudEvent, a version not known.
        """
        delivery = delivery_of(record, ctx.now, self._catalogue)
        try:
            parsed = interpret(delivery, self._readers, self._limit)
            return [*self._outputs(record, delivery, parsed, ctx.now), *_buried(record, parsed)]
        except IntakeError as error:
            return [DeadLetter(record, type(error).__name__, str(error))]

    def _outputs(self, record: Record, delivery: Delivery, parsed: Parsed, now: datetime) -> Iterator[Output]:
        received_at = delivery.received_at or now
        for index, lead in enumerate(parsed.leads if parsed.disposition.makes_leads else ()):
            yield from self._lead(record, delivery, lead, received_at, index, alone=len(parsed.leads) == 1)
        for index, item in enumerate(parsed.activities):
            lead_id = self._identifier.person(item.person, item.source)
            event = outgoing.activity(item, lead_id, self._identifier.activity(item, delivery))
            yield Emit(event, step=f"activity {index}")
        for index, said in enumerate(parsed.suppressions):
            event_of_it = outgoing.suppressed(said, self._identifier.person(said.person, said.source))
            yield Emit(event_of_it, step=f"suppression {index}")
        for index, one in enumerate(parsed.corrections):
            before, after = (self._identifier.person(who, one.source) for who in (one.before, one.now))
            if before != after:
                yield Emit(outgoing.corrected(one, before, after), step=f"correction {index}")

    def _lead(
        self, record: Record, delivery: Delivery, lead: Lead, received_at: datetime, index: int, *, alone: bool
    ) -> Iterator[Output]:
        touch_id = self._identifier.touch(lead, delivery, alone=alone)
        identity = self._identifier.lead(lead, touch_id)
        position = Position(topic=record.topic, partition=record.partition, offset=record.offset)
        yield Emit(outgoing.received(lead, touch_id, identity, position, received_at), step=f"lead {index}")
        for alias in identity.aliases:
            if alias.kind == "external_id":
                yield Emit(outgoing.linked(alias.lead_id, identity.lead_id, lead, received_at), step=f"link {index}")


def _buried(record: Record, parsed: Parsed) -> Iterator[DeadLetter]:
    """One dead letter for all items that were refused: the record is kept whole, and once."""
    if parsed.refused:
        first: Refused = parsed.refused[0]
        detail = f"{first.detail} (item {first.index}; {len(parsed.refused)} refused in all)"
        yield DeadLetter(record, first.error, detail)
