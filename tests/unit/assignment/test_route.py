"""Which pool a lead, a request or a rep goes to."""

from datetime import timedelta

from tests.unit.assignment.story import NOW, Pool, Router, closed, next_please, policy, qualified, rep, request, touched

from lead_contracts.events import LeadAssigned, RepChanged, TeamChanged
from lead_contracts.topics import SALES_REPS
from lead_runtime.engine.api import Record
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.repeats import REQUESTS

DACH = policy(
    pools={"dach": {"fallback": "default"}, "default": {}},
    rules=[{"when": {"motion": "outbound", "country": ["DE", "AT"]}, "pool": "dach"}],
)
GERMAN = {"country": "DE"}


def pools(sent: list[tuple[str, object]]) -> list[str]:
    return [pool for pool, _ in sent]


def test_without_a_policy_all_leads_go_to_one_pool() -> None:
    sent = Router().tell(qualified("one"), qualified("two", "outbound", facts=GERMAN))
    assert pools(sent) == ["default", "default"]


def test_the_first_rule_that_fits_names_the_pool() -> None:
    sent = Router(DACH).tell(
        qualified("one", "outbound", facts=GERMAN),
        qualified("two", "inbound", facts=GERMAN),
        qualified("three", "outbound", facts={"country": "FR"}),
        qualified("four", "outbound", facts={"country": None}),
    )
    assert pools(sent) == ["dach", "default", "default", "default"]


def test_a_policy_decides_only_from_its_effective_date_on() -> None:
    router = Router(policy(), policy(2, NOW + timedelta(hours=1), pools={"new": {}}, default_pool="new"))
    assert pools(router.tell(qualified("one"))) == ["default"]
    router.driver.advance(by=timedelta(hours=2))
    assert pools(router.tell(qualified("two"))) == ["new"]


def test_everything_about_a_lead_follows_it_unchanged() -> None:
    router = Router(DACH)
    router.tell(qualified("lead", "outbound", facts=GERMAN))
    events = [touched("lead"), *(request(kind, "lead", "ana") for kind in ("accept", "decline", "release", "reassign"))]
    assert router.tell(*events, closed("lead")) == [("dach", event) for event in [*events, closed("lead")]]


def test_a_repeat_goes_nowhere_and_the_next_cycle_is_routed_anew() -> None:
    router = Router(DACH)
    router.tell(qualified("lead"), closed("lead"))
    assert router.tell(qualified("lead")) == []
    assert pools(router.tell(qualified("lead", "outbound", cycle=2, facts=GERMAN))) == ["dach"]


def test_a_cycle_that_ended_before_it_was_read_never_reaches_a_pool() -> None:
    router = Router()
    assert router.tell(closed("lead"), qualified("lead")) == []
    assert pools(router.tell(qualified("lead", cycle=2))) == ["default"]


def test_a_request_for_a_lead_that_nobody_knows_is_refused_by_the_default_pool() -> None:
    assert pools(Router(policy(pools={"all": {}}, default_pool="all")).tell(request("accept", "?", "ana"))) == ["all"]


def test_route_learns_that_a_fallback_took_the_lead_over() -> None:
    router, fallback = Router(DACH), Pool(rep("hal", "hunter"))
    lead = qualified("lead", "outbound", facts=GERMAN)
    router.tell(lead)
    (assigned,) = fallback.tell(lead)
    assert isinstance(assigned, LeadAssigned)
    assert router.tell(assigned) == []
    assert pools(router.tell(request("accept", "lead", "hal"))) == ["default"]


def test_an_old_assignment_does_not_move_a_newer_cycle() -> None:
    router, fallback = Router(DACH), Pool(rep("hal", "hunter"))
    (assigned,) = fallback.tell(qualified("lead", "outbound"))
    router.tell(qualified("lead"), closed("lead"), qualified("lead", "outbound", cycle=2, facts=GERMAN), assigned)
    assert pools(router.tell(request("accept", "lead", "hal"))) == ["dach"]


def test_a_request_that_comes_twice_goes_to_the_pool_once_whatever_the_lead_is_by_then() -> None:
    router = Router()
    asked = request("accept", "lead", "ana")
    sent = router.tell(qualified("lead"), asked, closed("lead"), qualified("lead", cycle=2), asked)
    assert [event for _, event in sent].count(asked) == 1
    assert pools(router.tell(request("accept", "lead", "ana", request_id="another"))) == ["default"]


