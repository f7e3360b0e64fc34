"""Reps and routing from YAML: what ships, what is published, what a mistake says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.assignment.story import NOW, Pool, Router, qualified

from assignment.adapters.publish import check_routing, published_reps, published_routing
from assignment.adapters.translate import rep_of
from lead_runtime.config import ConfigError

CONFIG = Path(__file__).parents[3] / "deploy" / "config"


def written(folder: Path, text: str) -> Path:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_reps_can_be_followed_and_both_motions_have_somebody() -> None:
    reps = published_reps(CONFIG / "reps.yaml")
    assert len({rep.rep_id for rep in reps}) == len(reps) == 6
    assert {rep.team for rep in reps} == {"account-management", "business-development"}
    pool = Pool(*reps)
    pool.tell(qualified("in"), qualified("out", "outbound"))
    assert pool.waiting == {}


def test_the_shipped_caps_fill_up_with_a_list_of_a_thousand_prospects() -> None:
    pool = Pool(*published_reps(CONFIG / "reps.yaml"))
    pool.tell(*(qualified(f"prospect-{n}", "outbound") for n in range(700)))
    assert pool.counts == {"dario.costa": 400, "emma.jones": 50, "farid.amini": 100}
    assert set(pool.waiting.values()) == {"all_full"}


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


@pytest.mark.parametrize(
    ("line", "key", "expected"),
    [
        ("role: boss", "reps.kim.role", "farmer"),
        ("role: both\n    rule: both", "reps.kim.rule", "not known"),
        ("role: both\n    time_zone: Mars/Base", "reps.kim.time_zone", "no such time zone"),
        ("role: both\n    hours: {mon: [9-17]}", "reps.kim.hours", "spans like 09:00-12:30"),
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
