"""What is frozen stays frozen: each way to break it is tried on a copy and named."""

import json
import shutil
from pathlib import Path
from typing import ClassVar

import pytest
from tests.contract.documents import CATALOGUE

from lead_contracts.base import Event, Instant
from lead_contracts.catalogue import Catalogue
from lead_contracts.events import LeadContact
from lead_contracts.freeze import Frozen, freeze, problems
from lead_contracts.registry import REGISTRY

EVENTS = tuple(REGISTRY.values())
SCHEMA = "events/lead.contact.v1.schema.json"
EXAMPLE = "examples/lead.contact/1/full.json"


@pytest.fixture
def copy(tmp_path: Path) -> Catalogue:
    for folder in ("events", "examples"):
        shutil.copytree(CATALOGUE.root / folder, tmp_path / folder)
    return Catalogue(tmp_path)


def other(old: type[Event], new: type[Event]) -> list[type[Event]]:
    return [new if model is old else model for model in EVENTS]


class ContactWithNickname(LeadContact):
    nickname: str | None = None


class ContactWithDuty(LeadContact):
    nickname: str


class ContactWithNumber(LeadContact):
    phone: int | None = None  # type: ignore[assignment]


class ContactWithoutMessage(Event):
    NAME: ClassVar[str] = LeadContact.NAME
    TOPIC: ClassVar[str] = LeadContact.TOPIC

    lead_id: str
    updated_at: Instant


def test_everything_in_the_repository_is_frozen_and_current() -> None:
    assert list(problems(CATALOGUE, EVENTS)) == []


def test_freezing_twice_changes_nothing(copy: Catalogue) -> None:
    before = {path: path.read_bytes() for path in copy.root.rglob("*") if path.is_file()}
    assert freeze(copy, EVENTS) == []
    assert {path: path.read_bytes() for path in copy.root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", [SCHEMA, EXAMPLE])
def test_a_changed_file_is_named_with_what_to_do(copy: Catalogue, name: str) -> None:
    path = copy.root / name
    path.write_text(path.read_text().replace("lead_id", "lead_no"))
    assert any(line.startswith(f"{name}: frozen and changed: bring it back") for line in problems(copy, EVENTS))
    with pytest.raises(Frozen, match="add a new version"):
        freeze(copy, EVENTS)


@pytest.mark.parametrize("name", [SCHEMA, EXAMPLE])
def test_a_deleted_file_is_named(copy: Catalogue, name: str) -> None:
    (copy.root / name).unlink()
    assert any(line.startswith(f"{name}: frozen and gone") for line in problems(copy, EVENTS))


def test_an_event_without_schema_or_examples_is_named(copy: Catalogue) -> None:
    class LeadMet(LeadContact):
        NAME: ClassVar[str] = "lead.met"

    found = "\n".join(problems(copy, [*EVENTS, LeadMet]))
    assert "com.leadhandover.lead.met.v1: no frozen schema: run python -m lead_contracts.freeze" in found
    assert "com.leadhandover.lead.met.v1: fewer than 2 examples" in found


def test_a_version_whose_model_is_gone_is_named(copy: Catalogue) -> None:
    found = list(problems(copy, [model for model in EVENTS if model is not LeadContact]))
    assert any(line.startswith(f"{SCHEMA}: no model reads it") for line in found)
    assert any(line.startswith(f"{EXAMPLE}: no model reads it") for line in found)


def test_a_new_example_is_locked_and_then_frozen_too(copy: Catalogue) -> None:
    shutil.copy(copy.root / EXAMPLE, copy.root / "examples/lead.contact/1/second.json")
    assert freeze(copy, EVENTS) == ["examples/lead.contact/1/second.json"]
    assert list(problems(copy, EVENTS)) == []
    (copy.root / "examples/lead.contact/1/second.json").write_text("{}")
    assert any("second.json: frozen and changed" in line for line in problems(copy, EVENTS))


def test_a_member_that_may_be_absent_makes_a_revision_beside_the_frozen_file(copy: Catalogue) -> None:
    events = other(LeadContact, ContactWithNickname)
    assert "com.leadhandover.lead.contact.v1: has new members: run python -m lead_contracts.freeze" in problems(
        copy, events
    )
    assert freeze(copy, events) == ["events/lead.contact.v1.2.schema.json"]
    assert list(problems(copy, events)) == []
    assert (copy.root / SCHEMA).read_bytes() == (CATALOGUE.root / SCHEMA).read_bytes()
    assert "nickname" in json.loads((copy.root / "events/lead.contact.v1.2.schema.json").read_bytes())["properties"]


@pytest.mark.parametrize(
    ("changed", "where"),
    [(ContactWithDuty, "/"), (ContactWithNumber, "phone"), (ContactWithoutMessage, "email, first_name")],
)
def test_a_change_that_could_break_a_reader_is_refused_and_nothing_is_written(
    copy: Catalogue, changed: type[Event], where: str
) -> None:
    before = {path: path.read_bytes() for path in copy.root.rglob("*") if path.is_file()}
    with pytest.raises(Frozen, match=rf"changed at {where}.*add version 2 beside it"):
        freeze(copy, other(LeadContact, changed))
    assert {path: path.read_bytes() for path in copy.root.rglob("*") if path.is_file()} == before
    assert any("add version 2" in line for line in problems(copy, other(LeadContact, changed)))
