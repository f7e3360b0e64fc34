"""Conditions: what is not known is unknown and not false, and judging all at once says what judging one by one says."""

import re

import cel_expr_python.cel as cel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualification.adapters.rules import conditions, programs
from qualification.adapters.rules.conditions import CelConditions
from qualification.adapters.rules.expressions import names_in, split
from qualification.domain.conditions import Panel, Value, Variable

TYPES = {
    "country": cel.Type.STRING,
    "sector": cel.Type.STRING,
    "employees": cel.Type.INT,
    "can_call": cel.Type.BOOL,
    "flags": cel.Type.List(cel.Type.STRING),
}
ENV = cel.NewEnv(variables=TYPES)
SEEN = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["SE", "KP", ""]),
        "sector": st.sampled_from(["core", "[", "other"]),
        "employees": st.sampled_from([0, 5, 5000]),
        "can_call": st.booleans(),
        "flags": st.sampled_from([(), ("a",), ("a", "b")]),
    },
)
ATOMS = st.sampled_from(
    [
        'country == "SE"',
        'country in ["KP", "IR"]',
        'sector != "core"',
        "employees >= 50",
        "10 / employees > 1",
        "country.matches(sector)",
        "can_call",
        "!can_call",
        '"a" in flags',
        "flags.exists(f, f == country)",
        "flags[1] == 'b'",
        'country == "&& || ?"',
        "true // always",
    ]
)


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Two conditions as one."""
    sign = st.sampled_from(["&&", "||"])
    return st.one_of(
        st.builds("{}\n {} {}".format, inner, sign, inner),
        st.builds("({}\n) {} {}".format, inner, sign, inner),
        st.builds("!({}\n)".format, inner),
        st.builds("({}\n) ? ({}\n) : {}".format, inner, inner, inner),
    )


TEXTS = st.recursive(ATOMS, joined, max_leaves=4)


def alone(text: str, seen: dict[str, Value]) -> bool | None:
    """What CEL itself says of one condition."""
    value = (
        ENV.compile(text)
        .eval(data={name: [*each] if isinstance(each, tuple) else each for name, each in seen.items()})
        .plain_value()
    )
    return value if isinstance(value, bool) else None


@settings(deadline=None, max_examples=300)
@given(st.lists(TEXTS, max_size=6), SEEN, st.sets(st.sampled_from(sorted(TYPES))))
def test_conditions_judged_together_say_what_each_says_alone(
    texts: list[str], seen: dict[str, Value], various: set[str]
) -> None:
    together = CelConditions(texts, TYPES, various).judge(seen)
    for text, said, expected in zip(texts, together, [alone(text, seen) for text in texts], strict=True):
        assert said == expected, (text, seen)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_the_variables_of_a_condition_are_those_without_which_it_means_nothing(text: str) -> None:
    referred = set()
    for name in TYPES:
        try:
            cel.NewEnv(variables={other: each for other, each in TYPES.items() if other != name}).compile(text)
        except RuntimeError:
            referred.add(name)
    assert names_in(text) & TYPES.keys() == referred


@settings(deadline=None, max_examples=60)
@given(TEXTS, SEEN, st.data())
def test_forgetting_a_fact_never_turns_a_condition_round(
    text: str, seen: dict[str, Value], data: st.DataObject
) -> None:
    kept = data.draw(st.sets(st.sampled_from(sorted(seen)))) if seen else set()
    (before,) = CelConditions([text], TYPES).judge(seen)
    (after,) = CelConditions([text], TYPES).judge({name: seen[name] for name in kept})
    if before is not None:
        assert after in (before, None)


@pytest.mark.parametrize(
    ("text", "seen", "said"),
    [
        ('country == "KP"', {}, None),
        ('country != "KP"', {}, None),
        ('!(country in ["SE"])', {}, None),
        ('country == "KP" || employees > 5', {"country": "KP"}, True),
        ('country == "KP" || employees > 5', {"country": "SE"}, None),
        ('country == "KP" && employees > 5', {"country": "SE"}, False),
        ('country == "KP" && employees > 5', {"country": "KP"}, None),
        ('country == "KP" && (employees > 5 || can_call)', {"country": "KP", "can_call": True}, True),
        ('country == "KP" && (employees > 5 || can_call)', {"country": "KP", "can_call": False}, None),
        ('can_call ? country == "KP" : employees > 5', {"can_call": True, "country": "KP"}, True),
        ('can_call ? country == "KP" : employees > 5', {"can_call": False, "country": "KP"}, None),
        ("10 / employees > 1", {"employees": 0}, None),
        ("true", {}, True),
        ('country == "KP" || true', {}, True),
        ('country == "KP" || (employees > 5 || true)', {"country": "SE"}, True),
    ],
)
def test_what_is_not_known_is_unknown_unless_the_rest_decides(
    text: str, seen: dict[str, Value], said: bool | None
) -> None:
    assert list(CelConditions([text], TYPES).judge(seen)) == [said]


def test_a_condition_that_fails_takes_no_other_along() -> None:
    texts = ['country == "SE"', "10 / employees > 1", "can_call"]
    seen: dict[str, Value] = {"country": "SE", "employees": 0, "can_call": True}
    assert list(CelConditions(texts, TYPES).judge(seen)) == [True, None, True]


def test_results_are_remembered_only_for_what_they_were_said_of() -> None:
    judged = CelConditions(['country == "SE" && can_call'], TYPES)
    for _ in range(2):
        assert list(judged.judge({"country": "SE", "can_call": True, "employees": 5})) == [True]
        assert list(judged.judge({"country": "SE", "can_call": False})) == [False]
        assert list(judged.judge({"country": "SE"})) == [None]


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "PLANS_KEPT", 2)
    monkeypatch.setattr(conditions, "RESULTS_KEPT", 2)
    judged = CelConditions([f'country == "{name}" || can_call' for name in "ABCD"], TYPES)
    for _ in range(2):
        for country in "ABCD":
            assert list(judged.judge({"country": country})) == [True if country == each else None for each in "ABCD"]
            assert list(judged.judge({"can_call": True})) == [True] * 4
            assert list(judged.judge({})) == [None] * 4


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a && b && (c || d)", (("a", "b", "(c || d)"), "&&")),
        ("a || b", (("a", "b"), "||")),
        ("a && b || c", (("a && b || c",), "&&")),
        ("a ? b : c && d", (("a ? b : c && d",), "&&")),
        ('"x && y" == a', (('"x && y" == a',), "&&")),
        ("flags.exists(f, f == a && true) && b", (("flags.exists(f, f == a && true)", "b"), "&&")),
    ],
)
def test_a_condition_is_split_where_one_sign_joins_its_parts(text: str, parts: tuple[tuple[str, ...], str]) -> None:
    assert split(text) == parts


def test_evidence_names_the_variables_with_what_they_were() -> None:
    texts = ['country == "KP" || "a" in flags', 'sector == "core"', "can_call", "true"]
    panel = Panel.of(
        CelConditions(texts, TYPES), (Variable("sector", lambda _: "core", lambda facts: f"core ({facts['sector']})"),)
    )
    judged = panel.judge({"flags": ("a", "b"), "sector": "core", "can_call": False}, {"sector": "Steel"})
    assert [judged.evidence(place) for place in range(4)] == [
        "flags = a, b",
        "sector = core (Steel)",
        "can_call = false",
        "always",
    ]
    assert judged.evidence(None) == "always"
    assert not re.search("country", judged.evidence(0))
