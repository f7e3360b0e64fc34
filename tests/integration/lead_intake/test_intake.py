"""The process on a real Kafka and a real Valkey: what comes in over HTTP and Kafka is a lead once, and can be asked for."""

import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from kafka import KafkaProducer
from tests.integration.lead_intake.conftest import Intake
from tests.support import eventually
from tests.unit.lead_intake.samples import body_of, request_of

from lead_contracts.events import DeadResolved
from lead_contracts.topics import DEAD_LETTERS, LEADS_ACTIVITIES, MARKETING_EVENTS
from lead_intake.adapters.identify import Identifier
from lead_intake.domain.lead import Person
from lead_runtime import admin
from lead_runtime.engine.api import Record
from lead_runtime.engine.wire import encode_event, read_event
from lead_runtime.testing import Driver
from qualification.adapters.worker import topology

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]


def status_of(intake: Intake, delivery_id: str) -> dict[str, Any]:
    found: dict[str, Any] = intake.http.get(f"/v1/deliveries/{delivery_id}").json()
    return found


def write(
    intake: Intake,
    value: bytes,
    headers: Iterable[tuple[str, bytes]],
    topic: str = MARKETING_EVENTS,
    key: bytes | None = None,
) -> None:
    """Writes to a topic as another system or service would."""
    producer = KafkaProducer(bootstrap_servers=intake.bootstrap, acks="all")
    producer.send(topic, key=key, value=value, headers=list(headers)).get(timeout=10)
    producer.close()


def test_what_was_posted_becomes_a_lead_and_says_so(intake: Intake) -> None:
    answer = intake.http.post("/v1/leads", json={"email": f"ann@{intake.firm}", "first_name": "Ann"})

    assert answer.status_code == 202
    done = eventually(
        lambda: (s := intake.http.get(answer.headers["location"]).json())["status"] == "processed" and s, 20
    )
    (received,) = intake.received()
    assert done["leads"] == [{"touch_id": received.touch_id, "lead_id": received.lead_id}]
    assert (done["disposition"], done["dead_letters"]) == ("accept", [])


def test_a_signed_hook_is_read_and_a_poison_one_is_a_visible_dead_letter(intake: Intake) -> None:
    request = request_of("typeform/form_response.json")
    signed = intake.http.post(
        "/hooks/typeform", content=body_of("typeform/form_response.json"), headers=request.headers
    )
    poison = intake.http.post("/hooks/forms?token=token-of-the-forms", content=b"\xff\xfe")

    (good,), (bad,) = (answer.json()["delivery_ids"] for answer in (signed, poison))
    eventually(lambda: status_of(intake, good)["status"] == "processed", 20)
    dead = eventually(lambda: (s := status_of(intake, bad))["status"] == "dead" and s, 20)
    assert [letter["error"] for letter in dead["dead_letters"]] == ["UnreadableBody"]
    assert dead["disposition"] == "reject_invalid"


def test_a_cloudevent_on_kafka_is_a_lead_and_bytes_that_are_none_do_not_stall_it(intake: Intake) -> None:
    body = json.dumps({"email": f"liam@{intake.firm}", "first_name": "Liam"}).encode()
    headers = {"specversion": "1.0", "id": intake.firm, "source": "https://forms.example/contact", "type": "submitted"}
    event = [(f"ce_{name}", text.encode()) for name, text in headers.items()]

    write(intake, b"\x00\xff not an event", ())
    write(intake, body, event)
    write(intake, body, event)

    touches = eventually(lambda: len(found := intake.received()) == 2 and found, 20)
    assert {touch.source for touch in touches} == {"forms"}
    assert len({touch.touch_id for touch in touches}) == 1


def test_a_list_of_1200_rows_is_in_within_seconds(intake: Intake) -> None:
    rows = b"".join(b"p%d@%s,P%d\n" % (row, intake.firm.encode(), row) for row in range(1200))
    started = time.monotonic()

    answer = intake.http.post("/v1/imports?motion=outbound", content=b"email,first name\n" + rows)

    assert (answer.status_code, answer.json()["rows"]) == (202, 1200)
    touches = eventually(lambda: len(found := intake.received()) >= 1200 and found, 30)
    assert len(touches) == len({touch.lead_id for touch in touches}) == 1200
    assert {(touch.motion, touch.channel) for touch in touches} == {("outbound", "list")}
    assert time.monotonic() - started < 60  # a bound against standing still, not a measurement


def test_what_was_acknowledged_before_a_kill_is_a_lead_once(intake: Intake) -> None:
    people = [f"k{number}@{intake.firm}" for number in range(300)]
    answer = intake.http.post("/v1/leads", json=[{"email": email} for email in people])
    assert answer.status_code == 202

    intake.process.kill()
    intake.process.start()

    touches = eventually(lambda: len(found := intake.received()) >= len(people) and found, 40)
    assert sorted(touch.email or "" for touch in touches) == sorted(people)


def test_an_activity_whose_lead_never_comes_shows_in_its_delivery_that_it_died_and_what_was_done_about_it(
    intake: Intake,
) -> None:
    call = {"email": f"nobody@{intake.firm}", "kind": "call", "occurred_at": "2026-11-16T11:00:00Z"}
    location = intake.http.post("/v1/activities", json=call).headers["location"]
    lead_id = Identifier(b"secret-of-sixteen").person(Person(email=call["email"]), "website")

    def shown(status: str) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            said: dict[str, Any] = intake.http.get(location).json()
            return said if said["status"] == status else None

        return eventually(found, 20, f"the delivery is {status}")

    def acted() -> list[Record]:
        return [one for one in admin.read_topic(intake.bootstrap, LEADS_ACTIVITIES) if one.key == lead_id.encode()]

    assert shown("processed")["dead_letters"] == []
    (activity,) = eventually(acted, 20, "the activity is written")
    group = Driver(topology(), datetime.now(UTC))
    group.feed_record(activity)
    group.advance(by=timedelta(minutes=11))
    letter = next(record for record in group.records if record.topic == DEAD_LETTERS)
    write(intake, letter.value or b"", letter.headers, DEAD_LETTERS, letter.key)

    (death,) = shown("dead")["dead_letters"]
    assert (death["group"], death["error"], death["lead_id"]) == ("qualification", "UnknownLead", lead_id)
    resolved = DeadResolved.model_validate(read_event(letter).model_dump() | {"resolution": "discarded", "by": "ops"})
    headers, value = encode_event(resolved, id=uuid4().hex, source="/test", time=datetime.now(UTC))
    write(intake, value, headers, DEAD_LETTERS, letter.key)
    (death,) = shown("discarded")["dead_letters"]
    assert death["resolution"] == "discarded"
    assert death["activity_id"].encode() in (activity.value or b"")
