"""The sender: one lane for each receiver, what came of an attempt is said in Kafka, nothing is lost and little repeated."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from prometheus_client import REGISTRY
from tests.support import eventually_async
from tests.unit.delivery.samples import contact, message, rep, settings

from lead_contracts.base import Event
from lead_contracts.topics import SALES_REPS
from lead_runtime.delivery.attempt import Attempts
from lead_runtime.delivery.channel import Letter, Target
from lead_runtime.delivery.message import CONTACTS, MESSAGES, Message
from lead_runtime.delivery.outcome import Delayed, Delivered, Outcome, Refused
from lead_runtime.delivery.reporting import Reporter
from lead_runtime.delivery.sender import Sender
from lead_runtime.engine.api import Table
from lead_runtime.engine.globals import GlobalTables
from lead_runtime.errors import KafkaAway
from lead_runtime.publisher import Publisher

pytestmark = pytest.mark.anyio
QUICK = {"first_seconds": 0.02, "longest_seconds": 0.05, "broken_after": 3}
DOWN = Delayed("http_503")


def now() -> datetime:
    return datetime.now(UTC)


class Memory:
    """The committed state of one partition."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {MESSAGES.name: {}, CONTACTS.name: {}}

    def get(self, table: Table[Any], key: str) -> Any:
        return self.tables[table.name].get(key)

    def items(self, table: Table[Any]) -> Iterator[tuple[str, Any]]:
        return iter(self.tables[table.name].items())


class Script:
    """A channel that answers as it is told to, by receiver."""

    def __init__(self) -> None:
        self.tried: list[tuple[str, str]] = []
        self.letters: list[Letter] = []
        self.answers: dict[str, Callable[[Letter], Outcome]] = {}
        self.slow: dict[str, asyncio.Event] = {}
        self.most, self._under_way = 0, 0

    def receiver(self, target: Target) -> str:
        if target == "boom":
            raise ZeroDivisionError
        return str(target)

    async def send(self, letter: Letter, target: Target) -> Outcome:
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        self.receiver(target)
        self.tried.append((str(target), letter.message_id))
        self.letters.append(letter)
        try:
            if str(target) in self.slow:
                await self.slow[str(target)].wait()
            await asyncio.sleep(0)
            return self.answers.get(str(target), lambda _: Delivered())(letter)
        finally:
            self._under_way -= 1

    async def close(self) -> None:
        pass


class Log:
    """A publisher; what is written to it goes back into the state, as the group does it."""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.away = False

    async def send(self, event: Event, **_: object) -> None:
        await asyncio.sleep(0)
        if self.away:
            raise KafkaAway("away")
        self.events.append(event)

    def said(self) -> list[tuple[str, str]]:
        return [(event.NAME.removeprefix("message."), event.message_id) for event in self.events]


class World:
    """A sender with everything around it."""

    def __init__(self, **given: Any) -> None:
        self.file = settings(**{"retry": QUICK, **given})
        self.channel, self.log, self.memory, self.reps = Script(), Log(), Memory(), GlobalTables()
        attempts = Attempts(self.file, {"hook": self.channel}, now)
        self.sender = Sender(self.file, attempts, Reporter("test.notify", cast("Publisher", self.log)), now)
        self.reach("anna", "slow-hook")
        self.reach("ben", "other-hook")

    def reach(self, rep_id: str, target: str | None) -> None:
        notify = {"hook": target} if target else {}
        self.reps.set(SALES_REPS, rep_id, rep(rep_id, **notify))

    def commit(self, message_id: str, value: Message | None) -> None:
        table = self.memory.tables[MESSAGES.name]
        if value is None:
            table.pop(message_id)
        else:
            table[message_id] = value
        self.sender.changed(0, [(MESSAGES.name, message_id)])

    def tell(self, message_id: str, to: str = "anna", about: str | None = None, **given: Any) -> None:
        instants = {"occurred_at": now(), "give_up_at": now() + timedelta(hours=1)}
        self.commit(message_id, message(about or message_id, to=f"rep:{to}", **{**instants, **given}))

    def tried(self, target: str) -> list[str]:
        return [message_id for found, message_id in self.channel.tried if found == target]

    async def said(self, *expected: tuple[str, str]) -> None:
        await eventually_async(lambda: set(expected) <= set(self.log.said()), 3, f"{expected} are said")


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    await made.sender.start()
    made.sender.taken(0, made.memory, made.reps)
    yield made
    await made.sender.stop()


async def test_a_delivered_message_is_said_and_sent_once(world: World) -> None:
    world.tell("m1")
    await world.said(("delivered", "m1"))
    world.sender.changed(0, [(MESSAGES.name, "m1")])  # the group has not read that yet
    world.tell("m2")
    await world.said(("delivered", "m2"))
    assert world.tried("slow-hook") == ["m1", "m2"]


