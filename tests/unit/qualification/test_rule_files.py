"""Rule files: the shipped ones hold together, and each mistake in one is said with file, line, key and what was expected."""

import json
from pathlib import Path

import pytest
from tests.unit.qualification.samples import FILES, NOW, rules, shipped

from lead_runtime.config import ConfigError, load_yaml
from qualification.adapters.publish import check_rules
from qualification.adapters.rules.file import RuleFile
from qualification.adapters.rules.published import Shelf
from qualification.domain.rules import UnreadableRuleSet

INBOUND = FILES[0].read_text("utf-8")
CONDITION = 'country in ["KP", "IR", "SY", "CU"]'
"""A condition of the shipped file, in whose place the tests put others."""


def complaint(tmp_path: Path, old: str, new: str) -> str:
    """What is said about the shipped inbound rules with one thing changed, without the folder."""
    assert INBOUND.count(old) == 1, old
    path = tmp_path / "draft.yaml"
    path.write_text(INBOUND.replace(old, new), "utf-8")
    with pytest.raises(ConfigError) as caught:
        check_rules([path])
    return str(caught.value).replace(f"{tmp_path}/", "")


def line_of(text: str) -> int:
    """The line of the shipped file, counted from 1."""
    return next(number for number, line in enumerate(INBOUND.splitlines(), 1) if text in line)


def test_the_shipped_rule_files_hold_together() -> None:
    assert [file.motion for file in check_rules(FILES)] == ["inbound", "outbound"]


@pytest.mark.parametrize("motion", ["inbound", "outbound"])
def test_the_best_answers_of_a_shipped_set_add_up_to_100(motion: str) -> None:
    assert sum(criterion.best for criterion in rules(motion).criteria) == 100  # type: ignore[arg-type]


