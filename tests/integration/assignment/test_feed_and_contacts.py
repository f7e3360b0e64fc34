"""What people hear as it happens, and how long they know how to reach somebody, in Redis itself."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from redis.asyncio import Redis
from tests.integration.assignment.test_board import SETTINGS
from tests.unit.assignment.boards import erased, seen
from tests.unit.assignment.story import NOW, Pool, closed, qualified, rep, request

from assignment.adapters.board import keys
from assignment.adapters.board.contacts import Contacts
from assignment.adapters.board.feed import FeedFolder
from assignment.adapters.board.folding import BoardFolder
from assignment.application.ports import BoardAway
from lead_contracts.base import Event
from lead_contracts.codec import Envelope, encode
from lead_contracts.events import LeadContact
from lead_contracts.topics import LEADS_ACTIVITIES, LEADS_ASSIGNED, SALES_REPS
from lead_runtime import redis
from lead_runtime.engine.api import Incoming, Record
from lead_runtime.errors import KafkaAway
from lead_runtime.host import Seen

pytestmark = pytest.mark.valkey
Look = Callable[[Redis], Awaitable[None]]
KIM = LeadContact(lead_id="lead", email="kim@example.com", first_name="Kim", updated_at=NOW)
DAY = 86_400


@pytest.fixture
def on_redis(valkey: str) -> Callable[[Look], None]:
    async def go(look: Look) -> None:
        client = redis.connect(valkey.rpartition("/")[0] + "/13")
        try:
            await client.flushdb()
            await look(client)
        finally:
            await client.aclose()

    return lambda look: asyncio.run(go(look))  # type: ignore[arg-type]


class Told:
    """A pool whose events go to the board and the feeds, as in the process."""

    def __init__(self, client: Redis) -> None:
        models = (*BoardFolder(client, SETTINGS).read_models(), *FeedFolder(client).read_models())
        self._models, self.pool, self.count = models, Pool(), 0

    async def show(self, topic: str, *events: Event) -> list[Seen]:
        self.count += 100
        given = seen(*events, start=self.count)
        await self.fold(topic, given)
        return given

    async def fold(self, topic: str, given: list[Seen]) -> None:
        for model in self._models:
            if model.topic == topic:
                await model.handler(given)


async def news(client: Redis, whom: str, name: str) -> list[tuple[str, dict[str, Any]]]:
    entries = await client.xrange(keys.feed_of(whom, name))
    told = [json.loads(fields["said"]) for _, fields in entries]
    return [(one["type"], one["data"]) for one in told]


def test_a_rep_a_team_and_a_pool_hear_who_got_what_and_who_has_it_no_more(on_redis: Callable[[Look], None]) -> None:
    async def look(client: Redis) -> None:
        told = Told(client)
        await told.show(SALES_REPS, rep("ana", team="dach"))
        told.pool.tell(rep("ana", team="dach"))
        given = await told.show(LEADS_ASSIGNED, *told.pool.tell(qualified("lead")))
        await told.fold(LEADS_ASSIGNED, given)  # what comes again is not said again
        await told.show(LEADS_ASSIGNED, *told.pool.tell(closed("lead")))
        for whom, name in (("rep", "ana"), ("team", "dach"), ("pool", "default")):
            heard = await news(client, whom, name)
            assert [what for what, _ in heard] == ["lead.assigned", "lead.released"]
            assert heard[1][1]["reason_code"] == "closed"
            assert all(data["lead_id"] == "lead" for _, data in heard)
        assert set(heard[0][1]) <= {
            *("lead_id", "cycle", "assignment_id", "attempt", "rep_id", "team", "pool"),
            *("stage", "accept_by", "reason_code"),
        }

    on_redis(look)


@pytest.mark.parametrize("answer_first", [False, True])
def test_an_answer_reaches_who_asked_whichever_is_heard_first(
    on_redis: Callable[[Look], None], answer_first: bool
) -> None:
    async def look(client: Redis) -> None:
        told = Told(client)
        told.pool.tell(rep("ana"), rep("ben", max_open=0), qualified("lead"))
        done, foul = request("accept", "lead", "ana"), request("accept", "lead", "ben")
        boss = request("reassign", "nobody", "boss", actor_role="manager", to_rep_id="ana")
        answers = [event for asked in (done, foul, boss) for event in told.pool.tell(asked)]
        shows = [(LEADS_ACTIVITIES, [done, foul, boss]), (LEADS_ASSIGNED, answers)]
        for topic, events in reversed(shows) if answer_first else shows:
            await told.show(topic, *events)
        said = {}
        for whom, name in (("rep", "ana"), ("rep", "ben"), ("key", "boss")):
            said[name] = [data for what, data in await news(client, whom, name) if what == "request.answered"]
        assert [(one["status"], one["kind"], one["reason_code"]) for one in said["ana"]] == [
            ("done", "lead.accept", None)
        ]
        assert [(one["status"], one["reason_code"]) for one in said["ben"]] == [("refused", "not_yours")]
        assert [one["status"] for one in said["boss"]] == ["refused"]
        assert said["ana"][0]["request_id"] == "accept lead by ana"

    on_redis(look)


def test_a_filling_says_nothing_again() -> None:
    models = FeedFolder(redis.connect("redis://127.0.0.1:1/0")).read_models()
    assert [model.refilled for model in models] == [False, False, False]


class Topic:
    """leads.contacts with one record; ``before`` is done while it is read."""

    def __init__(self, event: LeadContact = KIM, age: float = 0) -> None:
        headers, value = encode(Envelope("1", "/test", NOW), event)
        stamp = int((time.time() - age) * 1000)
        self.record = Record("leads.contacts", 3, 17, stamp, event.key().encode(), value, tuple(headers))
        self.away = False
        self.before: Callable[[], Awaitable[None]] | None = None

    @property
    def seen(self) -> list[Seen]:
        return [Incoming("1", NOW, KIM, self.record)]

    async def at(self, topic: str, partition: int, offset: int) -> Record | None:
        if self.away:
            raise KafkaAway("switched off by a test")
        if self.before:
            await self.before()
        return self.record if (partition, offset) == (3, 17) else None


def test_a_contact_stays_for_its_time_counted_from_its_record_also_when_filled_again(
    on_redis: Callable[[Look], None],
) -> None:
    async def look(client: Redis) -> None:
        await Contacts(client, 30 * DAY).fold(Topic(age=20 * DAY).seen)
        assert 9 * DAY < await client.ttl(keys.contact("lead")) <= 10 * DAY
        await Contacts(client, 30 * DAY).fold(Topic(age=31 * DAY).seen)
        assert not await client.exists(keys.contact("lead"))
        assert await client.get(keys.contact_place("lead")) == "3:17"

    on_redis(look)


def test_a_contact_whose_time_is_over_is_brought_back_for_who_has_the_lead(on_redis: Callable[[Look], None]) -> None:
    async def look(client: Redis) -> None:
        topic = Topic(age=31 * DAY)
        contacts = Contacts(client, 30 * DAY, topic)
        assert await contacts.find("lead") is None  # nothing is known of it
        await contacts.fold(topic.seen)
        topic.away = True
        with pytest.raises(BoardAway):
            await contacts.find("lead")
        topic.away = False
        for _ in range(2):
            found = await contacts.find("lead")
            assert found is not None
            assert (found.email, found.first_name) == ("kim@example.com", "Kim")
            topic.away = True  # now it lies in Redis again, for a day
        assert 0 < await client.ttl(keys.contact("lead")) <= DAY

    on_redis(look)


def test_an_erasure_holds_though_the_contact_is_just_being_brought_back(on_redis: Callable[[Look], None]) -> None:
    async def look(client: Redis) -> None:
        topic = Topic(age=31 * DAY)
        contacts = Contacts(client, 30 * DAY, topic)
        await contacts.fold(topic.seen)
        topic.before = lambda: contacts.fold([erased("lead")])
        assert await contacts.find("lead") is None
        assert await client.keys("assignment:contact*") == []

    on_redis(look)


def test_a_tombstone_erases_at_once(on_redis: Callable[[Look], None]) -> None:
    async def look(client: Redis) -> None:
        contacts = Contacts(client, 30 * DAY, Topic())
        await contacts.fold([*Topic().seen, erased("lead")])
        assert await contacts.find("lead") is None
        assert await client.keys("*") == []

    on_redis(look)
