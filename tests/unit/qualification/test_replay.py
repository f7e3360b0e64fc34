"""What if, on history: the same rules change nothing, a draft changes what it should, and what is unknown is said."""

import pickle
from datetime import timedelta
from functools import cache, reduce
from typing import Any

import pytest
from hypothesis import given, settings
from tests.unit.qualification.histories import Happening, histories, played, verdicts
from tests.unit.qualification.samples import NOW, RULES, book, close, poor, received, shipped

from lead_contracts.base import Event
from lead_contracts.events.verdict import Verdict
from lead_runtime.config import load_yaml
from qualification.adapters.basis import passed_on, recorded
from qualification.adapters.replay import DraftBook, TwoDrafts, one_for_each_motion, take, what_if
from qualification.adapters.rules.file import RuleFile
from qualification.application.report import report
from qualification.application.runs import SIDES
from qualification.application.what_if import LARGEST, Findings
from qualification.domain.recorded import Recorded, Replay
from qualification.domain.touch import IDS_ONLY
from qualification.domain.weigh import Weighed


def told_again(event: Verdict, again: Weighed) -> str:
    """The event as it would be written for the verdict of the replay: its bytes."""
    verdict = again.verdict
    facts = {**event.facts, **verdict.facts, "suggested_approach": verdict.approach}
    members = {
        "motion": again.motion,
        "score": verdict.score,
        "fit": verdict.fit,
        "engagement": verdict.engagement,
        "grade": verdict.grade,
        "priority": verdict.priority,
        "reasons": [reason._asdict() for reason in verdict.reasons],
        "open_questions": verdict.open_questions,
        "rule_set": {"name": again.rules.name, "version": again.rules.version},
        "facts": {name: value for name, value in facts.items() if value is not None},
    }
    if event.NAME == "lead.disqualified":
        members["reason_code"] = verdict.reason_code
    return type(event).model_validate({**event.model_dump(), **members}).model_dump_json()


def past(event: Verdict) -> Recorded:
    found = recorded(event)
    assert found is not None
    return found


@settings(deadline=None, max_examples=30)
@given(histories())
def test_the_rules_that_decided_decide_the_same_again_byte_for_byte(history: list[Happening]) -> None:
    replay = Replay(book())
    for event in verdicts(played(history).group):
        if passed_on(event) is not None:
            continue  # no rule had a say
        then = past(event)
        again = replay.again(then)
        assert (again.verdict, again.motion) == (then.verdict, then.motion)
        assert told_again(event, again) == event.model_dump_json()


def test_what_mattered_beside_the_facts_matters_again() -> None:
    """A touch of the other motion at the same instant, and a wait in vain before the verdict."""
    at_once = decided(poor("t-1", motion="inbound"), poor("t-2"))
    assert [event.motion for event in at_once] == ["inbound", "inbound"]
    nobody = received("t-1", email=None, flags=(IDS_ONLY,))
    waited = verdicts(played([Happening(nobody, timedelta())]).group)
    assert waited[0].reasons[-1].rule == "enrichment.in_vain"
    for events in (at_once, waited):
        assert replayed(events, changed("inbound"), changed("outbound")).changed == 0


def test_tests_are_nobodys_work_under_any_draft() -> None:
    found = replayed(decided(received("t-1", is_test=True)), changed("inbound", score__qualify=0))
    assert (found.replayed, found.runs.gained, dict(found.runs.load)) == (1, {}, {})
    between = decided(received("t-1"), received("t-2", is_test=True), received("t-3"))
    load = replayed(between, changed("inbound")).runs.load
    assert set(load.values()) == {1}  # the cycle goes on after it


def changed(name: str, **members: Any) -> RuleFile:
    """A shipped rule file with other members, by their place: ``score__qualify=60``."""
    content = _shipped(name).model_dump(mode="json", by_alias=True)
    for place, value in members.items():
        *folders, last = place.split("__")
        reduce(lambda part, folder: part[folder], folders, content)[last] = value
    return RuleFile.model_validate(content)


@cache
def _shipped(name: str) -> RuleFile:
    return load_yaml(RULES / f"{name}.yaml", RuleFile)


def replayed(events: list[Verdict], *drafts: RuleFile) -> Findings:
    """What the drafts would change."""
    what = what_if(drafts, shipped(NOW - timedelta(days=1)))
    for event in events:
        take(what, event)
    return what.end()


