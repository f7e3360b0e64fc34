"""The topology of lead-intake: it keeps no state, so each delivery is judged by itself.

The one thing that is asked elsewhere, ahead of a batch and in bounded time, is whether a lead looks like another: it
colours ``possible_duplicate_of`` and nothing else (schemas/decisions/0009-hints.md).
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, NamedTuple

from lead_contracts.errors import ContractError
from lead_contracts.topics import LEADS_ACTIVITIES, LEADS_RECEIVED, MARKETING_EVENTS
from lead_contracts.values import Position
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.kafka import outgoing
from lead_intake.adapters.kafka.incoming import delivery_of, source_of
from lead_intake.adapters.kafka.tally import Tally
from lead_intake.application.interpret import interpret
from lead_intake.application.ports import Hints, Readers, Sighting
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import IntakeError
from lead_intake.domain.lead import Lead
from lead_intake.domain.parsed import Disposition, Parsed, Refused
from lead_runtime.engine.api import Context, DeadLetter, Emit, Output, Record, State, Topology

GROUP = "lead-intake"
_TURN: Final = 25
"""Records that are read ahead before others have their turn."""


_OTHERS: Final = "others"
"""How the metric names sources that nobody configured: a key may open any slug."""


class Read(NamedTuple):
    """A delivery and what it says."""

    delivery: Delivery
    parsed: Parsed


class Worker:
    """What is done with one raw delivery."""

    def __init__(
        self,
        catalogue: Catalogue,
        readers: Readers,
        identifier: Identifier,
        body_limit: int,
        hints: Hints | None = None,
    ) -> None:
        self._catalogue, self._readers = catalogue, readers
        self._identifier, self._limit = identifier, body_limit
        self._hints = hints
        self._read: dict[tuple[int, int], Read] = {}
        self._alike: Mapping[str, str] = {}
        self._tally = Tally()

    def topology(self) -> Topology:
        """One input, which outsiders may write; leads and activities come out."""
        return Topology(
            group=GROUP,
            inputs={MARKETING_EVENTS: self.handle},
            outputs=frozenset({LEADS_RECEIVED, LEADS_ACTIVITIES}),
            outsiders=frozenset({MARKETING_EVENTS}),
            ahead=self.look_ahead if self._hints is not None else None,
            committed=self._tally.committed,
        )

    def handle(self, record: Record, state: State, ctx: Context) -> Iterable[Output]:
        """The leads, activities, suppressions and corrections of a delivery, and one dead letter for what cannot go on of it.

        Raises the contract errors, which are dead letters too: bytes that are no CloudEvent, a version not known.
        """
        try:
            read = self._read.pop((record.partition, record.offset), None)
            delivery, parsed = self._judged(record, ctx.now) if read is None else read
            outputs = [*self._outputs(record, delivery, parsed, ctx.now), *_buried(record, parsed)]
        except IntakeError as error:
            self._note_rejected(record, ctx.now)
            return [DeadLetter(record, type(error).__name__, str(error))]
        except Exception:
            self._note_rejected(record, ctx.now)
            raise
        self._note(record, delivery.source, parsed.disposition)
        return outputs

    async def look_ahead(self, records: Sequence[Record]) -> None:
        """Asks once for all leads of a batch whom they look like. What was read for that is not read again."""
        self._read, self._alike = {}, {}
        if self._hints is None or not self._hints.awake:
            return
        sightings: list[Sighting] = []
        for index, record in enumerate(records, start=1):
            try:
                sightings.extend(self._sightings(record, datetime.now(UTC)))
            except Exception:  # noqa: BLE001, S112 - whatever is wrong with it, it is a dead letter in a moment
                continue
            if index % _TURN == 0:
                await asyncio.sleep(0)
        self._alike = await self._hints.look(sightings)

    def _sightings(self, record: Record, now: datetime) -> Iterator[Sighting]:
        read = self._read[record.partition, record.offset] = self._judged(record, now)
        leads = read.parsed.touches
        for lead in leads:
            keys = self._identifier.hints(lead)
            if keys:
                touch_id = self._identifier.touch(lead, read.delivery, alone=len(leads) == 1)
                yield Sighting(self._identifier.lead(lead, touch_id).lead_id, read.delivery.received_at or now, keys)

    def _note_rejected(self, record: Record, now: datetime) -> None:
        """What is no delivery at all has no source, and counts among the dead letters alone."""
        with suppress(ContractError):
            self._note(record, source_of(record, now), Disposition.REJECT_INVALID)

    def _note(self, record: Record, source: str, disposition: Disposition) -> None:
        self._tally.note(record, source if self._catalogue.find(source) else _OTHERS, disposition)

    def _judged(self, record: Record, now: datetime) -> Read:
        delivery = delivery_of(record, now, self._catalogue)
        return Read(delivery, interpret(delivery, self._readers, self._limit))

    def _outputs(self, record: Record, delivery: Delivery, parsed: Parsed, now: datetime) -> Iterator[Output]:
        received_at = delivery.received_at or now
        for index, lead in enumerate(parsed.touches):
            yield from self._lead(record, delivery, lead, received_at, index, alone=len(parsed.touches) == 1)
        for index, lead in enumerate(parsed.updated):
            yield from self._update(lead, received_at, index)
        for index, item in enumerate(parsed.activities):
            lead_id = self._identifier.person(item.person, item.source)
            event = outgoing.activity(item, lead_id, self._identifier.activity(item, delivery))
            yield Emit(event, step=outgoing.step("activity", index))
        for index, said in enumerate(parsed.suppressions):
            event_of_it = outgoing.suppressed(said, self._identifier.person(said.person, said.source))
            yield Emit(event_of_it, step=outgoing.step("suppression", index))
        for index, one in enumerate(parsed.corrections):
            before, after = (self._identifier.person(who, one.source) for who in (one.before, one.now))
            if before != after or one.by is not None:  # a person may well say that a lead is one of its own again
                yield Emit(outgoing.corrected(one, before, after), step=outgoing.step("correction", index))

    def _lead(
        self, record: Record, delivery: Delivery, lead: Lead, received_at: datetime, index: int, *, alone: bool
    ) -> Iterator[Output]:
        touch_id = self._identifier.touch(lead, delivery, alone=alone)
        identity = self._identifier.lead(lead, touch_id)
        position = Position(topic=record.topic, partition=record.partition, offset=record.offset)
        alike = self._alike.get(identity.lead_id)
        yield Emit(
            outgoing.received(lead, touch_id, identity, position, received_at, alike), step=outgoing.step("lead", index)
        )
        for alias in identity.aliases:
            if alias.kind == "external_id" and not lead.is_test:
                yield Emit(
                    outgoing.linked(alias.lead_id, identity.lead_id, lead, received_at),
                    step=outgoing.step("link", index),
                )

    def _update(self, lead: Lead, received_at: datetime, index: int) -> Iterator[Output]:
        """What is said of a known person; what names nobody, or says nothing, is nothing."""
        found = self._identifier.known(lead)
        if found is None or lead.is_test or not lead.says_something:
            return
        lead_id, other = found
        if other is not None:
            link = outgoing.linked(lead_id, other, lead, received_at, outgoing.SAME_UPDATE)
            yield Emit(link, step=outgoing.step("update link", index))
        yield Emit(outgoing.enriched(lead, lead_id, received_at), step=outgoing.step("update", index))


def _buried(record: Record, parsed: Parsed) -> Iterator[DeadLetter]:
    """One dead letter for all items that were refused: the record is kept whole, and once."""
    if parsed.refused:
        first: Refused = parsed.refused[0]
        detail = f"{first.detail} (item {first.index}; {len(parsed.refused)} refused in all)"
        yield DeadLetter(record, first.error, detail)
