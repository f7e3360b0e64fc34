"""Who is one person, across systems; what only looks alike stays apart and says so."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from socket import create_server
from typing import Any

import pytest
from tests.unit.lead_intake.world import NOW, delivery, settings

from lead_contracts.events import Delivery, LeadLinked, LeadReceived
from lead_contracts.ids import derived_id
from lead_intake import bootstrap
from lead_intake.adapters import hints as adapter
from lead_intake.adapters.hints import RedisHints
from lead_intake.adapters.paths import LEADS, LINKS
from lead_intake.application.ports import Hints, Sighting
from lead_runtime import redis
from lead_runtime.engine.api import Record
from lead_runtime.engine.wire import encode_event
from lead_runtime.testing import Driver

PHONE = "+4915112345678"


class FirstSeen:
    """Hints in memory, by the rules of RedisHints."""

    awake = True

    def __init__(self) -> None:
        self.seen: dict[str, list[tuple[Any, str]]] = {}
        self.asked: list[Sighting] = []

    async def look(self, sightings: Sequence[Sighting]) -> Mapping[str, str]:
        self.asked.extend(sightings)
        found: dict[str, str] = {}
        for one in sightings:
            for key in one.keys:
                self.seen.setdefault(key, []).append((one.seen_at, one.lead_id))
        for one in sightings:
            for key in one.keys:
                first = min(self.seen[key])[1]
                if first != one.lead_id:
                    found.setdefault(one.lead_id, first)
        return found


def lead(source: str = "website", **said: Any) -> Delivery:
    """A delivery in our own shape."""
    return delivery(source, LEADS, json.dumps(said).encode(), id=json.dumps([source, said]))


def came(*batches: Sequence[Delivery], hints: Hints | None = None) -> list[Any]:
    """What the worker makes of batches, asking ahead as the engine does."""
    configured = settings()
    driver = Driver(bootstrap.topology(configured, bootstrap.catalogue_of(configured), hints), NOW)
    offset = 0
    for batch in batches:
        records = []
        for one in batch:
            at = NOW + timedelta(milliseconds=offset)
            headers, value = encode_event(
                one.model_copy(update={"received_at": at}), id=one.delivery_id, source="/test", time=NOW
            )
            records.append(Record(one.TOPIC, 0, offset, 0, b"k", value, headers))
            offset += 1
        if driver.topology.ahead is not None:
            asyncio.run(driver.topology.ahead(records))  # type: ignore[arg-type]
        for record in records:
            driver.feed_record(record)
    return driver.outputs


def received(*deliveries: Delivery, hints: Hints | None = None) -> list[LeadReceived]:
    return [event for event in came(deliveries, hints=hints) if isinstance(event, LeadReceived)]


def people(*deliveries: Delivery) -> int:
    return len({event.lead_id for event in received(*deliveries)})


SAME = [
    (
        "an address in any spelling",
        {"email": "Ann.Lee@Firm.example", "phone": PHONE},
        {"email": " ann.lee@firm.example", "first_name": "Annie"},
    ),
    (
        "a phone with a name, in any spelling",
        {"phone": "+49 151 12345678", "first_name": "José", "last_name": "Pérez"},
        {"phone": "0049 151/1234 5678", "name": "jose perez"},
    ),
    (
        "a shared mailbox with a name",
        {"email": "info@firm.example", "name": "Ann Lee"},
        {"email": "INFO@firm.example", "first_name": "Ann", "last_name": "Lee"},
    ),
]
APART = [
    (
        "a shared mailbox with two names",
        {"email": "info@firm.example", "name": "Ann Lee"},
        {"email": "info@firm.example", "name": "Bob Ray"},
    ),
    (
        "a shared mailbox without a name",
        {"email": "sales@firm.example", "company": "Firm"},
        {"email": "sales@firm.example", "company": "Another"},
    ),
    ("a bare phone", {"phone": PHONE, "company": "Firm"}, {"phone": PHONE, "company": "Another"}),
    (
        "a phone with two names",
        {"phone": PHONE, "name": "Ann Lee"},
        {"phone": PHONE, "name": "Bob Ray"},
    ),
    (
        "a phone with two addresses",
        {"phone": PHONE, "name": "Ann Lee", "email": "ann@firm.example"},
        {"phone": PHONE, "name": "Ann Lee", "email": "lee@firm.example"},
    ),
    (
        "a bare phone beside an address",
        {"phone": PHONE, "email": "ann@firm.example"},
        {"phone": PHONE},
    ),
]


@pytest.mark.parametrize(("first", "second"), [pair[1:] for pair in SAME], ids=[pair[0] for pair in SAME])
def test_the_same_person_from_two_systems_is_one_lead(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert people(lead("hubspot", **first), lead("typeform", **second)) == 1


@pytest.mark.parametrize(("first", "second"), [pair[1:] for pair in APART], ids=[pair[0] for pair in APART])
def test_what_many_share_never_joins_two_people(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert people(lead("hubspot", **first), lead("typeform", **second)) == 2
    assert not any(isinstance(event, LeadLinked) for event in came([lead(**first), lead(**second)], hints=FirstSeen()))


def test_the_id_of_one_system_says_nothing_in_another() -> None:
    ids = [{"external_id": "42", "phone": PHONE}] * 2
    assert people(lead("hubspot", **ids[0]), lead("pipedrive", **ids[1])) == 2
    assert people(lead("hubspot", **ids[0]), lead("hubspot", **ids[1], company="Firm")) == 1


def test_a_test_lead_links_no_id_to_itself() -> None:
    """A link would end the open cycle of whoever has that id."""
    kinds = [type(event) for event in came([lead(email="a@firm.example", external_id="42", is_test=True)])]
    assert kinds == [LeadReceived]


def test_the_same_phone_with_another_address_is_a_hint_and_no_merge() -> None:
    first, second = received(
        lead(email="ann@firm.example", phone=PHONE), lead(email="lee@home.example", phone=PHONE), hints=FirstSeen()
    )
    assert first.lead_id != second.lead_id
    assert (first.possible_duplicate_of, second.possible_duplicate_of) == (None, first.lead_id)


def test_the_same_name_in_the_same_company_is_a_hint() -> None:
    both = {"first_name": "Ann", "last_name": "Lee"}
    first, second, third = received(
        lead(email="ann@firm.example", **both),
        lead(email="a.lee@firm.example", **both),
        lead(email="ann.lee@gmail.com", **both),
        hints=FirstSeen(),
    )
    assert [one.possible_duplicate_of for one in (first, second, third)] == [None, first.lead_id, None]


def test_a_test_lead_is_nobodys_duplicate() -> None:
    hints = FirstSeen()
    received(lead(email="ann@firm.example", phone=PHONE, is_test=True), hints=hints)
    assert hints.asked == []


def test_hints_change_no_id_and_no_other_output() -> None:
    batch = [lead(email=f"p{n}@firm.example", phone=PHONE, external_id=str(n)) for n in range(4)]
    plain, coloured = came(batch), came(batch, hints=FirstSeen())
    without = [
        event.model_copy(update={"possible_duplicate_of": None}) if isinstance(event, LeadReceived) else event
        for event in coloured
    ]
    assert without == plain
    assert coloured != plain


def test_what_cannot_be_read_costs_its_neighbours_no_hint() -> None:
    broken = delivery("hubspot", "/hooks/hubspot", b"\xff{", id="broken")
    batch = [lead(email="ann@firm.example", phone=PHONE), broken, lead(email="bob@firm.example", phone=PHONE)]
    first, second = received(*batch, hints=FirstSeen())
    assert second.possible_duplicate_of == first.lead_id


def test_the_keys_of_hints_say_nothing_of_the_person() -> None:
    hints = FirstSeen()
    received(lead(email="ann@firm.example", phone=PHONE, first_name="Ann", last_name="Lee"), hints=hints)
    keys = " ".join(key for one in hints.asked for key in one.keys).lower()
    assert len(keys.split()) == 2
    assert not any(part in keys for part in (PHONE, PHONE[1:], "ann", "firm"))


@pytest.mark.parametrize("to", ["b", "a"])
def test_what_a_manager_says_of_two_leads_lies_under_the_key_of_the_first_and_names_who_said_it(to: str) -> None:
    """A lead that is linked to itself is one of its own again."""
    ids = {name: derived_id(name, "lead", "t") for name in "ab"}
    said = {"from": ids["a"], "to": ids[to], "source": "forged", "occurred_at": "2030-01-01T00:00:00Z"}
    (link,) = came([delivery("maria", LINKS, json.dumps(said).encode())])
    assert (link.key(), link.to, link.by, link.source) == (ids["a"], ids[to], "maria", "maria")
    assert (link.reason_code, link.occurred_at) == ("same_person", NOW)


SIGHTING = Sighting("lead-1", NOW, ("key",))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def silent_server() -> Iterator[str]:
    """Takes connections and never answers."""
    with create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_without_redis_leads_go_on_at_once_and_the_next_ones_do_not_even_ask() -> None:
    clock = Clock()

    async def look(url: str) -> list[bool]:
        hints, awake = RedisHints(redis.connect(url), 1, clock), list[bool]()
        for _ in range(2):
            assert await hints.look([SIGHTING]) == {}
            awake.append(hints.awake)
        clock.now += adapter.PAUSE_SECONDS
        return [*awake, hints.awake]

    assert asyncio.run(look("redis://127.0.0.1:1/0")) == [False, False, True]


def test_a_redis_that_hangs_holds_a_batch_for_a_moment_and_the_next_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "LOOK_SECONDS", 0.05)
    with silent_server() as url:

        async def look() -> bool:
            hints = RedisHints(redis.connect(url), 1, Clock())
            async with asyncio.timeout(1):
                for _ in range(100):
                    assert await hints.look([SIGHTING]) == {}
            return hints.awake

        assert asyncio.run(look()) is False


def test_while_redis_is_away_nothing_is_read_twice_and_every_lead_goes_on() -> None:
    asleep = RedisHints(redis.connect("redis://127.0.0.1:1/0"), 1, Clock())
    asleep._asleep_until = timedelta.max.total_seconds()
    batch = [lead(email=f"p{n}@firm.example", phone=PHONE) for n in range(3)]
    assert [one.possible_duplicate_of for one in received(*batch, hints=asleep)] == [None] * 3
