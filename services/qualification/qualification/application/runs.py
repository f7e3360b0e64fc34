"""Whose work the leads are, then and by the draft: once for each cycle, with the touches turned down before it opened."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeAlias

from qualification.domain.recorded import PassedOn, Recorded
from qualification.domain.touch import Motion

Side: TypeAlias = Literal["then", "now"]
SIDES: Final[tuple[Side, Side]] = ("then", "now")


@dataclass
class Run:
    """The touches of a lead up to the end of a cycle. ``since``: per side, when it became somebody's work (UTC);
    ``motion``: per side, whose. ``cycle``: None while it has not opened.
    """

    source: str
    cycle: int | None = None
    since: dict[Side, datetime] = field(default_factory=dict)
    motion: dict[Side, Motion] = field(default_factory=dict)


@dataclass
class Runs:
    """``load``: cycles by side, ISO week (``2026-W47``) and motion. ``begun_before``: touches of cycles whose beginning
    the history does not hold, which are left out.
    """

    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    load: Counter[tuple[Side, str, Motion]] = field(default_factory=Counter)
    begun_before: int = 0
    _open: dict[str, Run] = field(default_factory=dict)

    def take(self, past: Recorded, motion: Motion, refusal: str | None) -> None:
        """A verdict and what it would be now: of ``motion``, refused for a reason or not."""
        if past.is_set_aside:
            return
        run = self._run(past)
        if run is None:
            self.begun_before += 1
            return
        run.motion = {"then": past.motion, "now": motion}
        if past.kind != "disqualified":
            run.since.setdefault("then", past.decided_at)
        if refusal is None:
            run.since.setdefault("now", past.decided_at)

    def pass_on(self, past: PassedOn) -> None:
        """A won account became a farmer's work: on both sides, unless the draft would have made it nobody's before."""
        won = self._open.pop(past.lead_id, None)
        run = Run(past.source, past.cycle, dict.fromkeys(SIDES, past.decided_at), dict.fromkeys(SIDES, "inbound"))
        if won is not None:
            self._count(won)
            run.since = {side: since for side, since in run.since.items() if side in won.since}
        self._open[past.lead_id] = run

    def settle(self) -> None:
        """Counts the runs that are still going on: the history ends."""
        for run in self._open.values():
            self._count(run)
        self._open = {}

    def add(self, other: "Runs") -> None:
        """Takes in what was counted of other leads."""
        self.gained.update(other.gained)
        self.lost.update(other.lost)
        self.load.update(other.load)
        self.begun_before += other.begun_before

    def _run(self, past: Recorded) -> Run | None:
        run = self._open.get(past.lead_id)
        goes_on = run is not None and run.cycle == (past.cycle if past.kind == "touched" else None)
        if not goes_on:
            if past.kind == "touched":
                return None
            if run is not None:
                self._count(run)
            run = self._open[past.lead_id] = Run(past.touch.source)
        assert run is not None  # noqa: S101 - it goes on, or has just begun
        run.cycle = past.cycle
        return run

    def _count(self, run: Run) -> None:
        if ("then" in run.since) is not ("now" in run.since):
            (self.gained if "now" in run.since else self.lost)[run.source] += 1
        for side, since in run.since.items():
            year, week, _ = since.isocalendar()
            self.load[side, f"{year}-W{week:02}", run.motion[side]] += 1