async def test_a_slow_receiver_delays_nobody_else(world: World) -> None:
    world.channel.slow["slow-hook"] = asyncio.Event()
    for number in range(200):
        world.tell(f"slow{number}")
    for number in range(20):
        world.tell(f"other{number}", "ben")
    await world.said(*(("delivered", f"other{number}") for number in range(20)))
    assert len(world.tried("slow-hook")) == world.file.channels["hook"].at_once
    world.channel.slow["slow-hook"].set()


async def test_many_slow_receivers_leave_room_for_one_that_works() -> None:
    world = World(channels={"hook": {"kind": "webhook", "at_once": 32}})
    await world.sender.start()
    world.sender.taken(0, world.memory, world.reps)
    for rep_id in range(8):
        world.reach(f"slow{rep_id}", f"slow{rep_id}")
        world.channel.slow[f"slow{rep_id}"] = asyncio.Event()
        for number in range(32):
            world.tell(f"{rep_id}/{number}", f"slow{rep_id}")
    world.tell("quick", "ben")
    await world.said(("delivered", "quick"))
    assert world.channel.most <= 128 + 9
    for event in world.channel.slow.values():
        event.set()
    await eventually_async(lambda: len(world.log.events) == 8 * 32 + 1, 5, "those that waited for room go on")
    await world.sender.stop()


async def test_failures_are_said_with_the_next_attempt_and_then_it_is_delivered(world: World) -> None:
    answers: Iterator[Outcome] = iter([DOWN, Delayed("timeout"), Delivered()])
    world.channel.answers["slow-hook"] = lambda _: next(answers)
    world.tell("m1")
    await world.said(("delivered", "m1"))
    first, second, third = world.log.events
    assert [event.attempt for event in world.log.events] == [1, 2, 3]
    assert (first.reason_code, second.reason_code, third.NAME) == ("http_503", "timeout", "message.delivered")
    assert first.retry_at > first.occurred_at


async def test_a_receiver_that_is_down_gets_one_attempt_at_a_time_until_it_is_back(world: World) -> None:
    down = True
    world.channel.answers["slow-hook"] = lambda _: DOWN if down else Delivered()
    for number in range(40):
        world.tell(f"m{number}")
    await eventually_async(lambda: len(world.log.events) >= 12, 3, "it has been tried for a while")
    assert len({message_id for _, message_id in world.log.said()}) < 15
    down = False
    await world.said(*(("delivered", f"m{number}") for number in range(40)))


async def test_the_pause_that_a_receiver_asks_for_is_kept(world: World) -> None:
    answers: Iterator[Outcome] = iter([Delayed("http_429", timedelta(seconds=0.4)), Delivered(), Delivered()])
    world.channel.answers["slow-hook"] = lambda _: next(answers)
    world.tell("m1")
    await world.said(("delayed", "m1"))
    world.tell("m2")
    await world.said(("delivered", "m1"), ("delivered", "m2"))
    delayed, *later = world.log.events
    assert all(event.occurred_at - delayed.occurred_at >= timedelta(seconds=0.4) for event in later)


async def test_messages_about_one_lead_keep_their_order(world: World) -> None:
    answers: Iterator[Outcome] = iter([Delayed("smtp_450", receiver_down=False)])
    world.channel.answers["slow-hook"] = lambda letter: next(answers, Delivered())
    world.tell("first", about="lead")
    world.tell("second", about="lead")
    world.tell("elsewhere")
    await world.said(("delivered", "first"), ("delivered", "second"), ("delivered", "elsewhere"))
    said = world.log.said()
    assert said.index(("delivered", "first")) < said.index(("delivered", "second"))


async def test_while_kafka_is_away_what_was_delivered_is_said_later_and_not_sent_again(world: World) -> None:
    world.log.away = True
    world.tell("m1")
    await eventually_async(lambda: world.tried("slow-hook"), 3, "it is sent")
    world.log.away = False
    await world.said(("delivered", "m1"))
    assert world.tried("slow-hook") == ["m1"]


@pytest.mark.parametrize(
    ("reach", "answer", "give_up_in", "reason"),
    [
        ("hook", Refused("http_410"), 3600, "http_410"),
        (None, Delivered(), 3600, "not_reached_there"),
        ("hook", DOWN, 0.01, "http_503"),
        ("hook", Delivered(), -1, "too_late"),
    ],
)
async def test_what_cannot_be_delivered_is_given_up_with_a_word(
    world: World, reach: str | None, answer: Outcome, give_up_in: float, reason: str
) -> None:
    world.reach("carl", reach)
    world.channel.answers["hook"] = lambda _: answer
    world.tell("m1", "carl", give_up_at=now() + timedelta(seconds=give_up_in))
    await world.said(("refused", "m1"))
    assert world.log.events[-1].reason_code == reason


async def test_a_mistake_of_ours_is_tried_again_and_stops_nobody(world: World) -> None:
    world.reach("carl", "boom")
    world.tell("m1", "carl")
    world.tell("m2", "ben")
    await world.said(("delayed", "m1"), ("delivered", "m2"))
    (delayed,) = [event for event in world.log.events if event.message_id == "m1"][:1]
    assert delayed.reason_code == "internal_error"


