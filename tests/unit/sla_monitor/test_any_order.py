"""Facts may come in any order and more than once: what is said must not depend on it, and must be what a simple
reference says that has the whole history in view."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.sla_monitor.histories import Written, history, interleaved, stretches
from tests.unit.sla_monitor.reference import Expected, Reference
from tests.unit.sla_monitor.story import POLICY, Story, at

from sla_monitor.domain.alerts import Alert, Breached, Met, Warned, Withdrawn
from sla_monitor.domain.facts import Disqualified, Fact

seeds = st.integers(0, 2**32)
plenty = settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def summary(said: list[Alert]) -> Expected:
    return Expected(
        breached=frozenset(alert.clock.touch for alert in said if isinstance(alert, Breached)),
        met=frozenset(
            (alert.clock.touch, alert.clock.answered_at or at(0)) for alert in said if isinstance(alert, Met)
        ),
        warned=frozenset(alert.clock.touch for alert in said if isinstance(alert, Warned)),
    )


def facts_of(log: list[Written]) -> list[Fact]:
    return [fact for _, _, fact in log]


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
    expected = Reference(facts_of(log), POLICY).at(at(hours))
    for order in orders:
        said = summary(read_then_wait(interleaved(log, Random(order)), hours).said)
        assert (said.breached, said.warned) == (expected.breached, expected.warned)
        assert {touch for touch, _ in said.met} == {touch for touch, _ in expected.met}


@plenty
@given(seed=seeds, order=seeds, hours=st.sampled_from([1, 20, 40, 300]))
def test_any_order_at_all_ends_with_the_same_clocks(seed: int, order: int, hours: float) -> None:
    facts = facts_of(history(Random(seed)))
    shuffled = [*facts, *facts[:3]]
    Random(order).shuffle(shuffled)
    one, other = read_then_wait(facts, hours), read_then_wait(shuffled, hours)
    assert clocks(one) == clocks(other)
    assert one.watch.holdings == other.watch.holdings


@plenty
@given(seed=seeds, order=seeds)
def test_while_time_goes_on_every_breach_is_said_once_and_withdrawn_when_it_was_none(seed: int, order: int) -> None:
    random, story, log = Random(order), Story(), history(Random(seed))
    read: list[Fact] = []
    for stretch in stretches(log, random):
        before = len(story.said)
        story.down_until(stretch[-1].hour).tell(*interleaved(stretch, random)).back()
        read += facts_of(stretch)
        said = summary(story.said[before:])
        assert said.breached <= Reference(read, POLICY).at(story.now).breached, "a false breach"
    story.until(log[-1].hour + 500)
    expected = Reference(read, POLICY).at(story.now)
    assert sorted(alert.clock.touch for alert in story.said if isinstance(alert, Met)) == sorted(dict(expected.met))
    assert_one_breach_stands_for_each(expected.cycles, story, read)


def assert_one_breach_stands_for_each(cycles: frozenset[int], story: Story, facts: list[Fact]) -> None:
    """Each is raised and withdrawn at most once.

    One on a touch that was disqualified later is not the cycle's; and one raised before the verdict stands although the
    touch that opened the cycle in the end has time left.
    """
    raised = {alert.clock.key: alert.clock for alert in story.said if isinstance(alert, Breached)}
    withdrawn = [alert.breach for alert in story.said if isinstance(alert, Withdrawn)]
    assert len(raised) == story.names().count("Breached")
    assert len(set(withdrawn)) == len(withdrawn)
    assert set(withdrawn) <= set(raised)
    rejected = {fact.touch for fact in facts if isinstance(fact, Disqualified)}
    standing = [c for key, c in raised.items() if key not in withdrawn and c.touch not in rejected]
    assert cycles <= {clock.cycle for clock in standing}
    assert len({clock.cycle for clock in standing}) == len(standing), "two breaches stand for one cycle"
    assert all(clock.cycle in cycles for clock in standing if clock.confirmed), "a false breach stands"