def decided(*fed: Event, days_between: int = 0) -> list[Verdict]:
    """The verdicts on the events."""
    return verdicts(played([Happening(event, timedelta(days=days_between)) for event in fed]).group)


@settings(deadline=None, max_examples=10)
@given(histories())
def test_a_draft_that_is_what_decided_changes_nothing(history: list[Happening]) -> None:
    events = verdicts(played(history).group)
    found = replayed(events, changed("inbound"), changed("outbound"))
    on_touches = sum(passed_on(event) is None for event in events)
    assert (found.read, found.replayed, found.changed, found.asked_anew) == (on_touches, on_touches, 0, 0)
    assert (found.runs.gained, found.runs.lost, found.largest) == ({}, {}, {})
    for motion in ("inbound", "outbound"):
        load = [sum(n for (side, _, of), n in found.runs.load.items() if (side, of) == (s, motion)) for s in SIDES]
        assert load[0] == load[1]


def test_a_higher_threshold_loses_leads_and_says_whose_from_where_and_why() -> None:
    events = decided(received("t-1", "weak", job_title="Intern"), received("t-2", "strong", job_title="CEO"))
    said = report(replayed(events, changed("inbound", score__qualify=60)), NOW - timedelta(days=7), NOW)
    assert said["leads"] == {"gained": 0, "lost": 1, "begun_before": 0}
    assert said["by_reason"] == [{"was": "work", "would_be": "below_threshold", "verdicts": 1}]
    assert said["by_source"] == [{"source": "web", "verdicts": 2, "changed": 1, "gained": 0, "lost": 1}]
    assert (said["load"]["teams"]["farmers"]["was"], said["load"]["teams"]["farmers"]["would_be"]) == (2, 1)
    assert said["load"]["weeks"][0]["week"] == "2026-W47"
    (change,) = said["largest_changes"]
    assert change["lead_id"] == "weak"
    assert (change["was"]["reason_code"], change["would_be"]["reason_code"]) == (None, "below_threshold")
    assert change["was"]["in_words"]["headline"].startswith("Work for sales")
    assert change["would_be"]["in_words"]["reasons"][0].startswith("turned down, it cannot reach the score")
    assert change["would_be"]["in_words"]["decided"].endswith("by the draft inbound")


def test_a_lower_threshold_gains_leads() -> None:
    events = decided(poor("t-1", "poor"))
    found = replayed(events, changed("outbound", score__qualify=0))
    assert (found.runs.gained, found.runs.lost) == ({"web": 1}, {})
    assert dict(found.runs.load) == {("now", "2026-W47", "outbound"): 1}


def test_a_cycle_counts_once_with_what_was_turned_down_before_it() -> None:
    """The draft would have taken the first touch already: nobody is gained, one lead was work and stays it."""
    lower = changed("outbound", score__qualify=0)
    first = poor("t-1", received_at=NOW - timedelta(days=1))
    events = decided(first, received("t-2", motion="outbound"), received("t-3", motion="outbound"))
    assert [event.NAME for event in events] == ["lead.disqualified", "lead.qualified", "lead.touched"]
    found = replayed(events, lower)
    assert (found.changed, found.runs.gained, found.runs.lost) == (1, {}, {})
    assert dict(found.runs.load) == {("then", "2026-W47", "outbound"): 1, ("now", "2026-W47", "outbound"): 1}


def test_touches_of_a_cycle_that_had_begun_before_are_no_gain_and_no_loss() -> None:
    events = decided(received("t-1"), received("t-2"))
    found = replayed(events[1:], changed("inbound", score__qualify=100))
    assert (found.changed, found.runs.lost, found.runs.begun_before) == (1, {}, 1)


PROSPECT = received("t-1", motion="outbound", channel="list")
WON = close(actor="boss", role="manager")
WEEK = "2026-W47"


def test_an_account_that_went_to_a_farmer_is_no_verdict_to_replay_and_a_farmers_work() -> None:
    events = decided(PROSPECT, WON, received("t-2", received_at=NOW + timedelta(days=1)))
    assert [getattr(event, "reason_code", None) for event in events] == [None, "account_handover", None]
    found = replayed(events, changed("inbound"), changed("outbound"))
    assert (found.read, found.replayed, found.changed, found.without_basis) == (2, 2, 0, 0)
    assert (found.runs.gained, found.runs.lost, found.runs.begun_before) == ({}, {}, 0)
    each = [(side, WEEK, motion) for side in SIDES for motion in ("inbound", "outbound")]
    assert dict(found.runs.load) == dict.fromkeys(each, 1)


