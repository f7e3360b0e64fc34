"""What callers of qualification see, with Kafka and Redis faked at their ports."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.unit.qualification.samples import NOW, close, driver, received, shipped

from lead_contracts.events import LeadClosed, LeadQualified
from lead_runtime.health import Readiness
from lead_runtime.http.app import create_app
from lead_runtime.settings import ApiKey, RuntimeSettings
from qualification.adapters.history import told_of
from qualification.adapters.http.routes import router
from qualification.adapters.rules.follower import RulesFollower
from qualification.application.ports import HistoryAway, Told

KEYS = {role: f"{role}-key-for-tests" for role in ("marketing", "rep", "manager", "ops", "admin")}
LEAD = {
    "email": "maya@nordfrakt.example",
    "company": "Nordfrakt AB",
    "job_title": "Head of Logistics IT",
    "country": "SE",
    "attributes": {"numemployees": "250"},
}


class FakeHistory:
    """Verdicts in a dict; None is a Redis that is away."""

    def __init__(self, told: dict[str, list[Told]] | None) -> None:
        self._told = told

    async def of(self, lead_id: str) -> Sequence[Told]:
        if self._told is None:
            raise HistoryAway("ConnectionError")
        return self._told.get(lead_id, [])


def ask(
    method: str,
    path: str,
    *,
    role: str | None = "ops",
    published: bool = True,
    told: dict[str, list[Told]] | None = None,
    **request: Any,
) -> httpx.Response:
    """One request to a fresh application."""
    settings = RuntimeSettings(
        bootstrap_servers="127.0.0.1:9",
        redis_url="redis://127.0.0.1:9/0",
        lead_id_secret="only-for-tests-0123",  # type: ignore[arg-type]
        api_keys=tuple(
            ApiKey(name=role, role=role, key=key, rep_id="rep-1" if role == "rep" else None)  # type: ignore[arg-type]
            for role, key in KEYS.items()
        ),
    )
    rules = RulesFollower(settings.bootstrap_servers)
    for event in shipped(NOW - timedelta(days=1)) if published else ():
        rules.world.set(event.TOPIC, event.key(), event)
    routes = router(rules, FakeHistory(told), lambda: NOW)
    app = create_app("Qualification", settings=settings, readiness=lambda: Readiness(True), routers=[routes])

    async def go() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://q.example") as client:
            headers = {"Authorization": f"Bearer {KEYS[role]}"} if role else {}
            return await client.request(method, path, headers=headers, **request)

    return asyncio.run(go())


def test_a_dry_run_tells_the_verdict_with_its_reasons_and_keeps_nothing() -> None:
    answer = ask("POST", "/v1/rules/dry-run", json=LEAD)
    assert answer.status_code == 200
    verdict = answer.json()
    assert (verdict["outcome"], verdict["motion"], verdict["rule_set"]) == (
        "qualified",
        "inbound",
        {"name": "inbound", "version": 1},
    )
    assert {
        "rule": "buyer.decision_maker",
        "points": 25,
        "evidence": "seniority = director (Head of Logistics IT)",
    } in verdict["reasons"]
    assert verdict["open_questions"] == ["sector", "budget"]
    assert "maya" not in answer.text


def test_a_dry_run_says_why_a_lead_would_be_turned_down() -> None:
    verdict = ask("POST", "/v1/rules/dry-run", json={**LEAD, "consent_given": False}).json()
    assert (verdict["outcome"], verdict["reason_code"]) == ("disqualified", "no_consent")


def test_a_flag_of_intake_is_a_reason_where_a_rule_names_it_and_a_fact_of_the_verdict() -> None:
    verdict = ask("POST", "/v1/rules/dry-run", json={**LEAD, "flags": ["too_fast", "honeypot_filled"]}).json()
    assert (verdict["outcome"], verdict["reason_code"]) == ("disqualified", "bot")
    assert verdict["facts"]["flags"] == "too_fast honeypot_filled"
    harmless = ask("POST", "/v1/rules/dry-run", json={**LEAD, "flags": ["too_fast"]}).json()
    assert (harmless["outcome"], harmless["facts"]["flags"]) == ("qualified", "too_fast")


def test_a_dry_run_of_a_prospect_suggests_an_approach() -> None:
    body = {**LEAD, "motion": "outbound", "channel": "list", "phone": "+46846500412"}
    assert ask("POST", "/v1/rules/dry-run", json=body).json()["suggested_approach"] == "phone"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"channel": "carrier pigeon"}, "channel"), ({"country": "Sweden"}, "country"), ({"mood": "good"}, "mood")],
)
def test_a_body_that_is_wrong_is_refused_with_the_field_named(change: dict[str, str], field: str) -> None:
    answer = ask("POST", "/v1/rules/dry-run", json={**LEAD, **change})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_without_rules_a_dry_run_is_unavailable_and_says_why() -> None:
    answer = ask("POST", "/v1/rules/dry-run", published=False, json=LEAD)
    assert answer.status_code == 503
    assert "no rule set is in effect for inbound leads" in answer.json()["detail"]


def test_the_rules_show_every_version_and_which_decides() -> None:
    rules = ask("GET", "/v1/rules").json()["rules"]
    assert sorted((each["name"], each["version"], each["in_effect"]) for each in rules) == [
        ("inbound", 1, True),
        ("outbound", 1, True),
    ]
    assert rules[0]["content"]["ideal_customer"]
    assert ask("GET", "/v1/rules", published=False).json() == {"rules": []}


def test_the_verdicts_on_a_lead_are_shown_with_their_reasons_and_in_words() -> None:
    group = driver()
    group.feed(received())
    group.feed(close(role="manager"))
    told: list[Told] = [told_of(event) for event in group.outputs if isinstance(event, LeadQualified | LeadClosed)]
    answer = ask("GET", "/v1/leads/lead-1/verdicts", told={"lead-1": told}).json()
    assert answer["lead_id"] == "lead-1"
    verdict, closed = answer["verdicts"]
    assert closed == told[1]
    assert verdict == {**told[0], "in_words": verdict["in_words"]}
    assert verdict["in_words"]["headline"] == "Work for sales; grade B, inbound (they came to us)"
    assert "+25 buyer, decision maker: seniority is director (Head of Logistics IT)" in verdict["in_words"]["reasons"]


def test_a_lead_without_verdicts_is_not_found_and_a_redis_that_is_away_is_unavailable() -> None:
    assert ask("GET", "/v1/leads/lead-2/verdicts", told={}).status_code == 404
    assert ask("GET", "/v1/leads/lead-2/verdicts", told=None).status_code == 503


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/rules", {"marketing", "rep", "manager", "ops", "admin"}),
        ("POST", "/v1/rules/dry-run", {"marketing", "manager", "ops", "admin"}),
        ("GET", "/v1/leads/lead-1/verdicts", {"marketing", "rep", "manager", "ops", "admin"}),
    ],
)
def test_each_path_has_its_roles(method: str, path: str, allowed: set[str]) -> None:
    told: dict[str, list[Told]] = {"lead-1": [{"type": "lead.closed"}]}
    body = {"json": LEAD} if method == "POST" else {}
    statuses = {role: ask(method, path, role=role, told=told, **body).status_code for role in KEYS}
    assert {role for role, status in statuses.items() if status == 200} == allowed
    assert {status for role, status in statuses.items() if role not in allowed} <= {403}
    assert ask(method, path, role=None, told=told, **body).status_code == 401
