"""The ledger finds what is lost: each kind of broken promise is shown to be named."""

from collections import Counter, defaultdict

import pytest
from tests.chaos.crowd import Crowd, Kind
from tests.chaos.ledger import Found, Ledger, broken_promises

from lead_contracts.events import LeadAcceptRequest, LeadReassignRequest


def sound() -> Found:
    """One of each, kept."""
    return Found(
        deliveries=defaultdict(list, {"d-1": [b"noon"]}),
        touches=defaultdict(set, {"m-1": {"touch-1"}}),
        verdicts=Counter({"touch-1": 1}),
        activities={"m-2"},
        suppressions={"m-3"},
        requests={"r-1": LeadAcceptRequest, "r-2": LeadReassignRequest},
        answered=Counter({"r-1": 1}),
    )


def named(found: Found) -> list[str]:
    kept: dict[Kind, set[str]] = {
        "lead": {"m-1"}, "activity": {"m-2"}, "suppression": {"m-3"}, "request": {"r-1", "r-2"},
    }  # fmt: skip
    return list(broken_promises(Ledger(kept=kept, deliveries={"d-1"}), found))


def test_what_was_kept_and_decided_once_breaks_no_promise():
    assert named(sound()) == []


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda found: found.deliveries.clear(), "delivery d-1 was acknowledged and is not in the topic"),
        (lambda found: found.touches.clear(), "lead m-1 was acknowledged and has 0 touches"),
        (lambda found: found.touches["m-1"].add("touch-2"), "lead m-1 was acknowledged and has 2 touches"),
        (lambda found: found.verdicts.clear(), "lead m-1 was acknowledged and its touch has 0 verdicts"),
        (lambda found: found.verdicts.update(["touch-1"]), "lead m-1 was acknowledged and its touch has 2 verdicts"),
        (lambda found: found.activities.clear(), "activity m-2 is lost"),
        (lambda found: found.suppressions.clear(), "suppression m-3 is lost"),
        (lambda found: found.requests.pop("r-2"), "request r-2 was acknowledged and is lost"),
        (lambda found: found.answered.clear(), "lead.accept r-1 was answered 0 times"),
        (lambda found: found.answered.update(["r-1"]), "lead.accept r-1 was answered 2 times"),
    ],
)
def test_what_is_lost_or_done_twice_is_named(harm, told):
    found = sound()
    harm(found)

    assert told in named(found)


def test_what_came_once_and_is_on_the_topic_twice_was_sent_twice_and_what_came_twice_was_not():
    found = Found(deliveries={"once": [b"noon"], "resent": [b"noon", b"one"], "drained again": [b"noon", b"noon"]})

    assert found.sent_twice == 1


def test_one_seed_tells_one_story():
    first, second = Crowd("s1"), Crowd("s1")

    stories = [[post.path for post in crowd.next()] for crowd in (first, second) for _ in range(200)]

    assert stories[:200] == stories[200:]
    assert {path for story in stories for path in story} >= {"/v1/leads", "/v1/activities", "/v1/suppressions"}
