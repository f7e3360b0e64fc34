"""What a delivery is for us, found out when somebody asks: read where it lies, and judged as the worker judges it."""

from typing import Protocol

from lead_contracts.codec import decode
from lead_contracts.errors import ContractError
from lead_contracts.events import Delivery
from lead_contracts.topics import MARKETING_EVENTS
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.kafka.incoming import understood
from lead_intake.adapters.made import made
from lead_intake.application.interpret import interpret
from lead_intake.application.ports import Readers
from lead_intake.application.status import Arrived, NoLongerKept, ReadModelAway
from lead_intake.domain.delivery import Delivery as Understood
from lead_intake.domain.errors import IntakeError
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Disposition, Parsed
from lead_runtime.engine.api import Record, place_of
from lead_runtime.errors import KafkaAway


class Records(Protocol):
    """The runtime's Lookup."""

    async def at(self, topic: str, partition: int, offset: int) -> Record | None:
        """The record that lies there; None where nothing does any more. Raises KafkaAway."""
        ...


def named(identifier: Identifier, external_id: str, source: str) -> str:
    """Somebody whom a source knows by this id. Keyed: such an id may be an address."""
    return identifier.person(Person(external_id=external_id), source)


class Judge:
    """Pure but for the reading: every process, and every time, finds the same."""

    def __init__(
        self, records: Records, catalogue: Catalogue, readers: Readers, identifier: Identifier, body_limit: int
    ) -> None:
        self._records, self._catalogue, self._readers = records, catalogue, readers
        self._identifier, self._limit = identifier, body_limit

    async def arrived(self, delivery_id: str, partition: int, offset: int) -> Arrived:
        """Of the delivery that lies there on ``marketing.events``. Raises ReadModelAway and NoLongerKept."""
        try:
            record = await self._records.at(MARKETING_EVENTS, partition, offset)
        except KafkaAway as error:
            raise ReadModelAway("kafka is away") from error
        event = _delivery(record) if record else None
        if record is None or event is None or event.delivery_id != delivery_id:
            raise NoLongerKept("the topic has let go of it")
        return self._arrived(event, record)

    def _arrived(self, event: Delivery, record: Record) -> Arrived:
        delivery, parsed = self._judged(event)
        return Arrived(
            source=event.source,
            channel=event.channel,
            received_at=event.received_at.isoformat(),
            partition=record.partition,
            offset=record.offset,
            disposition=parsed.disposition.value,
            warnings=parsed.warnings,
            expects_leads=bool(parsed.leads) and parsed.disposition.makes_leads,
            awaits=self._awaited(parsed),
            made=tuple(made(parsed, delivery, place_of(record), self._identifier)) if delivery else (),
        )

    def _awaited(self, parsed: Parsed) -> tuple[str, ...]:
        known = ((lead.alias or lead.external_id, lead.source) for lead in parsed.unfetched)
        return tuple(named(self._identifier, external_id, source) for external_id, source in known if external_id)

    def _judged(self, event: Delivery) -> tuple[Understood | None, Parsed]:
        try:
            delivery = understood(event, self._catalogue)
            return delivery, interpret(delivery, self._readers, self._limit)
        except IntakeError as error:
            return None, Parsed(Disposition.REJECT_INVALID, warnings=(str(error),))
        except Exception as error:  # noqa: BLE001 - a mistake of ours is the worker's dead letter; status goes on
            return None, Parsed(Disposition.REJECT_INVALID, warnings=(f"the adapter failed: {type(error).__name__}",))


def _delivery(record: Record) -> Delivery | None:
    """None for what never was a delivery of ours: the topic was made anew since."""
    try:
        event = decode(record.headers, record.value)[1]
    except ContractError:
        return None
    return event if isinstance(event, Delivery) else None