def test_a_request_that_came_before_its_lead_is_not_granted_by_a_repeat_after_it() -> None:
    router = Router()
    router.tell(request("accept", "lead", "ana"), qualified("lead"))
    assert router.tell(request("accept", "lead", "ana")) == []


def test_one_request_id_for_two_leads_means_two_requests() -> None:
    asked = [request("accept", lead, "ana", request_id="same") for lead in ("one", "two")]
    assert len(Router().tell(*asked)) == 2


def test_a_pull_that_comes_twice_goes_to_the_pool_once_even_if_the_rep_has_moved() -> None:
    router = Router()
    router.tell(rep("hal", "hunter", pool="north"), next_please("hal"), rep("hal", "hunter", pool="south"))
    assert router.tell(next_please("hal")) == []


def test_a_repeat_is_known_for_a_week_and_after_a_restart() -> None:
    router = Router()
    asked = request("accept", "lead", "ana")
    router.tell(asked)
    router.driver.restart()
    router.driver.advance(by=timedelta(days=6))
    assert router.tell(asked) == []
    router.driver.advance(by=timedelta(days=2))
    assert router.driver.state(REQUESTS) == {}


def test_a_pull_goes_to_the_reps_pool() -> None:
    router = Router()
    router.tell(rep("hal", "hunter", pool="dach"))
    assert pools(router.tell(next_please("hal"), next_please("nobody"))) == ["dach", "default"]


def test_a_rep_who_changes_pools_leaves_the_old_one() -> None:
    router = Router()
    router.tell(rep("ana", pool="north"))
    left, came = router.tell(rep("ana", pool="south"))
    assert (left[0], left[1].active) == ("north", False)
    assert (came[0], came[1].active) == ("south", True)


def test_a_rep_who_leaves_for_good_is_gone_from_every_pool_that_they_were_in() -> None:
    router = Router()
    router.tell(rep("ana", pool="north"), rep("ana", pool="south"), rep("ana", pool="west"), rep("ana", pool="south"))
    assert pools(router.tell(rep("ana", pool="south", weight=2))) == ["south"]
    gone = router.tell(rep("ana", pool="south", left=True))
    assert {pool: event.left for pool, event in gone} == {"north": True, "west": True, "south": True}
    assert {event.pool for _, event in gone} == {"north", "west", "south"}


def test_a_rep_who_is_erased_leaves_the_pool() -> None:
    router = Router()
    router.tell(rep("ana", "both", pool="north"))
    tombstone = Record(SALES_REPS, partition_of(b"ana", 12), 9, 0, b"ana", None)
    router.driver.feed_record(tombstone)
    router.driver.feed_record(tombstone)
    ((pool, gone),) = router.sent(1)
    assert (pool, gone.left, gone.role) == ("north", True, "both")


def test_a_team_among_the_reps_concerns_no_pool_and_neither_does_its_end() -> None:
    router = Router()
    assert router.tell(TeamChanged(team_id="north", name="North")) == []
    key = b"team:north"
    router.driver.feed_record(Record(SALES_REPS, partition_of(key, 12), 9, 0, key, None))
    assert router.driver.take() == []
    assert router.driver.dead_letters == []


def test_a_rep_whom_nobody_can_follow_is_a_dead_letter_and_the_others_go_on() -> None:
    router = Router()
    for mistake in (
        {"hours": {"mon": ["9-5"]}},
        {"hours": {"day": ["09:00-17:00"]}},
        {"time_zone": "Mars/Base"},
        {"pool": "a|b"},
    ):
        router.driver.feed(RepChanged.model_validate({"rep_id": "x", "name": "X", "role": "farmer", **mistake}))
    assert [letter.error for letter in router.driver.dead_letters] == ["UnusableRep"] * 4
    router.driver.take()
    assert pools(router.tell(rep("ana"))) == ["default"]


def test_a_policy_that_this_release_cannot_read_leaves_the_one_before_in_force() -> None:
    unreadable = DACH.model_copy(update={"version": 2, "content": {"pools": {}, "surprise": 1}})
    assert pools(Router(DACH, unreadable).tell(qualified("lead", "outbound", facts=GERMAN))) == ["dach"]
