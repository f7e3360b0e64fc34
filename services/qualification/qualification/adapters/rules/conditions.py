"""Conditions in CEL (the Common Expression Language, cel.dev), each judged once for the same values.

Most variables have few values, all leads together. So conditions over the same ones are a group whose results are
remembered; those that look at what differs from lead to lead are one group, judged at once, each time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Final, TypeAlias

import cel_expr_python.cel as cel

from qualification.adapters.rules.expressions import names_in
from qualification.adapters.rules.programs import Programs
from qualification.domain.conditions import Results, Seen, Value

RESULTS_KEPT: Final = 1024
"""Results that a group remembers, those that were asked for last."""
_Values: TypeAlias = tuple[Value | None, ...]
_Names: TypeAlias = tuple[str, ...]


class CelConditions:
    """Implements the domain's Conditions; every text was checked before.

    ``various``: the variables that differ from lead to lead.
    """

    def __init__(self, texts: Sequence[str], types: Mapping[str, cel.Type], various: Iterable[str] = ()) -> None:
        self._names = tuple(tuple(sorted(names_in(text) & types.keys())) for text in texts)
        env, vary = cel.NewEnv(variables=types), frozenset(various)
        groups = _grouped(self._names, vary)
        self._groups = tuple(
            (names, _judging(Programs([texts[place] for place in places], env, names), names, vary))
            for names, places in groups
        )
        order = [place for _, places in groups for place in places]
        self._sorted: Callable[[Sequence[bool | None]], Results] = (
            itemgetter(*map(order.index, range(len(order)))) if len(order) > 1 else tuple  # of one it gives no tuple
        )

    @property
    def names(self) -> Sequence[_Names]:
        """See Conditions."""
        return self._names

    def judge(self, seen: Seen) -> Results:
        """See Conditions. What fails, as a division by zero does, is unknown."""
        results: list[bool | None] = []
        for names, judge in self._groups:
            results += judge(tuple(map(seen.get, names)))
        return self._sorted(results)


def _grouped(conditions: Sequence[_Names], various: frozenset[str]) -> list[tuple[_Names, list[int]]]:
    """The variables of each group with the places of its conditions. Those over fewer are judged with those over more."""
    alike = sorted((names for names in conditions if various.isdisjoint(names)), key=len, reverse=True)
    groups: dict[_Names | None, list[int]] = {}
    for place, names in enumerate(conditions):
        group = next(each for each in alike if set(names) <= set(each)) if various.isdisjoint(names) else None
        groups.setdefault(group, []).append(place)
    return [
        (tuple(dict.fromkeys(name for place in places for name in conditions[place])), places)
        for places in groups.values()
    ]


def _judging(programs: Programs, names: _Names, various: frozenset[str]) -> Callable[[_Values], Results]:
    def judge(values: _Values) -> Results:
        return programs.judge({name: value for name, value in zip(names, values, strict=True) if value is not None})

    return lru_cache(maxsize=RESULTS_KEPT)(judge) if various.isdisjoint(names) else judge
