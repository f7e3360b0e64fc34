"""Reps and routing from YAML: what ships, what is published, what a mistake says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.assignment.story import NOW, Pool, Router, qualified

from assignment.adapters.publish import check_routing, published_reps, published_roster, published_routing
from assignment.adapters.translate import rep_of
from assignment.domain.presence import present
from assignment.domain.rep import Role
from lead_contracts.events import TeamChanged
from lead_runtime.config import ConfigError
from lead_runtime.public_holidays import public_holidays

CONFIG = Path(__file__).parents[3] / "deploy" / "config"


def written(folder: Path, text: str) -> Path:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_reps_can_be_followed_and_both_motions_have_somebody() -> None:
    reps = published_reps(CONFIG / "reps.yaml")
    assert len({rep.rep_id for rep in reps}) == len(reps) == 8
    assert {rep.team for rep in reps} == {"account-management", "business-development", "inside-sales"}
    pool = Pool(*reps)
    pool.tell(qualified("in"), qualified("out", "outbound"))
    assert pool.waiting == {}


def test_the_shipped_caps_fill_up_with_a_list_of_a_thousand_prospects() -> None:
    pool = Pool(*published_reps(CONFIG / "reps.yaml"))
    pool.tell(*(qualified(f"prospect-{n}", "outbound") for n in range(700)))
    caps = {rep.rep_id: rep.max_open for rep in published_reps(CONFIG / "reps.yaml")}
    assert pool.counts["dario.costa"] == 400
    assert pool.counts["emma.jones"] == 40, "her first day is over"
    assert "farid.amini" not in pool.counts, "in New York it is night"
    assert all(count <= (caps[rep_id] or count) for rep_id, count in pool.counts.items())
    assert pool.waiting


def test_the_shipped_routing_sends_everything_to_the_pool_of_the_shipped_reps() -> None:
    router = Router(published_routing(CONFIG / "routing.yaml", NOW, "test"))
    ((pool, _),) = router.tell(qualified("lead"))
    assert {rep.pool for rep in published_reps(CONFIG / "reps.yaml")} == {pool}


def test_absences_are_whole_days_of_the_reps_own_calendar(tmp_path: Path) -> None:
    text = """
reps:
  kim: {name: Kim, role: both, time_zone: Asia/Tokyo, absences: [{from: 2026-12-23, to: 2026-12-24, reason: holiday}]}
"""
    (rep,) = published_reps(written(tmp_path, text))
    (absence,) = rep.absences
    assert absence.starts_at == datetime(2026, 12, 22, 15, tzinfo=UTC)
    assert absence.ends_at == datetime(2026, 12, 24, 15, tzinfo=UTC)
    assert rep_of(rep).absences[0].ends_at == absence.ends_at


def test_the_shipped_inbox_is_answered_at_any_hour_of_any_day() -> None:
    reps = [rep_of(rep) for rep in published_reps(CONFIG / "reps.yaml")]
    for hours in range(0, 24 * 366, 5):
        now = NOW + timedelta(hours=hours)
        here = [rep for rep in reps if rep.active and present(rep, now, public_holidays)]
        assert {role for role in Role if role in {rep.role for rep in here}} >= {Role.FARMER, Role.HUNTER}


TEAMS = """
teams:
  north:
    name: North
    managers: [kim]
    time_zone: Europe/Oslo
    hours: {mon: [08:00-16:00]}
    holidays: NO
    notify: {slack: C1}
"""


def test_a_rep_has_of_the_team_what_they_do_not_say_themselves(tmp_path: Path) -> None:
    reps = """
reps:
  kim: {name: Kim, role: both, team: north}
  lu: {name: Lu, role: both, team: north, time_zone: Asia/Tokyo, hours: {}, holidays: null}
