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
            "- reason: own_staff\n    when: '\"leadhandover.example\" in domains'",
            "- reason: own_staff",
            "- reason: own_staff",
            "disqualify.0.when: this key is missing",
        ),
        (
            "reason: student",
            "reason: competitor",
            "disqualify:",
            "disqualify: Value error, expected every reason once, and competitor stands there twice",
        ),
        (
            "reason: student",
            "reason: below_threshold",
            "disqualify:",
            "disqualify: Value error, below_threshold needs no entry: it always applies",
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
            "  seniority:\n",
            "  country:\n",
            "terms:",
            "terms: Value error, country means something else already: choose another name",
        ),
        (
            "      - name: vp\n",
            "      - name: intern\n",
            "    meanings:",
            "terms.seniority.meanings: Value error, expected every meaning once, and intern stands there twice",
        ),
        (
            "      - name: vp\n",
            "      - name: other\n",
            "    meanings:",
            "terms.seniority.meanings: Value error, other is what a text means that fits none: choose another name",
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
            "expected <block end>, but found '<scalar>'",
        ),
        (
            '        points: 0\n        when: seniority in ["assistant", "intern", "student"]',
            "        points: 0",
            "      - name: not_a_buyer",
            "ideal_customer.buyer.answers.0: Value error, expected either words or when",
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


CONDITION = 'country in ["KP", "IR", "SY", "CU"]'
"""A condition of the shipped file, in whose place the tests put others."""


def said_of(tmp_path: Path, condition: str) -> str:
    """What is said of a condition that stands under ``disqualify``, without the place that all have."""
    assert INBOUND.count(CONDITION) == 1
    path = tmp_path / "draft.yaml"
    path.write_text(INBOUND.replace(f"when: {CONDITION}", f"when: {json.dumps(condition)}"), "utf-8")
    with pytest.raises(ConfigError) as caught:
        check_rules([path])
    start = f"{path}:{line_of(CONDITION)}: disqualify.5.when: "
    assert str(caught.value).startswith(start), caught.value
    return str(caught.value).removeprefix(start)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("", "String should have at least 1 character"),
        ("country", "expected a condition, true or false, and this is a text"),
        ("employees", "expected a condition, true or false, and this is a number"),
        ("employees + 1", "expected a condition, true or false, and this is a number"),
        ("flags", "expected a condition, true or false, and this is a list"),
        ("country ==", "column 11: Syntax error: mismatched input '<EOF>'"),
        ('country = "KP"', "column 9: Syntax error: token recognition error at: '= '; two of them compare: =="),
        (
            'consent == "given" and can_call',
            "column 20: Syntax error: mismatched input 'and' expecting <EOF>; write && for and",
        ),
        ("can_call or can_mail", "column 10: Syntax error: mismatched input 'or' expecting <EOF>; write || for or"),
        ("not can_call", "column 5: Syntax error: extraneous input 'can_call' expecting <EOF>"),
        ('"unclosed', "column 1: Syntax error: token recognition error at: '\"unclosed'"),
        ("country == 5", "column 9: found no matching overload for '_==_' applied to '(string, int)'"),
        ('employees == "many"', "column 11: found no matching overload for '_==_' applied to '(int, string)'"),
        (
            "employees > 49.5",
            (
                "column 11: found no matching overload for '_>_' applied to '(int, double)'; "
                "numbers are whole here: 50, not 50.0"
            ),
        ),
        (
            '"se" in country',
            (
                "column 6: found no matching overload for '@in' applied to '(string, string)'; "
                'in looks into a list: name in ["one", "two"]'
            ),
        ),
        ("country == null", "column 9: found no matching overload for '_==_' applied to '(string, null_type)'"),
        ("can_call && 1", "column 10: found no matching overload for '_&&_' applied to '(bool, int)'"),
        ('contry == "KP"', "column 1: undeclared reference to 'contry'; near it: country, consent, company"),
        ('senority == "student"', "column 1: undeclared reference to 'senority'; near it: seniority"),
        (
            'country == "KP" &&\n  sectr == "core"',
            "line 2 of it, column 3: undeclared reference to 'sectr'; near it: sector",
        ),
        ('country.lower() == "kp"', "column 14: undeclared reference to 'lower'"),
        ('grade == "A"', "column 1: undeclared reference to 'grade'; grade is known in approach only"),
        (
            "has(country)",
            (
                "column 5: has() argument must be a field selection; "
                "what is unknown needs no has(): the condition does not hold then"
            ),
        ),
        ("(" * 40 + "can_call" + ")" * 40, "expected a condition: Expression recursion limit exceeded. limit: 32"),
        ("1 / 0 == 1", "expected a condition that can be evaluated: divide by zero"),
        (
            'company.matches("[a")',
            "expected a condition that can be evaluated: invalid regular expression: missing ]: [a",
        ),
        (
            'country == "KP" && company.matches("(a")',
            "expected a condition that can be evaluated: invalid regular expression: missing ): (a",
        ),
        (
            "flags.exists(country, country == 'x')",
            "country is a variable already: give the items of the list another name",
        ),
        ('seniority == "studnt"', "column 14: seniority is never 'studnt'; did you mean 'student'?"),
        (
            'seniority in ["student", "boss"]',
            "column 26: seniority is never 'boss'; expected one of assistant, c_level, ",
        ),
        ('"studnt" == seniority', "column 1: seniority is never 'studnt'; did you mean 'student'?"),
        ('sector == "cor"', "column 11: sector is never 'cor'; did you mean 'core'?"),
        ('consent != "yes"', "column 12: consent is never 'yes'; expected one of given, refused"),
        ('mailbox == "privat"', "column 12: mailbox is never 'privat'; expected one of business, personal, shared"),
        ('channel == "web"', "column 12: channel is never 'web'; expected one of list, live"),
        ('motion == "inbond"', "column 11: motion is never 'inbond'; did you mean 'inbound'?"),
        ('"honypot_filled" in flags', "column 1: flags is never 'honypot_filled'; did you mean 'honeypot_filled'?"),
        (
            'flags.exists(f, f in ["too_fast", "honypot_filled"])',
            "column 35: flags is never 'honypot_filled'; did you mean 'honeypot_filled'?",
        ),
        (
            'country == "Cuba"',
            "column 12: country is never 'Cuba'; expected a code of two capital letters, as in 'SE' (ISO 3166)",
        ),
        (
            'company == "Rival GmbH"',
            "column 12: company is never 'Rival GmbH'; it is compared in plain words: 'rival gmbh'",
        ),
    ],
)
def test_a_mistake_in_a_condition_is_said_with_file_line_key_column_and_what_was_expected(
    tmp_path: Path, condition: str, said: str
) -> None:
    heard = said_of(tmp_path, condition)
    assert heard.startswith(said), heard
    assert len(heard.splitlines()) == 1


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        (
            'when: channel == "list"',
            'when: sector == "core"',
            "engagement.touches.1.when",
            "column 1: undeclared reference to 'sector'; sector is known in rules, disqualify, approach only",
        ),
        (
            'when: department in ["logistics", "operations", "procurement"]',
            'when: channel == "live"',
            "rules.0.when",
            (
                "column 1: undeclared reference to 'channel'; "
                "channel is known in engagement.touches, disqualify, approach only"
            ),
        ),
        (
            'when: department in ["logistics", "operations", "procurement"]',
            'when: about == "buying"',
            "rules.0.when",
            "column 1: undeclared reference to 'about'; about is known in engagement.touches, disqualify, approach only",
        ),
        (
            'when: seniority in ["c_level", "vp", "director"]',
            'when: buyer == "influencer"',
            "ideal_customer.buyer.answers.1.when",
            "column 1: undeclared reference to 'buyer'; buyer is known in rules, disqualify, approach only",
        ),
    ],
)
def test_a_variable_is_refused_where_it_could_mislead(tmp_path: Path, old: str, new: str, key: str, said: str) -> None:
    assert complaint(tmp_path, old, new) == f"draft.yaml:{line_of(old)}: {key}: {said}"


