"""CEL programs that judge some conditions all at once.

One program that is a list of all conditions is several times as fast as one program for each. But one unknown variable
makes the whole list an error, so there is a program for every set of known variables, made when it is first needed.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import cel_expr_python.cel as cel

from qualification.adapters.rules.expressions import has_branches, names_in, split
from qualification.domain.conditions import Results, Seen, Value

PLANS_KEPT: Final = 128
"""Sets of known variables whose programs are kept, about 0.15 MB each at 50 conditions; making one takes about 2 ms."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """What stands for a condition in the list: all of it, or the known part, whose result ``undecided`` says nothing."""

    place: int
    text: str
    undecided: bool | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to judge while just the variables ``known`` are: ``together`` in one program, the rest ``alone``."""

    known: tuple[str, ...]
    listed: tuple[_Listed, ...]
    together: cel.Expression | None
    alone: tuple[int, ...]


class Programs:
    """Judges conditions over the same few variables; every text was checked before."""

    def __init__(self, texts: Sequence[str], env: cel.Env, names: Iterable[str]) -> None:
        self._texts, self._env, self._names = tuple(texts), env, frozenset(names)
        self._programs: dict[int, cel.Expression] = {}
        self._plans: OrderedDict[frozenset[str], _Plan] = OrderedDict()

    def judge(self, seen: Seen) -> Results:
        """For each whether it holds. What fails, as a division by zero does, is unknown. ``seen``: what is known."""
        results: list[bool | None] = [None] * len(self._texts)
        plan = self._plan(self._names.intersection(seen))
        activation = self._env.Activation({name: _cel(seen[name]) for name in plan.known})
        alone = plan.alone
        if plan.together is not None:
            values = plan.together.eval(activation).plain_value()
            if isinstance(values, list):
                for each, value in zip(plan.listed, values, strict=True):
                    results[each.place] = value if value is not each.undecided else None
            else:  # one of them fails and takes the others along
                alone = (*alone, *(each.place for each in plan.listed))
        for place in alone:
            results[place] = self._alone(place, activation)
        return tuple(results)

    def _alone(self, place: int, activation: cel.Activation) -> bool | None:
        program = self._programs.get(place)
        if program is None:
            program = self._programs[place] = self._env.compile(self._texts[place])
        value = program.eval(activation).plain_value()
        return value if isinstance(value, bool) else None

    def _plan(self, known: frozenset[str]) -> _Plan:
        plan = self._plans.get(known)
        if plan is None:
            if len(self._plans) >= PLANS_KEPT:
                self._plans.popitem(last=False)
            plan = self._plans[known] = self._made(known)
        return plan

    def _made(self, known: frozenset[str]) -> _Plan:
        listed, alone = [], []
        for place, text in enumerate(self._texts):
            match self._decided(text, known):
                case True:
                    listed.append(_Listed(place, text))
                case None:
                    found = self._known_part(place, text, known)
                    if found is None:
                        alone.append(place)
                    elif found.text:
                        listed.append(found)
        # A line for each, so that a comment at the end of one does not swallow the next.
        program = "[\n" + "\n,\n".join(each.text for each in listed) + "\n]"
        return _Plan(tuple(known), tuple(listed), self._env.compile(program) if listed else None, tuple(alone))

    def _decided(self, text: str, known: frozenset[str]) -> bool | None:
        """Whether what is known decides it: surely (true), surely not (false), or that depends (None)."""
        names = self._referred(text)
        if known.issuperset(names):
            return True
        if not has_branches(text):
            return False
        if known.isdisjoint(names):  # a constant in it may decide, and does so for everybody
            return isinstance(self._env.compile(text).eval(data={}).plain_value(), bool)
        return None

    def _known_part(self, place: int, text: str, known: frozenset[str]) -> _Listed | None:
        """Of ``a && b`` with an unknown b only a false a decides, of ``a || b`` only a true one.

        An empty text where nothing decides; None where more might: a part of which it depends whether it is decided.
        """
        parts, sign = split(text)
        decided = [self._decided(part, known) for part in parts]
        if None in decided:
            return None
        whole = [part for part, surely in zip(parts, decided, strict=True) if surely]
        undecided = None if len(whole) == len(parts) else sign == "&&"
        return _Listed(place, f" {sign} ".join(f"(\n{part}\n)" for part in whole), undecided)

    def _referred(self, text: str) -> frozenset[str]:
        return names_in(text) & self._names


def _cel(value: Value) -> str | int | bool | list[str]:
    return list(value) if isinstance(value, tuple) else value
