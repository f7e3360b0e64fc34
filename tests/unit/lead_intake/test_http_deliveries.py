"""``/v1/deliveries``: what became of what I sent."""

import json
from dataclasses import replace

import pytest
from tests.unit.lead_intake.calls import CALL, ask
from tests.unit.lead_intake.world import REP_KEY, FakeStatuses

from lead_intake.application.status import Arrived, Death, DeliveryStatus, status
from lead_intake.domain.parsed import Disposition

ARRIVED = Arrived("website", "live", "2026-11-16T12:00:00+00:00", 3, 7, "accept")

REJECTED = Arrived("x", "live", "", 3, 7, "reject_invalid", expects_leads=False)
IDS_ONLY = Arrived("x", "live", "", 3, 7, "needs_enrichment", expects_leads=False, awaits=("id",))
GIVEN_UP = Death("x", "UnreadableBody", resolution="discarded")
UNKNOWN = Death("y", "UnknownLead", "no lead", "qualification", "leads.activities", "l1", activity_id="a1")
LOST = Death("z", "Boom", group="qualification", topic="leads.received", touch_id="t1", resolution="discarded")
ACTED = Arrived("crm", "live", "", 3, 7, "accept", expects_leads=False, made=("a1",))
BOTH = Arrived("x", "live", "", 3, 7, "accept", awaits=("id",))


def known(
    leads: dict[str, str] | None = None,
    deaths: tuple[Death, ...] = (),
    arrived: Arrived = ARRIVED,
    fetched: bool = False,
) -> FakeStatuses:
    found: DeliveryStatus = status("d1", arrived, leads or {}, deaths, fetched=fetched)
    return FakeStatuses({"d1": found})


@pytest.mark.parametrize(
    ("statuses", "progress"),
    [
        (known(), "accepted"),
        (known({"t1": "l1"}), "processed"),
        (known(arrived=Arrived("x", "live", "", 3, 7, "ignore", expects_leads=False)), "processed"),
        (known({"t1": "l1"}, (Death("x", "NoReach", "item 1"),)), "dead"),
        (known(arrived=REJECTED), "accepted"),
        (known(arrived=REJECTED, deaths=(Death("x", "UnreadableBody"),)), "dead"),
        (known(arrived=REJECTED, deaths=(GIVEN_UP,)), "discarded"),
        (known({"t1": "l1"}, (GIVEN_UP,)), "processed"),
        (known(arrived=ACTED), "processed"),
        (known(arrived=ACTED, deaths=(UNKNOWN,)), "dead"),
        (known(arrived=ACTED, deaths=(replace(UNKNOWN, resolution="replayed"),)), "processed"),
        (known(arrived=ACTED, deaths=(replace(UNKNOWN, resolution="discarded"),)), "discarded"),
        (known({"t1": "l1"}, (LOST,)), "discarded"),
        (known({"t1": "l1", "t2": "l2"}, (LOST,)), "processed"),
        (known({"t1": "l1"}, (LOST, replace(LOST, dead_id="again", resolution=None))), "dead"),
        (known(arrived=IDS_ONLY), "open"),
        (known(arrived=IDS_ONLY, fetched=True), "processed"),
        (known(arrived=BOTH), "accepted"),
        (known({"t1": "l1"}, arrived=BOTH), "open"),
        (known({"t1": "l1"}, arrived=BOTH, fetched=True), "processed"),
    ],
)
def test_a_delivery_tells_how_far_it_is(statuses: FakeStatuses, progress: str) -> None:
    assert ask("GET", "/v1/deliveries/d1", statuses=statuses).json()["status"] == progress


def test_a_delivery_tells_its_leads_and_why_it_is_dead() -> None:
    answer = ask("GET", "/v1/deliveries/d1", statuses=known({"t1": "l1"}, (Death("x", "NoReach", "item 1"),))).json()

    assert answer["leads"] == [{"touch_id": "t1", "lead_id": "l1"}]
    (letter,) = answer["dead_letters"]
    assert (letter["dead_id"], letter["group"], letter["topic"]) == ("x", "lead-intake", "marketing.events")
    assert (letter["error"], letter["detail"], letter["resolution"]) == ("NoReach", "item 1", None)


