"""Every event of a lead can be told, and none tells personal data unasked."""

import json
from pathlib import Path

import pytest

from handover.story.lines import PERSONAL, data_of, line_of
from handover.story.reading import TOPICS
from lead_contracts.base import Event
from lead_contracts.events import ALL, LeadReceived

EXAMPLES = Path(__file__).parents[3] / "schemas" / "examples"
TOLD = [event for event in ALL if event.TOPIC in TOPICS]


def example(event: type[Event]) -> Event:
    return event.model_validate_json((EXAMPLES / event.NAME / str(event.VERSION) / "full.json").read_bytes())


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.NAME)
def test_an_event_is_told_in_words(event: type[Event]) -> None:
    line = line_of(example(event), reveal=False)

    assert line.what
    assert all(detail.strip() for detail in line.details)


@pytest.mark.parametrize("reveal", [False, True])
def test_what_a_person_said_of_themselves_is_told_only_when_asked(reveal: bool) -> None:
    received = example(LeadReceived)
    said = [value for member in PERSONAL if (value := getattr(received, member))]
    assert said

    told = " ".join(line_of(received, reveal=reveal).details) + json.dumps(data_of(received, reveal=reveal))

    assert [value in told for value in said] == [reveal] * len(said)
