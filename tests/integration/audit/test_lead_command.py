"""``handover lead`` on a real Kafka."""

import json

import pytest
from tests.integration.audit.test_audit_command import handover
from tests.integration.audit.writing import write
from tests.unit.audit.story import Story
from tests.unit.audit.test_violations import whole_life

from handover.audit import LoggedEvent
from handover.errors import HandoverError

pytestmark = pytest.mark.kafka
MAIL = "ada@example.com"


@pytest.fixture
def kafka_with_a_life(topics_of_its_own: str) -> str:
    """Two leads with their stories; the touches of both came with an address."""
    story = whole_life()
    entries = [entry for entry in story.log if isinstance(entry, LoggedEvent)]
    write(topics_of_its_own, [_with_mail(entry) for entry in entries])
    return topics_of_its_own


def _with_mail(entry: LoggedEvent) -> LoggedEvent:
    if "email" not in type(entry.event).model_fields:
        return entry
    return entry._replace(event=entry.event.model_copy(update={"email": MAIL, "attributes": {"note": MAIL}}))


def test_the_story_of_a_lead_is_told_from_its_first_touch_to_its_last_alert(kafka_with_a_life: str) -> None:
    done = handover("lead", "lead-1", "--bootstrap-servers", kafka_with_a_life, "--json")

    told = json.loads(done.stdout)
    types = [each["type"].removeprefix("com.leadhandover.") for each in told["events"]]
    assert done.exit_code == 0
    assert types[:3] == ["lead.received.v1", "lead.qualified.v1", "lead.assigned.v1"]
    assert types[-3:] == ["lead.activity.v1", "sla.withdrawn.v1", "sla.met.v1"]
    assert len(types) == sum(_is_about_lead_1(entry) for entry in whole_life().log)
    assert all(each["data"]["lead_id"] == "lead-1" for each in told["events"])


def _is_about_lead_1(entry: object) -> bool:
    return isinstance(entry, LoggedEvent) and getattr(entry.event, "lead_id", None) == "lead-1"


def test_the_table_says_what_happened_and_why(kafka_with_a_life: str) -> None:
    shown = handover("lead", "lead-1", "--bootstrap-servers", kafka_with_a_life).stdout

    for part in ("received", "typeform", "qualified", "rules default 1", "to rep-1, farmer", "breached", "withdrawn"):
        assert part in shown


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_personal_data_are_shown_only_when_revealed(kafka_with_a_life: str, options: list[str]) -> None:
    command = ["lead", "lead-1", "--bootstrap-servers", kafka_with_a_life, *options]

    assert MAIL not in handover(*command).stdout
    assert MAIL in handover(*command, "--reveal").stdout


def test_a_lead_that_nobody_knows_is_named(kafka_with_a_life: str) -> None:
    error = handover("lead", "lead-99", "--bootstrap-servers", kafka_with_a_life).exception

    assert isinstance(error, HandoverError)
    assert error.message == "no topic knows the lead lead-99"


def test_garbage_under_a_leads_key_is_told_of_and_hides_nothing(topics_of_its_own: str) -> None:
    story = Story(lead="key")
    story.received()
    story.garbage("leads.activities")
    write(topics_of_its_own, story.log)

    told = json.loads(handover("lead", "key", "--bootstrap-servers", topics_of_its_own, "--json").stdout)

    assert (len(told["events"]), told["unreadable"]) == (1, 1)