def test_a_draft_that_would_not_have_sent_a_hunter_would_have_brought_no_account() -> None:
    found = replayed(decided(PROSPECT, WON), changed("outbound", score__qualify=100))
    assert found.runs.lost == {"web": 2}  # the prospect, and the account that came of it
    assert dict(found.runs.load) == {("then", WEEK, "outbound"): 1, ("then", WEEK, "inbound"): 1}


def test_an_account_that_was_hunted_before_the_history_began_counts_all_the_same() -> None:
    found = replayed(decided(PROSPECT, WON)[1:], changed("inbound"))
    assert dict(found.runs.load) == {(side, WEEK, "inbound"): 1 for side in SIDES}
    assert (found.runs.lost, found.runs.begun_before) == ({}, 0)


def test_a_draft_counts_the_earlier_touches_too() -> None:
    """35 points for coming to us become 10: the second touch brings the engagement to 20, not to 45."""
    touches = [{"name": "came_to_us", "points": 10, "when": 'channel == "live"'}]
    events = decided(received("t-1"), received("t-2"))
    assert [event.engagement for event in events] == [35, 70]
    draft = Replay(DraftBook([changed("inbound", engagement__touches=touches)], shipped(NOW - timedelta(days=1))))
    assert [draft.again(past(event)).verdict.engagement for event in events] == [10, 20]


def test_what_a_draft_asks_of_messages_anew_is_unknown_and_counted() -> None:
    events = decided(received("t-1", "one", message="A demo, please"), received("t-2", "two"))
    asks = changed("inbound", terms__wish={"reads": "message", "meanings": [{"name": "demo", "words": ["demo"]}]})
    found = replayed(events, asks)
    assert found.asked_anew == 1
    assert list(found.anew) == [
        'message, wish: {"meanings": [{"name": "demo", "words": ["demo"]}], "reads": "message"}'
    ]


def test_what_a_draft_reads_of_attributes_anew_is_counted_for_every_verdict() -> None:
    found = replayed(decided(received("t-1")), changed("inbound", reads__budget=["wallet"]))
    assert (found.asked_anew, list(found.anew)) == (1, ["attribute wallet as budget"])


def test_verdicts_of_a_release_that_kept_too_little_are_counted_and_left_out() -> None:
    (event,) = decided(received("t-1"))
    older = event.model_copy(update={"facts": {k: v for k, v in event.facts.items() if k != "basis"}})
    found = replayed([older], changed("inbound", score__qualify=100))
    assert (found.read, found.replayed, found.without_basis, found.changed) == (1, 0, 1, 0)


def test_motions_without_a_draft_stay_as_they_are() -> None:
    found = replayed(decided(poor("t-1", "poor"), received("t-2", "good")), changed("outbound", score__qualify=0))
    assert (found.replayed, found.others, found.changed) == (1, 1, 1)


def test_what_was_found_in_parts_adds_up_to_the_whole() -> None:
    draft = changed("inbound", score__qualify=60)
    events = [decided(received(f"t-{n}", f"lead-{n}", job_title="Intern")) for n in range(30)]
    whole, parts = replayed([each for some in events for each in some], draft), Findings()
    for some in events:
        parts.add(replayed(some, draft))
    assert (parts.changed, parts.reasons, parts.runs.lost) == (whole.changed, whole.reasons, whole.runs.lost)
    assert parts.largest.keys() == whole.largest.keys()
    assert len(whole.largest) == LARGEST


def test_findings_travel_between_processes() -> None:
    found = replayed(decided(received("t-1", job_title="Intern")), changed("inbound", score__qualify=60))
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own bytes


def test_nothing_of_the_person_is_frozen() -> None:
    """Not in the basis, not in the facts, not in the reasons: the words of a message least of all."""
    (event,) = decided(received("t-1", message="My secret plan: a demo", phone="+4687654321", last_name="Lindqvist"))
    told = event.model_dump_json().lower()
    assert not [word for word in ("maya", "lindqvist", "secret", "4687654321") if word in told]


def test_two_drafts_for_one_motion_are_one_too_many() -> None:
    with pytest.raises(TwoDrafts, match="two drafts decide about inbound leads"):
        one_for_each_motion([changed("inbound"), changed("inbound", other_motion="switch")])
