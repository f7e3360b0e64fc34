"""A trap at a delicate moment: the test sets it as a file, the worker that walks into it freezes itself right there."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Moment: TypeAlias = Literal["before", "after"]
"""Of the transaction in hand: before its offsets are sent, or after it and before the commit.

Of what waits in a spool: before it is sent to Kafka, or after Kafka confirmed it and before the spool knows.
"""
MOMENTS: tuple[Moment, ...] = ("before", "after")
SPOOL = "spool"
"""Stands for the group where the trap is in the spool of lead-intake."""
Outcome: TypeAlias = Literal["committed", "fenced"]
"""Of that transaction, once the worker was woken. Committed is right while its offsets hold their place."""


@dataclass(frozen=True, slots=True)
class Trap:
    """For the worker whose folder it is, in the engine of ``group`` or in the ``SPOOL``, at ``moment``."""

    folder: Path
    group: str
    moment: Moment

    def set(self, linger: float) -> None:
        """The next transaction walks into it; ``linger``: so many seconds later, when its records are on their way."""
        self._of("outcome").unlink(missing_ok=True)
        _write(self._of("set"), str(linger))

    @property
    def is_set(self) -> bool:
        """Whether nobody has walked into it yet."""
        return self._of("set").exists()

    def take_away(self) -> None:
        """Nobody walks into it any more."""
        self._of("set").unlink(missing_ok=True)

    @property
    def outcome(self) -> Outcome | None:
        """What became of the transaction, as soon as it is known."""
        file = self._of("outcome")
        return ("fenced" if file.read_text() == "fenced" else "committed") if file.exists() else None

    # --- the worker's side -----------------------------------------------------------------------------------------

    def sprung(self) -> float | None:
        """Its linger if it is set, once."""
        if not self.is_set:
            return None
        linger = float(self._of("set").read_text())
        self.take_away()
        return linger

    def tell(self, outcome: Outcome) -> None:
        """What became of the transaction."""
        _write(self._of("outcome"), outcome)

    def _of(self, what: str) -> Path:
        return self.folder / f"trap.{self.group}.{self.moment}.{what}"


def freeze_myself() -> None:
    """Returns when somebody sends SIGCONT."""
    os.kill(os.getpid(), signal.SIGSTOP)


def _write(file: Path, text: str) -> None:
    """At once: nobody reads half of it."""
    fresh = file.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(file)
