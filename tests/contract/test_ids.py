"""The same person, touch or cause gives the same id; what only looks alike does not."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_contracts.ids import Identity, Person, derived_id, external_lead_id, is_id, lead_id, touch_id

SECRET = b"a secret of this deployment"
MARC = Person(
    source="hubspot",
    external_id="4711",
    email="Marc.Dubois@verre-clair.example",
    phone="+33199005510",
    first_name="Marc",
    last_name="Dubois",
)
PINNED = {
    "lead": "21c13127-ba50-85f0-aa57-51cbcc23d6d7",
    "touch": "d9752f65-a167-883f-ad21-74819cc4d032",
    "derived": "a275a760-9db2-81dc-aa04-4ed00c584742",
}
DAY = datetime(2026, 11, 16, 23, 59, tzinfo=UTC)


def identity(person: Person = MARC, secret: bytes = SECRET, **changes: str | None) -> Identity:
    return lead_id(secret, replace(person, **changes), "touch-1")


def test_ids_are_what_they_were_when_they_were_first_used() -> None:
    assert identity().lead_id == PINNED["lead"]
    assert touch_id(SECRET, "hubspot", external_event_id="e-1", arrived_at=DAY) == PINNED["touch"]
    assert derived_id("cause", "com.leadhandover.lead.received.v1", "0") == PINNED["derived"]


def test_every_id_is_uuid_text() -> None:
    ids = [identity().lead_id, touch_id(SECRET, "x", body=b"", arrived_at=DAY), derived_id("a", "b", "c")]
    for one in ids:
        assert str(uuid.UUID(one)) == one
        assert uuid.UUID(one).variant == uuid.RFC_4122
        assert uuid.UUID(one).version == 8
        assert is_id(one)


@pytest.mark.parametrize(
    "text",
    ["", "marc@verre-clair.example", "l-1", f"{uuid.UUID(int=0)}", "2f9c1b6e-8d4a-4c57-9b1e-6a0d3e5f7c21", "x" * 600],
)
def test_what_somebody_else_calls_an_id_is_told_from_ours(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "marc.dubois@verre-clair.example"},
        {"email": " MARC.DUBOIS@VERRE-CLAIR.EXAMPLE "},
        {"phone": None, "external_id": None, "first_name": None, "last_name": None},
        {"source": "typeform", "external_id": "other"},
    ],
)
def test_the_address_identifies_whatever_else_is_said(changes: dict[str, str | None]) -> None:
    assert identity(**changes).lead_id == identity().lead_id
    assert identity(**changes).kind == "email"


@pytest.mark.parametrize("address", ["marc.dubois+web@verre-clair.example", "marcdubois@verre-clair.example"])
def test_the_whole_address_counts(address: str) -> None:
    assert identity(email=address).lead_id != identity().lead_id


@pytest.mark.parametrize(
    "address", ["info@a.example", "Sales@a.example", "info+web@a.example", "sales.uk@a.example", "kontakt-de@a.example"]
)
def test_a_shared_mailbox_identifies_only_with_a_name(address: str) -> None:
    marc, anna = identity(email=address), identity(email=address, first_name="Anna")
    assert marc.kind == anna.kind == "email_name"
    assert marc.lead_id != anna.lead_id
    nobody = identity(email=address, first_name=None, last_name=None)
    assert nobody.kind == "external_id"
    assert identity(email=address, first_name=None, last_name=None, external_id=None).kind == "touch"


@pytest.mark.parametrize(
    "address", ["infante@a.example", "sales.manager@a.example", "salesi@a.example", "j.info@a.example"]
)
def test_an_address_that_only_resembles_a_shared_one_identifies(address: str) -> None:
    assert identity(email=address).kind == "email"


def test_without_an_address_phone_and_name_identify() -> None:
    by_phone = identity(email=None)
    assert by_phone.kind == "phone_name"
    assert identity(email=None, first_name="MARC ", last_name="Dübois").lead_id == by_phone.lead_id
    assert identity(email=None, first_name="Anna").lead_id != by_phone.lead_id
    assert identity(email=None, first_name=None, last_name=None).kind == "external_id"


def test_without_address_and_phone_the_source_and_its_id_identify() -> None:
    by_id = identity(email=None, phone=None)
    assert by_id.kind == "external_id"
    assert by_id.lead_id == external_lead_id(SECRET, "hubspot", "4711")
    assert identity(email=None, phone=None, source="mautic").lead_id != by_id.lead_id


def test_whom_nothing_identifies_is_a_lead_of_their_own() -> None:
    nobody = Person(source="hubspot")
    assert lead_id(SECRET, nobody, "touch-1") == lead_id(SECRET, nobody, "touch-1")
    assert lead_id(SECRET, nobody, "touch-1").lead_id != lead_id(SECRET, nobody, "touch-2").lead_id
    assert lead_id(SECRET, nobody, "touch-1").kind == "touch"


def test_the_other_keys_of_a_person_are_aliases_that_each_would_give_alone() -> None:
    aliases = {alias.kind: alias.lead_id for alias in identity().aliases}
    assert aliases == {
        "phone_name": identity(email=None).lead_id,
        "external_id": external_lead_id(SECRET, "hubspot", "4711"),
    }


def test_another_secret_gives_other_ids() -> None:
    assert identity(secret=b"another secret, as long").lead_id != identity().lead_id


@pytest.mark.parametrize("secret", [b"", b"short"])
def test_a_secret_that_can_be_guessed_is_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes or more"):
        identity(secret=secret)


def test_a_touch_is_the_same_however_often_it_is_delivered() -> None:
    later = DAY + timedelta(days=40)
    by_event = touch_id(SECRET, "typeform", external_event_id="e-1", body=b"a", arrived_at=DAY)
    assert touch_id(SECRET, "typeform", external_event_id="e-1", body=b"b", arrived_at=later) == by_event
    assert touch_id(SECRET, "webflow", external_event_id="e-1", arrived_at=DAY) != by_event


def test_a_touch_without_an_event_id_is_its_body_on_its_day() -> None:
    first = touch_id(SECRET, "form", body=b"a", arrived_at=DAY)
    assert touch_id(SECRET, "form", body=b"a", arrived_at=DAY.replace(hour=0)) == first
    assert touch_id(SECRET, "form", body=b"a", arrived_at=DAY.astimezone(timezone(timedelta(hours=9)))) == first
    assert touch_id(SECRET, "form", body=b"a", arrived_at=DAY + timedelta(minutes=1)) != first
    assert touch_id(SECRET, "form", body=b"b", arrived_at=DAY) != first


PARTS = st.tuples(st.text(max_size=4), st.text(max_size=4), st.text(max_size=4)).filter(
    lambda p: "\0" not in "".join(p)
)


@given(PARTS, PARTS)
def test_different_causes_types_or_steps_give_different_ids(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assert (derived_id(*one) == derived_id(*other)) is (one == other)


@given(st.text(max_size=5), st.text(min_size=1, max_size=5), st.text(max_size=5), st.text(min_size=1, max_size=5))
def test_parts_of_a_key_never_run_into_each_other(source: str, external: str, source2: str, external2: str) -> None:
    same = (source, external) == (source2, external2)
    assert (external_lead_id(SECRET, source, external) == external_lead_id(SECRET, source2, external2)) is same
