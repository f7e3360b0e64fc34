"""Rule files: the shipped ones hold together, and each mistake in one is said with file, line, key and what was expected."""

from pathlib import Path

import pytest
from tests.unit.qualification.samples import FILES, rules

from lead_contracts.flags import FLAGS
from lead_runtime.config import ConfigError, load_yaml
from qualification.adapters.publish import check_rules
from qualification.adapters.rules.file import RuleFile

INBOUND = FILES[0].read_text("utf-8")


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
            "score.grades: Value error, expected A > B > C, not 45, 65, 30",
        ),
        (
            "- name: core\n        points: 25",
            "- name: core\n        points: 20",
            "ideal_customer:",
            "ideal_customer: Value error, expected the best answers to add up to 100 points, not 95",
        ),
        (
            "- reason: own_staff\n    domains: [leadhandover.example] ",
            "- reason: own_staff ",
            "- reason: own_staff",
            "disqualify.0: Value error, expected at least one condition: domains, companies, titles, countries, outside, …",
        ),
        (
            "reason: student",
            "reason: competitor",
            "disqualify:",
            "disqualify: Value error, expected every reason once, and competitor stands there twice",
        ),
        (
            "currency: EUR\n",
            "currency: EURO\n",
            "    currency: EUR",
            "ideal_customer.budget.currency: Value error, expected an ISO 4217 code such as EUR, not EURO",
        ),
        (
            "without_currency: EUR ",
            "without_currency: JPY ",
            "  budget:  ",
            "ideal_customer.budget: Value error, without_currency: JPY has no rate",
        ),
        (
            "words: [gambling, casino*, adult, tobacco, weapons]",
            'words: ["*"]',
            "words: [gambling",
            "ideal_customer.sector.answers.2.words: Value error, no word to look for",
        ),
        (
            "{name: small, points: 8, from: 10}",
            "{name: small, points: 8, from: 10, to: 5}",
            "{name: small, points: 8",
            "ideal_customer.company_size.answers.2: Value error, expected from <= to, not 10 to 5",
        ),
        (
            "countries: [KP, IR, SY, CU]",
            "countries: [Cuba]",
            "countries: [KP",
            "disqualify.3.countries.0: String should match pattern '^[A-Z]{2}$'",
        ),
        (
            "flags: [honeypot_filled]",
            "flags: [honypot]",
            "flags: [honeypot_filled]",
            f"disqualify.5.flags.0: Value error, expected a flag of lead-intake ({', '.join(FLAGS)}), not honypot",
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


def test_a_buyer_that_no_answer_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(FILES[1].read_text("utf-8").replace("buyers: [decision_maker,", "buyers: [boss,"), "utf-8")
    with pytest.raises(ConfigError, match="approach phone: no buyer is named boss"):
        check_rules([path])


def test_what_is_no_yaml_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text("name: inbound\nmotion: [inbound\n", "utf-8")
    with pytest.raises(ConfigError, match=r"draft\.yaml:[23]: "):
        check_rules([path])
