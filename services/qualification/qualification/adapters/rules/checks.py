"""What is wrong with a condition, said for the person who wrote it."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import cel_expr_python.cel as cel

from qualification.adapters.rules.expressions import bound_in, compared, patterns
from qualification.adapters.rules.vocabulary import BUILT_IN, PLACES, Place, Vocabulary, Word
from qualification.domain.text import plain

_SAID: Final = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
_STATUS: Final = re.compile(r"^[A-Z_]+: | \[[A-Z_]+\]$")
_UNDECLARED: Final = re.compile(r"undeclared reference to '(\w+)'")
_FORMS: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "country": (re.compile(r"[A-Z]{2}"), "expected a code of two capital letters, as in 'SE' (ISO 3166)"),
    "region": (re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}"), "expected a code as in 'DE-BY' (ISO 3166-2)"),
    "postal_prefix": (
        re.compile(r"[A-Z]{2}:[A-Z0-9]{1,3}"),
        "expected the country and at most three characters, as in 'DE:803'; postal_prefix.startsWith('DE:80') is wider",
    ),
    "language": (re.compile(r"[a-z]{2}"), "expected a code of two small letters, as in 'de' (ISO 639-1)"),
}
"""What a text of that kind looks like, and what is said of one that never can."""
_SAMPLES: Final[Mapping[str, object]] = {
    "number": 1,
    "yes_no": True,
    "list": ["a"],
    "country": "SE",
    "region": "DE-BY",
    "postal_prefix": "DE:803",
    "language": "de",
}
_HINTS: Final = (
    (re.compile(r"token recognition error at: '= ?"), "two of them compare: =="),
    (re.compile(r"input '(?:and|AND)'"), "write && for and"),
    (re.compile(r"input '(?:or|OR)'"), "write || for or"),
    (re.compile(r"input '(?:not|NOT)'|undeclared reference to 'not'"), "write !(…) for not"),
    (re.compile(r"\((?:int, double|double, int)\)"), "numbers are whole here: 50, not 50.0"),
    (re.compile(r"'@in' applied to '\(string, string\)'"), 'in looks into a list: name in ["one", "two"]'),
    (re.compile(r"null_type"), "what is unknown is never null: the condition does not hold then"),
    (
        re.compile(r"'_[=!]=_' applied to '\(bool, |'_[=!]=_' applied to '\(\w+, bool\)'"),
        "yes or no is the name alone: name, or !name",
    ),
    (re.compile(r"applied to '\((?:int, string|string, int)\)'"), "numbers stand without quotes, texts in quotes"),
    (re.compile(r"has\(\)"), "what is unknown needs no has(): the condition does not hold then"),
)
_HOME: Final[Mapping[Place, str]] = {
    "touch": "engagement.touches",
    "answer": "the answers",
    "points": "rules",
    "disqualify": "disqualify",
    "approach": "approach",
}


class ConditionChecker:
    """Checks conditions against the vocabulary of their rule set."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._envs: dict[Place, cel.Env] = {}

    def mistake(self, text: str, place: Place) -> str | None:
        """What was expected and where in the text, or None. The first mistake; others may follow from it."""
        words = self._vocabulary.at(place)
        checks: tuple[Callable[[], str | None], ...] = (
            lambda: self._type_mistake(text, place),
            lambda: next(_shadowed(text, words), None),
            lambda: next(_impossible(text, words), None),
            lambda: self._failure(text, place, words),
        )
        return next((said for check in checks if (said := check()) is not None), None)

    def _env(self, place: Place) -> cel.Env:
        if place not in self._envs:
            types = {name: word.type for name, word in self._vocabulary.at(place).items()}
            self._envs[place] = cel.NewEnv(variables=types)
        return self._envs[place]

    def _type_mistake(self, text: str, place: Place) -> str | None:
        try:
            found = self._env(place).compile(text).return_type()
        except RuntimeError as error:
            return self._said(str(error), text, place)
        return None if found == cel.Type.BOOL else f"expected a condition, true or false, and this is {_kind(found)}"

    def _said(self, error: str, text: str, place: Place) -> str:
        hit = _SAID.search(error)
        if hit is None:
            return f"expected a condition: {_STATUS.sub('', error.splitlines()[0])}"
        line, column, said = int(hit[1]), int(hit[2]), _STATUS.sub("", hit[3])
        said = said.replace(" (in container '')", "").partition(" expecting {")[0]
        where = f"column {column}" if "\n" not in text else f"line {line} of it, column {column}"
        more = self._unknown(said, place) or next((hint for shape, hint in _HINTS if shape.search(said)), None)
        return f"{where}: {said}" + (f"; {more}" if more else "")

    def _unknown(self, said: str, place: Place) -> str | None:
        """More about a name that is none of the variables of the place."""
        hit = _UNDECLARED.search(said)
        if hit is None or hit[1] == "not":
            return None
        name, elsewhere = hit[1], self._vocabulary.words.get(hit[1])
        if elsewhere is None and name in BUILT_IN:
            return f"{name} is known where ideal_customer asks for it"
        if elsewhere is not None:
            homes = ", ".join(_HOME[each] for each in PLACES if each in elsewhere.places)
            return f"{name} is known in {homes} only"
        near = difflib.get_close_matches(name, self._vocabulary.at(place), n=3)
        return f"near it: {', '.join(near)}" if near else f"known: {', '.join(sorted(self._vocabulary.at(place)))}"

    def _failure(self, text: str, place: Place, words: Mapping[str, Word]) -> str | None:
        """What cannot be evaluated though everything is known: a regular expression that is none, a division by zero."""
        env = self._env(place)
        try:
            env.compile(f"[\n{text}\n]")
        except RuntimeError:
            return "expected a simpler condition: it is too deeply nested"
        sample = {name: _sample(word) for name, word in words.items()}
        for each in (*(f'"".matches({pattern})' for pattern in patterns(text)), text):
            result = env.compile(each).eval(data=sample).plain_value()
            if not isinstance(result, bool):
                return f"expected a condition that can be evaluated: {_STATUS.sub('', str(result))}"
        return None


def _shadowed(text: str, words: Mapping[str, Word]) -> Iterator[str]:
    for name in sorted(bound_in(text) & words.keys()):
        yield f"{name} is a variable already: give the items of the list another name"


def _impossible(text: str, words: Mapping[str, Word]) -> Iterator[str]:
    """Comparisons that can never hold, which is a slip of the pen."""
    for name, literal, at in compared(text):
        if name in words and (expected := _expected(words[name], literal)):
            yield f"column {at + 1}: {name} is never {literal!r}; {expected}"


def _expected(word: Word, literal: str) -> str | None:
    if word.values is not None:
        return None if literal in word.values else _near(literal, word.values)
    if word.kind == "words" and plain(literal) != literal:
        return f"it is compared in plain words: {plain(literal)!r}"
    form = _FORMS.get(word.kind)
    return form[1] if form is not None and not form[0].fullmatch(literal) else None


def _near(literal: str, values: Iterable[str]) -> str:
    known = sorted(values)
    near = difflib.get_close_matches(literal, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(known)}"


def _sample(word: Word) -> object:
    return _SAMPLES.get(word.kind, min(word.values) if word.values else "a")


def _kind(found: cel.Type) -> str:
    return {"STRING": "a text", "INT": "a number", "DOUBLE": "a number"}.get(found.name(), f"a {found.name().lower()}")
