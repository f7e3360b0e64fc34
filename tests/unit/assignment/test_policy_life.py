"""How the life of an assignment is written in a policy, and what is wrong with it where it cannot be followed."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.assignment.story import NOW

from assignment.adapters.policy import RoutingFile, compile_policy
from assignment.adapters.publish import check_routing
from assignment.domain.lead import Lead, Motion, Stage
from lead_runtime.config import ConfigError

POOLS = "name: standard\npools: {default: {}}\ndefault_pool: default\n"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "routing.yaml"
    path.write_text(POOLS + text)
    return path


def lead(motion: Motion = Motion.INBOUND, grade: str = "A") -> Lead:
    return Lead("lead", 1, motion, 3, 70, grade, {})


def test_the_first_rule_that_fits_says_how_long_an_offer_stands(tmp_path: Path) -> None:
    text = "accept_within:\n  - {when: {grade: [A, B]}, within: 30m}\n  - {when: {motion: inbound}, within: 1d}\n"
    life = compile_policy(check_routing(written(tmp_path, text)), 1).life
    assert life.accept_by(lead(grade="B"), Stage.OPENER, NOW) == NOW + timedelta(minutes=30)
    assert life.accept_by(lead(grade="C"), Stage.OPENER, NOW) == NOW + timedelta(days=1)
    assert life.accept_by(lead(Motion.OUTBOUND, "C"), Stage.OPENER, NOW) is None


def test_a_policy_that_was_published_means_the_same_as_its_file(tmp_path: Path) -> None:
    text = "accept_within: [{within: 45m}]\nhandovers: [{outcome: Demo_Booked, to: closer, when: {motion: outbound}}]\n"
    file = check_routing(written(tmp_path, text))
    again = RoutingFile.model_validate(file.model_dump(mode="json"))
    assert compile_policy(again, 1) == compile_policy(file, 1)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("accept_within:\n  - within: soon\n", "5", "accept_within.0.within"),
        ("accept_within:\n  - {within: 0m}\n", "5", "accept_within.0.within"),
        ("accept_within:\n  - {when: {grade: [E]}, within: 30m}\n", "5", "accept_within.0.when.grade"),
        ("handovers:\n  - {outcome: booked, to: opener}\n", "5", "handovers.0.to"),
        ("handovers:\n  - {to: closer}\n", "5", "handovers.0.outcome"),
        ("handovers:\n  - {outcome: booked, to: closer, unless: never}\n", "5", "handovers.0.unless"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_key(tmp_path: Path, text: str, where: str, what: str) -> None:
    with pytest.raises(ConfigError) as error:
        check_routing(written(tmp_path, text))
    assert f"routing.yaml:{where}" in str(error.value)
    assert what in str(error.value)