def test_a_variable_of_a_question_that_is_not_asked_is_unknown(tmp_path: Path) -> None:
    draft = FILES[1].read_text("utf-8").replace('mailbox == "personal"', 'company_type == "public_body"')
    path = tmp_path / "draft.yaml"
    path.write_text(draft, "utf-8")
    with pytest.raises(ConfigError, match="undeclared reference to 'company_type'; near it: company_size, company"):
        check_rules([path])


@pytest.mark.parametrize(
    "condition",
    [
        'country in ["KP"] // sanctions',
        "domains.exists(d, d.endsWith('.edu'))",
        'company.matches("^rival( |$)")',
        "employees > 10 && (budget < 1000 || sector == 'core') ? can_call : !can_mail",
        'source != "Rival GmbH"',
        'size(flags) > 1 && flags[1] == "too_fast"',
        "country == 'a' + 'b'",
        '"it\'s country == \\"Cuba\\"" != source',
    ],
)
def test_a_condition_may_use_all_of_cel(tmp_path: Path, condition: str) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(INBOUND.replace(f"when: {CONDITION}", f"when: {json.dumps(condition)}"), "utf-8")
    (file,) = check_rules([path])
    assert file.disqualify[5].when == condition


def test_every_mistaken_condition_of_a_file_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    draft = INBOUND.replace(CONDITION, "contry").replace('consent == "refused"', 'consent == "no"')
    path.write_text(draft, "utf-8")
    with pytest.raises(ConfigError) as caught:
        check_rules([path])
    assert [mistake.key for mistake in caught.value.mistakes] == ["disqualify.4.when", "disqualify.5.when"]


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