def test_what_is_published_is_read_back_as_the_same_file() -> None:
    for path in FILES:
        file = load_yaml(path, RuleFile)
        assert RuleFile.model_validate(file.model_dump(mode="json", by_alias=True)) == file


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("other_motion: keep", "other_motion: keep\nmood: good", None, "mood: this key is not known here"),
        ("half_life_days: 14", "half_life_days: 14\n  fade: no", None, "engagement.fade: this key is not known here"),
        (
            "fit_share: 0.5 ",
            "fit_share: half",
            "fit_share",
            "score.fit_share: Input should be a valid number, unable to parse string as a number",
        ),
        ("fit_share: 0.5 ", "fit_share: 1.5 ", "fit_share", "score.fit_share: Input should be less than or equal to 1"),
        ("qualify: 15", "qualify: 150", "qualify:", "score.qualify: Input should be less than or equal to 100"),
        (
            "grades: {A: 65, B: 45, C: 30}",
            "grades: {A: 45, B: 65, C: 30}",
            "grades:",
            "score.grades: expected A > B > C, not 45, 65, 30",
        ),
        (
            "- name: core\n        points: 25",
            "- name: core\n        points: 20",
            "ideal_customer:",
            "ideal_customer: expected the best answers to add up to 100 points, not 95",
        ),
        (
            "- reason: own_staff\n    when: '\"leadhandover.example\" in domains'",
            "- reason: own_staff",
            "- reason: own_staff",
            "disqualify.0.when: this key is missing",
        ),
        (
            "reason: student",
            "reason: competitor",
            "disqualify:",
            "disqualify: expected every reason once, and competitor stands there twice",
        ),
        (
            "reason: student",
            "reason: below_threshold",
            "disqualify:",
            "disqualify: below_threshold needs no entry: it always applies",
        ),
        (
            "name: department_we_help",
            "name: came_to_us",
            "name: department_we_help",
            "rules.0.name: expected a new name, and points are named came_to_us already",
        ),
        (
            "side: fit\n    points: 5",
            "side: left\n    points: 5",
            "side: fit",
            "rules.0.side: Input should be 'fit' or 'engagement'",
        ),
        (
            "other_motion: keep",
            "account_handover: true\nother_motion: keep",
            "other_motion: keep",
            "account_handover: expected in the outbound rules alone: an inbound cycle is a farmer's already",
        ),
        (
            "  seniority:\n",
            "  language:\n",
            "terms:",
            "terms: language means something else already: choose another name",
        ),
        (
            "  seniority:\n",
            "  country:\n",
            "terms:",
            "terms: country means something else already: choose another name",
        ),
        (
            "      - name: vp\n",
            "      - name: intern\n",
            "    meanings:",
            "terms.seniority.meanings: expected every meaning once, and intern stands there twice",
        ),
        (
            "      - name: vp\n",
            "      - name: other\n",
            "    meanings:",
            "terms.seniority.meanings: other is what a text means that fits none: choose another name",
        ),
        (
            "{name: competitor, words: [competitor inc]}",
            "{name: competitor, words: [competitor inc], also: [rival]}",
            "{name: competitor, words",
            "terms.competitor.meanings.1.also: this key is not known here",
        ),
        (
            "when: '\"leadhandover.example\" in domains'",
            'when: "leadhandover.example" in domains',
            "leadhandover.example",
            "expected <block end>, but found '<scalar>'; a text that begins with ! or \" goes into single quotes: '…'",
        ),
        (
            'when: country in ["KP", "IR", "SY", "CU"] ',
            'when: !(country in ["KP"]) ',
            "!(country in [",
            (
                "could not determine a constructor for the tag '!(country'; "
                "a text that begins with ! or \" goes into single quotes: '…'"
            ),
        ),
        (
            "  half_life_days: 14",
            "\thalf_life_days: 14",
            "half_life_days",
            "found character '\\t' that cannot start any token; indent with spaces, not with tabs",
        ),
        (
            "countries: [SE, NO, DK",
            "countries: [Sweden, NO, DK",
            "countries: [SE",
            (
                "ideal_customer.place.answers.0.countries.0: "
                "expected a country by its two capital letters (ISO 3166), such as DE, not 'Sweden'"
            ),
        ),
        (
            "name: mid_market",
            "name: Mid market",
            "name: mid_market",
            (
                "ideal_customer.company_size.answers.1.name: "
                "expected a name of small letters, digits and _, such as mid_market, not 'Mid market'"
            ),
        ),
        (
            '        points: 0\n        when: seniority in ["assistant", "intern", "student"]',
            "        points: 0",
            "      - name: not_a_buyer",
            "ideal_customer.buyer.answers.0: expected either words or when",
        ),
        (
            "currency: EUR\n",
            "currency: EURO\n",
            "    currency: EUR",
            "ideal_customer.budget.currency: expected an ISO 4217 code such as EUR, not EURO",
        ),
        (
            "without_currency: EUR ",
            "without_currency: JPY ",
            "  budget:  ",
            "ideal_customer.budget: without_currency: JPY has no rate",
        ),
        (
            "words: [gambling, casino*, adult, tobacco, weapons]",
            'words: ["*"]',
            "words: [gambling",
            "ideal_customer.sector.answers.2.words: no word to look for",
        ),
        (
            "{name: small, points: 8, from: 10}",
            "{name: small, points: 8, from: 10, to: 5}",
            "{name: small, points: 8",
            "ideal_customer.company_size.answers.2: expected from <= to, not 10 to 5",
        ),
        ("motion: inbound ", "motion: sideways ", "motion: inbound", "motion: Input should be 'inbound' or 'outbound'"),
    ],
)
def test_a_mistake_is_said_with_file_line_key_and_what_was_expected(
    tmp_path: Path, old: str, new: str, at: str | None, said: str
) -> None:
    line = line_of(old.split("\n")[0]) + new.count("\n") if at is None else line_of(at)
    assert complaint(tmp_path, old, new) == f"draft.yaml:{line}: {said}"


def test_a_key_that_is_missing_is_named(tmp_path: Path) -> None:
    said = complaint(tmp_path, "  qualify: 15", "  # qualify: 15")
    assert said == f"draft.yaml:{line_of('score:')}: score.qualify: this key is missing"


def test_every_mistake_of_a_file_is_said_at_once(tmp_path: Path) -> None:
    said = complaint(tmp_path, "other_motion: keep", "other_motion: maybe\nmood: good")
    assert len(said.splitlines()) == 2


def test_a_published_set_with_a_condition_that_means_nothing_here_is_not_decided_by() -> None:
    event = shipped(NOW)[0]
    content = json.loads(json.dumps(event.content).replace(json.dumps(CONDITION)[1:-1], "mood == 1"))
    with pytest.raises(
        UnreadableRuleSet, match=r"rules/inbound/1: disqualify\.5\.when: column 1: undeclared .* 'mood'"
    ):
        Shelf().rules(event.model_copy(update={"content": content}))


def test_what_is_no_yaml_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text("name: inbound\nmotion: [inbound\n", "utf-8")
    with pytest.raises(ConfigError, match=r"draft\.yaml:[23]: "):
        check_rules([path])
