"""A frozen record of a decision, of whatever release wrote it, as the words need it. What is missing is empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from assignment.application.views import Members

BY_HAND: Final = frozenset({"pull", "manual"})
FREE: Final = frozenset({"eligible"})


@dataclass(frozen=True, slots=True)
class Record:
    """The record. Releases before steps wrote ``{"step": "turn"}`` and the like: those have no ``kind``."""

    members: Members

    @property
    def steps(self) -> list[Members]:
        """The policy's steps that were looked at, in order; none in a record from before there were steps."""
        return [step for step in self._all if "kind" in step and step["kind"] not in BY_HAND]

    @property
    def picked(self) -> Members:
        """The step that found somebody; empty where none did."""
        return next((step for step in self._all if step.get("result") == "picked"), {})

    @property
    def by_hand(self) -> str | None:
        """``pull`` or ``manual`` where no step decided."""
        last = self._all[-1] if self._all else {}
        how = str(last.get("kind", last.get("step")))
        return how if how in BY_HAND else None

    @property
    def free(self) -> int:
        """How many could take it, by the step that found somebody."""
        free = self.picked.get("free")
        return free if isinstance(free, int) else count_of(self._part("candidates").get("eligible"))

    @property
    def dropped(self) -> Iterator[tuple[str, object]]:
        """The groups of who could not take it, with the reason."""
        return ((reason, group) for reason, group in self._part("candidates").items() if reason not in FREE)

    def turn(self, rep_id: str) -> list[object]:
        """Turns used and weight, and what it counted as where that was more; empty where it went by no turn."""
        turn = self._part("turns").get(rep_id)
        return turn if isinstance(turn, list) and len(turn) > 1 else []

    def until(self, rep_id: str) -> datetime | None:
        """When somebody who was away would be back."""
        return instant(self._part("until").get(rep_id))

    def seen(self, name: str) -> object:
        """What the policy saw of the lead."""
        return self._part("inputs").get(name)

    @property
    def policy(self) -> str:
        """Its name and version."""
        policy = self._part("policy")
        return f"{policy.get('name', '?')} {policy.get('version', '?')}"

    @property
    def _all(self) -> list[Members]:
        steps = self.members.get("steps")
        return [step for step in steps if isinstance(step, dict)] if isinstance(steps, list | tuple) else []

    def _part(self, name: str) -> Members:
        part = self.members.get(name)
        return part if isinstance(part, dict) else {}


def count_of(group: object) -> int:
    """How many are in a group: a list of ids, or ``{count, slots}``."""
    if isinstance(group, list):
        return len(group)
    count = group.get("count", 0) if isinstance(group, dict) else 0
    return count if isinstance(count, int) else 0


def instant(value: object) -> datetime | None:
    """An instant of a record, or None."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
