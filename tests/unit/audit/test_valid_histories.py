"""Whatever happens to a lead, as long as the services do it right: the audit holds, in any order of the topics."""

from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.audit.story import Story
from tests.unit.audit.world import World

from handover.audit import Kind, LogEntry, LoggedEvent, Scope, audit
from lead_contracts.values import JsonObject

LIVES = st.builds(
    lambda seed, steps, overtaken: World(Random(seed), overtaken).live(steps),
    *(st.integers(0, 2**32), st.integers(5, 40), st.sampled_from([0, 0.3])),
)
MISJUDGED = [
    *[(1187, 40), (3156, 29), (3653, 22), (3766, 27), (4096, 33), (8346, 35), (10151, 40), (17093, 34), (22136, 37)],
    *[(29794, 27), (83543, 28), (1002732, 29), (1007200, 33), (1026914, 19), (1047053, 34)],
]
"""Lives (seed, steps), one in thousands, that showed a fault of the audit, of the world, or of the monitor it plays."""


@settings(max_examples=200, deadline=None)
@given(story=LIVES)
def test_a_valid_life_of_a_lead_breaks_no_promise(story: Story) -> None:
    assert story.audit(hours_later=0).violations == ()


@pytest.mark.parametrize(("seed", "steps"), MISJUDGED)
def test_a_life_that_was_misjudged_once_breaks_no_promise(seed: int, steps: int) -> None:
    assert World(Random(seed)).live(steps).audit(hours_later=0).violations == ()


@settings(max_examples=50, deadline=None)
@given(story=LIVES, random=st.randoms(use_true_random=False))
def test_the_order_in_which_topics_are_read_does_not_matter(story: Story, random: Random) -> None:
    topics = sorted({entry.at.topic for entry in story.log})
    random.shuffle(topics)
    shuffled: list[LogEntry] = [entry for topic in topics for entry in story.log if entry.at.topic == topic]

    assert audit(shuffled, Scope(story.now)).violations == audit(story.log, Scope(story.now)).violations


@settings(max_examples=100, deadline=None)
@given(story=LIVES, choice=st.randoms(use_true_random=False))
def test_a_verdict_that_is_lost_is_missed(story: Story, choice: Random) -> None:
    verdicts = [entry for entry in story.log if _name(entry) in {"lead.qualified", "lead.disqualified", "lead.touched"}]
    assume(verdicts)
    lost = choice.choice(verdicts)

    report = audit([entry for entry in story.log if entry is not lost], Scope(story.now))

    assert Kind.TOUCH_WITHOUT_VERDICT in {violation.kind for violation in report.violations}


@settings(max_examples=100, deadline=None)
@given(story=LIVES, choice=st.randoms(use_true_random=False))
def test_what_was_written_twice_is_named(story: Story, choice: Random) -> None:
    written = [entry for entry in story.log if entry.at.topic in {"leads.qualified", "leads.assigned", "sla.alerts"}]
    assume(written)
    twice = choice.choice(written)

    report = audit([*story.log, twice], Scope(story.now))

    assert [violation.kind for violation in report.violations] == [Kind.EVENT_DOUBLED]


@settings(max_examples=100, deadline=None)
@given(story=LIVES, choice=st.randoms(use_true_random=False))
def test_a_second_owner_is_named(story: Story, choice: Random) -> None:
    assigned = [entry for entry in story.log if _name(entry) == "lead.assigned"]
    assume(assigned)
    place = story.log.index(choice.choice(assigned))
    entry = story.log[place]
    assert isinstance(entry, LoggedEvent)
    second = entry._replace(id="another", event=entry.event.model_copy(update={"assignment_id": "another"}))

    report = audit([*story.log[: place + 1], second, *story.log[place + 1 :]], Scope(story.now))

    assert Kind.DOUBLE_OWNER in {violation.kind for violation in report.violations}


def _name(entry: LogEntry) -> str:
    return entry.event.NAME if isinstance(entry, LoggedEvent) else ""


@pytest.mark.parametrize(
    ("ids_only", "live", "hours", "sound"),
    [(True, True, 0.5, True), (True, True, 2, False), (False, True, 0.5, False), (False, False, 1.5, True)],
)
def test_a_touch_that_the_rules_let_wait_owes_its_verdict_when_that_is_over(
    ids_only: bool, live: bool, hours: float, sound: bool
) -> None:
    story = Story()
    waits: JsonObject = {"ids_only": {"wait": "PT1H"}, "company": {"wait": "PT2H", "channels": ["list"]}}
    story.published("rules", {"enrichment": waits}, version=2)
    story.wait(24).received(live=live, ids_only=ids_only)
    assert story.audit(hours_later=hours).holds is sound