def test_a_delivery_tells_which_group_could_not_go_on_with_what_came_of_it_and_what_somebody_did_about_it() -> None:
    replayed = replace(UNKNOWN, resolution="replayed", resolved_at="2026-11-16T13:00:00+00:00")

    (letter,) = ask("GET", "/v1/deliveries/d1", statuses=known(arrived=ACTED, deaths=(replayed,))).json()[
        "dead_letters"
    ]

    assert (letter["group"], letter["topic"], letter["error"]) == ("qualification", "leads.activities", "UnknownLead")
    assert (letter["lead_id"], letter["activity_id"]) == ("l1", "a1")
    assert (letter["resolution"], letter["resolved_at"]) == ("replayed", "2026-11-16T13:00:00+00:00")


@pytest.mark.parametrize("disposition", list(Disposition))
def test_a_delivery_that_makes_no_lead_says_in_words_why(disposition: Disposition) -> None:
    arrived = Arrived("x", "live", "", 3, 7, disposition.value, expects_leads=disposition.makes_leads)

    answer = ask("GET", "/v1/deliveries/d1", statuses=known(arrived=arrived)).json()

    assert answer["disposition"] == disposition
    assert answer["meaning"].endswith(".")
    waits = disposition.makes_leads or disposition is Disposition.REJECT_INVALID
    through = "open" if disposition is Disposition.NEEDS_ENRICHMENT else "processed"
    assert answer["status"] == ("accepted" if waits else through)


def test_whom_an_id_names_is_asked_for_until_somebody_comes() -> None:
    def meaning(*, fetched: bool) -> str:
        return str(ask("GET", "/v1/deliveries/d1", statuses=known(arrived=IDS_ONLY, fetched=fetched)).json()["meaning"])

    assert "the contact can be fetched" in meaning(fetched=False)
    assert "has come" in meaning(fetched=True)
    beside = ask("GET", "/v1/deliveries/d1", statuses=known({"t1": "l1"}, arrived=BOTH)).json()["meaning"]
    assert "Of others it has ids alone" in beside


def test_a_rep_sees_what_became_of_an_activity() -> None:
    location = ask("POST", "/v1/activities", key=REP_KEY, json=CALL).headers["location"]

    assert ask("GET", location, key=REP_KEY, statuses=FakeStatuses({"n1": known().known["d1"]})).status_code == 200
    assert ask("GET", location, key=None).status_code == 401


def test_what_was_acknowledged_a_moment_ago_is_waited_for() -> None:
    statuses = known()
    statuses.late = 2

    assert ask("GET", "/v1/deliveries/d1", statuses=statuses).status_code == 200


def test_an_unknown_delivery_is_404_and_a_lost_read_model_503() -> None:
    assert ask("GET", "/v1/deliveries/nobody", statuses=FakeStatuses()).status_code == 404
    away = ask("GET", "/v1/deliveries/d1", statuses=FakeStatuses(away=True))
    assert (away.status_code, away.headers["retry-after"]) == (503, "1")


def test_of_a_delivery_that_is_kept_no_more_that_is_said() -> None:
    answer = ask("GET", "/v1/deliveries/d1", statuses=FakeStatuses(gone=True))
    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "That delivery came too long ago: it is kept no more.",
    )


def test_the_api_describes_itself() -> None:
    paths = ask("GET", "/openapi.json", key=None).json()["paths"]

    assert {"/v1/leads", "/v1/activities", "/v1/suppressions", "/v1/imports", "/hooks/{source}"} <= paths.keys()
    assert "email" in json.dumps(paths["/v1/leads"]["post"]["requestBody"])
