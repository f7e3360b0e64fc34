"""What is written of a verdict is not validated when it is made: here it is, and comes out as it went in."""

from datetime import timedelta

import pytest
from tests.unit.qualification.samples import LEAD, NOW, activity, book, driver, poor, received, suppressed

from lead_contracts.base import Event
from lead_contracts.codec import decode, encode
from lead_contracts.events import LeadDisqualified, LeadQualified, LeadTouched
from lead_runtime.engine.wire import read_event
from qualification.adapters.telling import verdict_event
from qualification.adapters.translate import touch_of
from qualification.domain.receive import receive

HISTORIES: dict[str, tuple[Event, ...]] = {
    "qualified": (received(message="Please call me", possible_duplicate_of="other"),),
    "touched": (received(), activity(), received("t-2", received_at=NOW + timedelta(days=3)), poor("t-3")),
    "disqualified": (poor(),),
    "disqualified while open": (received(), received("t-2", is_test=True)),
    "suppressed": (received(), suppressed(), received("t-2")),
    "outbound": (received(motion="outbound", channel="list"),),
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=list(HISTORIES))
def test_what_is_written_is_valid_and_says_the_same_once_it_was_read(history: tuple[Event, ...]) -> None:
    group = driver()
    for event in history:
        group.feed(event)
    written = [record for record in group.records if record.value is not None]
    assert {type(read_event(record)) for record in written} & {LeadQualified, LeadDisqualified, LeadTouched}
    for record in written:
        envelope, event = decode(record.headers, record.value)
        assert encode(envelope, event) == (record.headers, record.value)


@pytest.mark.parametrize("event", [received(), poor(), received(is_test=True)], ids=["good", "poor", "test"])
def test_a_verdict_has_all_members_of_its_contract_in_their_order(event: Event) -> None:
    found = receive(None, touch_of(event), book(), NOW)
    assert found is not None
    made = verdict_event(LEAD, touch_of(event), found, NOW)
    assert list(made.__dict__) == list(type(made).model_fields)
    assert made == type(made).model_validate(made.model_dump())
