"""Whatever happens to a lead, as long as the services do it right: the audit holds, in any order of the topics."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.audit.world import World

from handover.audit import LogEntry, Scope, audit

LIVES = st.builds(lambda seed, steps: World(Random(seed)).live(steps), st.integers(0, 2**32), st.integers(1, 25))


@settings(max_examples=200, deadline=None)
@given(story=LIVES)
def test_a_valid_life_of_a_lead_breaks_no_promise(story) -> None:
    assert story.audit(hours_later=0).violations == ()


@settings(max_examples=50, deadline=None)
@given(story=LIVES, random=st.randoms(use_true_random=False))
def test_the_order_in_which_topics_are_read_does_not_matter(story, random: Random) -> None:
    topics = sorted({entry.at.topic for entry in story.log})
    random.shuffle(topics)
    shuffled: list[LogEntry] = [entry for topic in topics for entry in story.log if entry.at.topic == topic]

    assert audit(shuffled, Scope(story.now)).violations == audit(story.log, Scope(story.now)).violations
