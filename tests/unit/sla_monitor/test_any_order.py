"""Facts may come in any order and more than once: what is said must not depend on it, and must be what a simple
reference says that has the whole history in view."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.sla_monitor.histories import history, interleaved
from tests.unit.sla_monitor.reference import Expected, Reference
from tests.unit.sla_monitor.story import POLICY, Story, at

from sla_monitor.domain.alerts import Alert, Breached, Met, Warned, Withdrawn
from sla_monitor.domain.facts import Fact

seeds = st.integers(0, 2**32)
plenty = settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def summary(said: list[Alert]) -> Expected:
    return Expected(
        breached=frozenset(alert.clock.touch for alert in said if isinstance(alert, Breached)),
        met=frozenset(
            (alert.clock.touch, alert.clock.answered_at or at(0)) for alert in said if isinstance(alert, Met)
        ),
        warned=frozenset(alert.clock.touch for alert in said if isinstance(alert, Warned)),
    )


def read_then_wait(facts: list[Fact], hours: float) -> Story:
    """Everything is read at once, as after a long absence; then what is due fires."""
    story = Story().tell(*facts)
    return story.down_until(hours).back()


def clocks(story: Story) -> set[tuple[object, ...]]:
    """The clocks of the cycles; which of two touches without a verdict is first is a matter of order."""
    return {(c.touch, c.cycle, c.due_at, c.answered_at, c.closed_at) for c in story.watch.clocks if c.confirmed}


@plenty
@given(seed=seeds, orders=st.tuples(seeds, seeds), hours=st.sampled_from([1, 20, 40, 300]))
def test_any_interleaving_of_the_topics_says_the_same_as_the_reference(
    seed: int, orders: tuple[int, int], hours: float
) -> None:
    log = history(Random(seed))
    expected = Reference([fact for _, fact in log], POLICY).at(at(hours))
    for order in orders:
        said = summary(read_then_wait(interleaved(log, Random(order)), hours).said)
        assert (said.breached, said.warned) == (expected.breached, expected.warned)
        assert {touch for touch, _ in said.met} == {touch for touch, _ in expected.met}


@plenty
@given(seed=seeds, order=seeds, hours=st.sampled_from([1, 20, 40, 300]))
def test_any_order_at_all_ends_with_the_same_clocks(seed: int, order: int, hours: float) -> None:
    facts = [fact for _, fact in history(Random(seed))]
    shuffled = [*facts, *facts[:3]]
    Random(order).shuffle(shuffled)
    one, other = read_then_wait(facts, hours), read_then_wait(shuffled, hours)
    assert clocks(one) == clocks(other)
    assert one.watch.holdings == other.watch.holdings


@plenty
@given(seed=seeds, order=seeds)
def test_while_time_goes_on_every_breach_is_said_once_and_withdrawn_when_it_was_none(seed: int, order: int) -> None:
    random, story = Random(order), Story()
    log = history(Random(seed))
    hours = 0.0
    for fact in interleaved(log, random):
        hours += random.choice([0, 0, 0.5, 6])
        story.until(hours).tell(fact)
    story.until(hours + 500)
    expected = Reference([fact for _, fact in log], POLICY).at(at(9999))
    met = [alert.clock.touch for alert in story.said if isinstance(alert, Met)]
    assert sorted(met) == sorted(opener for opener, _ in expected.met)
    breached = [alert.clock.touch for alert in story.said if isinstance(alert, Breached)]
    withdrawn = [alert.touch for alert in story.said if isinstance(alert, Withdrawn)]
    assert len(set(breached)) == len(breached)
    assert len(set(withdrawn)) == len(withdrawn)
    assert expected.breached <= set(breached) - set(withdrawn)
    for clock in story.watch.clocks:
        assert not (clock.in_time and clock.breach), "a breach stands although the reply was in time"
