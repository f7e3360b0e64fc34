"""A second version of an event: its file lies beside the first, both are read, and nobody has to move at once."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from tests.contract.documents import CATALOGUE

from lead_contracts.base import Event, Instant
from lead_contracts.catalogue import Catalogue
from lead_contracts.codec import Codec, Envelope, UnknownEventType, UnsupportedVersion
from lead_contracts.events import ALL, LeadReceived
from lead_contracts.freeze import freeze, problems
from lead_contracts.registry import Registry
from lead_contracts.topics import LEADS_RECEIVED
from lead_contracts.values import Position, Value

NOW = datetime(2026, 11, 16, 10, 15, 30, tzinfo=UTC)
ENVELOPE = Envelope("id-1", "/test", NOW)


class Name(Value):
    first: str | None = None
    last: str | None = None


class LeadReceivedV2(Event):
    """The name in one record: a reader of version 1 would not find it, so it is a version of its own."""

    NAME: ClassVar[str] = "lead.received"
    VERSION: ClassVar[int] = 2
    TOPIC: ClassVar[str] = LEADS_RECEIVED

    lead_id: str
    touch_id: str
    name: Name
    received_at: Instant
    delivery: Position


OLD = Codec(Registry(ALL))
NEW = Codec(Registry([*ALL, LeadReceivedV2]))
SECOND = LeadReceivedV2(
    lead_id="l-1",
    touch_id="t-1",
    name=Name(first="Marc", last="Dubois"),
    received_at=NOW,
    delivery=Position(topic="marketing.events", partition=1, offset=2),
)


def first() -> LeadReceived:
    return LeadReceived.model_validate_json(
        (CATALOGUE.root / "examples" / "lead.received" / "1" / "full.json").read_bytes()
    )


def test_the_registry_gives_each_version_its_model() -> None:
    registry = Registry([*ALL, LeadReceivedV2])
    assert registry["com.leadhandover.lead.received.v1"] is LeadReceived
    assert registry["com.leadhandover.lead.received.v2"] is LeadReceivedV2


def test_two_models_for_one_version_are_refused() -> None:
    class Twin(LeadReceived):
        pass

    with pytest.raises(ValueError, match=r"two models for com\.leadhandover\.lead\.received\.v1"):
        Registry([*ALL, Twin])


def test_a_release_that_knows_both_reads_both() -> None:
    for event in (first(), SECOND):
        assert NEW.decode(*NEW.encode(ENVELOPE, event))[1] == event


def test_a_release_that_knows_one_names_the_version_it_cannot_read() -> None:
    with pytest.raises(UnsupportedVersion, match=r"lead\.received\.v2"):
        OLD.decode(*NEW.encode(ENVELOPE, SECOND))


@pytest.mark.parametrize(
    "event_type",
    [
        "com.leadhandover.lead.vanished.v1",
        "com.example.lead.received.v1",
        "lead.received",
        "com.leadhandover.lead.received.vX",
    ],
)
def test_a_name_that_nobody_knows_is_not_a_version(event_type: str) -> None:
    with pytest.raises(UnknownEventType):
        Registry(ALL)[event_type]


def test_a_reader_of_the_first_version_ignores_members_that_were_added_to_it() -> None:
    headers, value = OLD.encode(ENVELOPE, first())
    richer = json.dumps(json.loads(value) | {"nickname": "Marco", "scores": [1, 2]}).encode()
    assert OLD.decode(headers, richer)[1] == first()


def test_the_schema_of_the_second_version_is_a_new_file_beside_the_first(tmp_path: Path) -> None:
    for folder in ("events", "examples"):
        shutil.copytree(CATALOGUE.root / folder, tmp_path / folder)
    examples = tmp_path / "examples" / "lead.received" / "2"
    examples.mkdir()
    for case in ("full", "minimal"):
        (examples / f"{case}.json").write_text(SECOND.model_dump_json())
    new = freeze(Catalogue(tmp_path), [*ALL, LeadReceivedV2])
    assert new == [
        "events/lead.received.v2.schema.json",
        "examples/lead.received/2/full.json",
        "examples/lead.received/2/minimal.json",
    ]
    assert list(problems(Catalogue(tmp_path), [*ALL, LeadReceivedV2])) == []
    frozen = "events/lead.received.v1.schema.json"
    assert (tmp_path / frozen).read_bytes() == (CATALOGUE.root / frozen).read_bytes()