"""
    team, kim, lu = published_roster(written(tmp_path, TEAMS + reps))
    assert isinstance(team, TeamChanged)
    assert (team.key(), team.managers, team.notify) == ("team:north", ("kim",), {"slack": "C1"})
    assert [(rep.time_zone, rep.hours, rep.holidays) for rep in (kim, lu)] == [
        ("Europe/Oslo", {"mon": ("08:00-16:00",)}, "NO"),
        ("Asia/Tokyo", {}, None),
    ]


def test_a_team_that_is_not_in_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, TEAMS + "reps:\n  kim:\n    name: Kim\n    role: both\n    team: nord\n")
    with pytest.raises(ConfigError, match=r"file.yaml:14: reps.kim.team: no team of that name"):
        published_roster(path)


@pytest.mark.parametrize(
    ("line", "key", "expected"),
    [
        ("role: boss", "reps.kim.role", "farmer"),
        ("role: both\n    rule: both", "reps.kim.rule", "not known"),
        ("role: both\n    time_zone: Mars/Base", "reps.kim.time_zone", "no such time zone"),
        ("role: both\n    hours: {mon: [9-17]}", "reps.kim.hours.mon.0", "spans like 09:00-12:30"),
        ("role: both\n    hours: {monday: [09:00-17:00]}", "reps.kim.hours.monday.[key]", "'mon'"),
        ("role: both\n    holidays: Bavaria", "reps.kim.holidays", "one of its regions (DE-BY)"),
        ("role: both\n    territories: [DE:8-100]", "reps.kim.territories.0", "same number of digits"),
        ("role: both\n    territories: [Germany]", "reps.kim.territories.0", "DE-BY"),
        ("role: both\n    territories: [DE:80331]", "reps.kim.territories.0", "first 3 characters"),
        ("role: both\n    territories: [DE:85-80]", "reps.kim.territories.0", "goes up"),
        ("role: both\n    territories: ['DE:8 0x!']", "reps.kim.territories.0", "DE:80-85 was expected"),
        ("role: both\n    accounts: ['https://a.example']", "reps.kim.accounts.0", "pattern"),
        ("role: both\n    languages: [German]", "reps.kim.languages.0", "pattern"),
        ("role: both\n    stages: []", "reps.kim.stages", "at least 1"),
        (
            "role: both\n    absences: [{from: 2026-02-02, to: 2026-02-01}]",
            "reps.kim.absences.0",
            "must not end before",
        ),
        ("role: both\n    weight: 0", "reps.kim.weight", "greater than 0"),
    ],
)
def test_a_mistake_in_the_reps_names_file_line_and_key(tmp_path: Path, line: str, key: str, expected: str) -> None:
    path = written(tmp_path, f"reps:\n  kim:\n    name: Kim\n    {line}\n")
    with pytest.raises(ConfigError) as caught:
        published_reps(path)
    (mistake,) = caught.value.mistakes
    assert (mistake.key, mistake.line) == (key, 5 if "\n" in line else 4)
    assert expected in mistake.expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pools: {a: {}}\ndefault_pool: b\n", "not among the pools: b"),
        ("pools: {a: {fallback: b}, b: {fallback: a}}\ndefault_pool: a\n", "cannot have one itself: a, b"),
        ("pools: {a: {}}\ndefault_pool: a\nrules: [{when: {motion: sideways}, pool: a}]\n", "inbound"),
        ("pools: {a: {}}\ndefault_pool: a\nrules: [{when: {country: Germany}, pool: a}]\n", "pattern"),
        ("pools: {a|b: {}}\ndefault_pool: a|b\n", "pattern"),
    ],
)
def test_a_mistake_in_the_routing_is_said(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected.replace("|", "[|]")):
        check_routing(written(tmp_path, f"name: standard\n{text}"))


def test_a_routing_policy_that_has_changed_is_the_next_version_and_one_that_has_not_stays(tmp_path: Path) -> None:
    first = published_routing(CONFIG / "routing.yaml", NOW, "test")
    again = published_routing(CONFIG / "routing.yaml", NOW + timedelta(days=1), "test", [first])
    path = written(tmp_path, "name: standard\npools: {a: {}}\ndefault_pool: a\n")
    changed = published_routing(path, NOW, "test", [first, again], effective_from=NOW + timedelta(hours=1))
    assert (first.version, again, changed.version) == (1, first, 2)
    assert (first.effective_from, changed.effective_from) == (NOW, NOW + timedelta(hours=1))
    assert changed.key() == "routing/standard/2"