async def test_more_than_may_wait_for_a_receiver_are_given_up_at_once() -> None:
    world = World(retry={**QUICK, "most_waiting": 5})
    await world.sender.start()
    world.sender.taken(0, world.memory, world.reps)
    world.channel.slow["slow-hook"] = asyncio.Event()
    for number in range(7):
        world.tell(f"m{number}")
    await world.said(("refused", "m5"), ("refused", "m6"))
    assert {event.reason_code for event in world.log.events} == {"too_many_waiting"}
    world.channel.slow["slow-hook"].set()
    await world.said(*(("delivered", f"m{number}") for number in range(5)))
    await world.sender.stop()


async def test_a_changed_address_holds_for_what_waits_already(world: World) -> None:
    world.channel.answers["slow-hook"] = lambda _: Delayed("http_503", timedelta(hours=0.5))
    world.tell("m1")
    await world.said(("delayed", "m1"))
    world.reach("anna", "new-hook")
    world.sender.look()
    await world.said(("delivered", "m1"))
    assert world.tried("new-hook") == ["m1"]


async def test_what_is_too_old_does_not_wait_for_a_broken_receiver(world: World) -> None:
    world.channel.answers["slow-hook"] = lambda _: Delayed("http_503", timedelta(hours=0.5))
    world.tell("m1")
    await world.said(("delayed", "m1"))
    world.tell("m2", give_up_at=now() - timedelta(seconds=1))
    world.sender.look()
    await world.said(("refused", "m2"))
    assert world.log.events[-1].reason_code == "too_late"


async def test_a_replayed_message_is_sent_although_it_was_refused_before(world: World) -> None:
    answers: Iterator[Outcome] = iter([Refused("http_404"), Delivered()])
    world.channel.answers["slow-hook"] = lambda _: next(answers)
    world.tell("m1")
    await world.said(("refused", "m1"))
    world.tell("m1")  # in one commit with the end of the first: another time to give up, another message
    await world.said(("delivered", "m1"))


async def test_what_is_lost_is_not_tried_and_what_comes_back_is(world: World) -> None:
    world.channel.slow["slow-hook"] = asyncio.Event()
    for number in range(6):
        world.tell(f"m{number}")
    await eventually_async(lambda: len(world.tried("slow-hook")) == 4, 3, "four are in the air")
    world.sender.lost(0)
    world.channel.slow["slow-hook"].set()
    await world.said(*(("delivered", f"m{number}") for number in range(4)))
    assert len(world.tried("slow-hook")) == 4
    world.sender.taken(0, world.memory, world.reps)
    await world.said(("delivered", "m4"), ("delivered", "m5"))


async def test_what_is_restored_waits_for_its_time_and_for_what_an_earlier_life_said_of_it(world: World) -> None:
    instants = {"occurred_at": now(), "give_up_at": now() + timedelta(hours=1)}
    delivered = message("done", **instants)
    later = message("later", retry_at=now() + timedelta(minutes=5), **instants)
    world.sender.lost(0)
    world.memory.tables[MESSAGES.name].update(done=delivered, later=later)
    world.sender.taken(0, world.memory, world.reps)
    for _ in range(10):
        await asyncio.sleep(0)
    world.commit("done", None)
    world.tell("new", occurred_at=now() + timedelta(seconds=1.1))
    await world.said(("delivered", "new"))
    assert world.tried("slow-hook") == ["new"]


async def test_a_contact_goes_only_where_it_may_and_is_waited_for_a_moment() -> None:
    world = World(channels={"hook": {"kind": "webhook", "carry": ["contact"]}})
    await world.sender.start()
    world.sender.taken(0, world.memory, world.reps)
    world.tell("m1", occurred_at=now() - timedelta(seconds=4.7))
    for _ in range(10):
        await asyncio.sleep(0)
    world.memory.tables[CONTACTS.name]["m1"] = contact()
    await world.said(("delivered", "m1"))
    (letter,) = world.channel.letters
    assert letter.contact is not None
    assert (letter.contact.email, letter.contact.message) == ("marc@verre-clair.example", None)
    await world.sender.stop()


async def test_a_channel_that_carries_nothing_personal_is_given_no_contact(world: World) -> None:
    world.memory.tables[CONTACTS.name]["m1"] = contact()
    world.tell("m1")
    await world.said(("delivered", "m1"))
    assert world.channel.letters[0].contact is None


async def test_what_waits_and_what_came_of_it_is_measured(world: World) -> None:
    def value(name: str, **more: str) -> float:
        return REGISTRY.get_sample_value(name, {"channel": "hook", **more}) or 0

    before = value("handover_messages_total", outcome="delivered")
    world.tell("m1", "ben")
    await world.said(("delivered", "m1"))
    await eventually_async(lambda: value("handover_messages_total", outcome="delivered") == before + 1, 3)
    world.channel.answers["slow-hook"] = lambda _: DOWN
    world.tell("m2", occurred_at=now() - timedelta(seconds=60))
    world.sender._measure()
    assert value("handover_messages_pending") == 1
    assert 59 < value("handover_messages_oldest_seconds") < 70
