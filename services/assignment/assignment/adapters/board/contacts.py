"""How to reach people, in Redis for a time: what has gone from there is brought back from the topic for who may see it."""

import time
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Final, Protocol

from redis.asyncio import Redis

from assignment.adapters.board import keys
from assignment.application.ports import BoardAway
from assignment.application.views import Contact
from lead_contracts.codec import ContractError, decode
from lead_contracts.events import LeadContact
from lead_contracts.topics import LEADS_CONTACTS
from lead_runtime.board.whole import Reading
from lead_runtime.engine.api import Record
from lead_runtime.errors import KafkaAway
from lead_runtime.host import Erased, Seen

PLACE_SECONDS: Final = 400 * 86_400
BROUGHT_BACK_SECONDS: Final = 86_400
# An erasure that was folded while the topic was read holds. KEYS: place, contact. ARGV: place, contact, seconds
_BRING_BACK: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
return 1
"""


class Places(Protocol):
    """Reads the record at a place; ``lead_runtime.lookup.Lookup``."""

    async def at(self, topic: str, partition: int, offset: int) -> Record | None:
        """The record that lies there; None where nothing does any more. Raises KafkaAway."""
        ...


class Contacts:
    """``kept_seconds``: of personal data in Redis, from when it was last renewed, also where it is filled again."""

    def __init__(
        self, redis: Redis, kept_seconds: int, places: Places | None = None, whole: Reading = nullcontext
    ) -> None:
        self._redis, self._kept, self._places, self._whole = redis, kept_seconds, places, whole
        self._bring_back = redis.register_script(_BRING_BACK)

    async def fold(self, seen: Sequence[Seen]) -> None:
        """Takes in what is known now; a tombstone erases at once."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in seen:
                if isinstance(one, Erased):
                    pipe.delete(keys.contact(one.key), keys.contact_place(one.key))
                elif isinstance(one.data, LeadContact):
                    lead_id, record = one.data.lead_id, one.record
                    pipe.set(keys.contact_place(lead_id), f"{record.partition}:{record.offset}", ex=PLACE_SECONDS)
                    if (left := self._left(record)) > 0:
                        pipe.set(keys.contact(lead_id), keys.encode(_known(one.data)), ex=left)
                    else:
                        pipe.delete(keys.contact(lead_id))
            await pipe.execute()

    async def find(self, lead_id: str) -> Contact | None:
        """As it is known now. Raises BoardAway."""
        async with keys.board_or_away(self._whole):
            text, place = await self._redis.mget(keys.contact(lead_id), keys.contact_place(lead_id))
        if text is not None:
            return keys.decode_contact(text)
        return await self._brought_back(lead_id, str(place)) if place and self._places else None

    async def _brought_back(self, lead_id: str, place: str) -> Contact | None:
        partition, _, offset = place.partition(":")
        try:
            record = await self._places.at(LEADS_CONTACTS, int(partition), int(offset)) if self._places else None
        except KafkaAway as error:
            raise BoardAway("without the contact while Kafka is away") from error
        contact = _contact_in(record, lead_id)
        if contact is None:
            return None
        names = [keys.contact_place(lead_id), keys.contact(lead_id)]
        async with keys.board_or_away():
            held = await self._bring_back(keys=names, args=[place, keys.encode(contact), BROUGHT_BACK_SECONDS])
        return contact if held else None

    def _left(self, record: Record) -> int:
        """Seconds. A record without a time counts from now."""
        age = time.time() - record.timestamp / 1000 if record.timestamp > 0 else 0
        return int(self._kept - max(0, age))


def _contact_in(record: Record | None, lead_id: str) -> Contact | None:
    if record is None or record.value is None:
        return None
    try:
        _, event = decode(record.headers, record.value)
    except ContractError:
        return None
    return _known(event) if isinstance(event, LeadContact) and event.lead_id == lead_id else None


def _known(event: LeadContact) -> Contact:
    return Contact(**event.model_dump(include=set(Contact.__slots__)))
