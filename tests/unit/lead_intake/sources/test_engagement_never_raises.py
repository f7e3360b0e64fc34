"""Whatever stands in the deeds, entities and forms of these vendors: a named error, or something that can be kept."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.samples import body_of
from tests.unit.lead_intake.sources.reading import FORM
from tests.unit.lead_intake.sources.test_activecampaign import SUBSCRIBED
from tests.unit.lead_intake.sources.test_mailchimp import MOVED
from tests.unit.lead_intake.sources.test_salesloft import CALL, EMAIL, MEETING, PERSON
from tests.unit.lead_intake.sources.test_snowplow import EVENT, WRAPPED
from tests.unit.lead_intake.test_never_raises import NAMED, NASTY, TEXTS, VALUES, changed, places
from tests.unit.lead_intake.world import driver, hooked

_MAILING = {
    "meta": {"eventName": "mailing.replied", "deliveredAt": "2026-11-16T11:00:00Z"},
    "data": {
        "id": 1,
        "attributes": {
            "mailingType": "single",
            "deliveredAt": "2026-11-16T11:00:00Z",
            "repliedAt": None,
            "bouncedAt": "",
        },
        "relationships": {"prospect": {"data": {"id": 2}}, "task": {"data": {"id": 3}}, "user": {"data": {"id": 4}}},
    },
}
_TALK: dict[str, Any] = {
    "meta": {"eventName": "call.updated"},
    "data": _MAILING["data"]
    | {
        "attributes": {
            "outcome": "Answered",
            "answeredAt": "2026-11-16T11:00:00Z",
            "completedAt": "2026-11-16T11:01:00Z",
        }
    },
}
_HELD = {
    "meta": {"eventName": "kaiaRecording.created"},
    "data": {
        "id": 1,
        "attributes": {"startTime": "2026-11-16T11:00:00Z", "participants": [{"type": "prospect", "id": 2}]},
    },
}
SEEDS: list[tuple[str, str, Any]] = [
    ("outreach", "", _MAILING),
    ("outreach", "", _TALK),
    ("outreach", "", _HELD),
    ("salesloft", "person_created", PERSON),
    ("salesloft", "email_updated", EMAIL | {"counts": {"replies": 1}, "cadence": {"id": 1}, "bounced": True}),
    ("salesloft", "call_created", CALL | {"disposition": "Connected", "duration": 3}),
    ("salesloft", "meeting_booked", MEETING | {"booked_by_user": {"id": 1}}),
    ("snowplow", "", EVENT),
    ("snowplow", "", WRAPPED),
]
FORMS: list[tuple[str, dict[str, str]]] = [
    ("mailchimp", MOVED),
    (
        "mailchimp",
        MOVED | {"type": "subscribe", "data[email]": "a@firm.example", "data[merges][ADDRESS][country]": "FR"},
    ),
    ("mailchimp", MOVED | {"type": "unsubscribe", "data[email]": "a@firm.example", "data[reason]": "abuse"}),
    ("activecampaign", SUBSCRIBED),
    ("activecampaign", SUBSCRIBED | {"type": "reply"}),
]
UNHURRIED = settings(deadline=None, max_examples=60)


def the_day_before(seed: Any) -> bytes:
    """Deeds of the future are refused: the worker's clock stands at noon."""
    return json.dumps(seed).replace("2026-11-16T", "2026-11-15T").encode()


def judge(source: str, body: bytes, content_type: str = "application/json", **headers: str) -> None:
    worker = driver()
    worker.feed(hooked(source, body, content_type, **headers))
    assert {letter.error for letter in worker.dead_letters} <= NAMED
    assert all(letter.detail.isprintable() for letter in worker.dead_letters)


@pytest.mark.parametrize(("source", "event", "seed"), SEEDS)
def test_a_seed_is_read_as_it_stands(source: str, event: str, seed: Any) -> None:
    worker = driver()
    worker.feed(hooked(source, the_day_before(seed), **{"x-salesloft-event": event}))

    assert worker.outputs
    assert worker.dead_letters == []


@UNHURRIED
@given(st.data(), st.sampled_from(SEEDS), VALUES)
def test_whatever_stands_where_the_vendor_puts_something_else(
    data: st.DataObject, seed: tuple[str, str, Any], value: Any
) -> None:
    source, event, body = seed
    place = data.draw(st.sampled_from(places(body)))
    judge(source, the_day_before(changed(body, place, value)), **{"x-salesloft-event": event})


@UNHURRIED
@given(st.data(), st.sampled_from(FORMS), TEXTS | st.sampled_from(NASTY))
def test_whatever_a_field_of_a_form_holds(data: st.DataObject, seed: tuple[str, dict[str, str]], value: str) -> None:
    source, fields = seed
    name = data.draw(st.sampled_from(sorted(fields)))
    other = data.draw(st.just(name) | TEXTS | st.sampled_from(["data", "contact", "data[merges]", "contact[fields]"]))
    judge(
        source,
        urlencode([*((one, said) for one, said in fields.items() if one != name), (other, value)]).encode(),
        FORM,
    )


@UNHURRIED
@given(st.binary(max_size=60))
def test_whatever_stands_after_the_first_event_of_a_batch(rest: bytes) -> None:
    judge("segment", b"[" + body_of("segment/identify.json") + b"," + rest + b"]", **{"proven-by": "segment"})
