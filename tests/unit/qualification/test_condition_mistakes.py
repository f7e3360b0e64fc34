"""Mistaken conditions of rule files: each is said with file, line, key, column and the way out."""

import json
from pathlib import Path

import pytest
from tests.unit.qualification.samples import FILES
from tests.unit.qualification.test_rule_files import CONDITION, INBOUND, complaint, line_of

from lead_runtime.config import ConfigError
from qualification.adapters.publish import check_rules


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
        (
            "country == 5",
            (
                "column 9: found no matching overload for '_==_' applied to '(string, int)'; "
                "numbers stand without quotes, texts in quotes"
            ),
        ),
        (
            'employees < "50"',
            (
                "column 11: found no matching overload for '_<_' applied to '(int, string)'; "
                "numbers stand without quotes, texts in quotes"
            ),
        ),
        (
            'do_not_call == "yes"',
            (
                "column 13: found no matching overload for '_==_' applied to '(bool, string)'; "
                "yes or no is the name alone: name, or !name"
            ),
        ),
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
        (
            "country == null",
            (
                "column 9: found no matching overload for '_==_' applied to '(string, null_type)'; "
                "what is unknown is never null: the condition does not hold then"
            ),
        ),
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
            'region == "Bayern"',
            "column 11: region is never 'Bayern'; expected a code as in 'DE-BY' (ISO 3166-2)",
        ),
        (
            'postal_prefix == "80331"',
            "column 18: postal_prefix is never '80331'; expected the country and at most three characters, as in 'DE:803'",
        ),
        (
            'language in ["de", "German"]',
            "column 20: language is never 'German'; expected a code of two small letters, as in 'de' (ISO 639-1)",
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
    with pytest.raises(ConfigError, match="company_type'; company_type is known where ideal_customer asks"):
        check_rules([path])


@pytest.mark.parametrize(
    "condition",
    [
        'country in ["KP"] // sanctions',
        'region == "DE-BY" || postal_prefix.startsWith("DE:80") || language == "de"',
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
