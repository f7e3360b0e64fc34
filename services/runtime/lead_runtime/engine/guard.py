"""Halts a worker that turns too much into dead letters: a bad release must not drain every lead into them."""

from collections import deque

from .errors import FloodOfDeadLetters


class FloodGuard:
    """Counts dead letters that are not an outsider's doing.

    Halts after ``in_a_row`` of them, or when more than ``share`` (0..1) of the last ``window`` records were such.
    """

    def __init__(self, in_a_row: int = 50, share: float = 0.5, window: int = 200) -> None:
        self._in_a_row, self._share = in_a_row, share
        self._recent: deque[bool] = deque(maxlen=window)
        self._row = self._bad = 0

    def clear(self) -> None:
        """Forgets what was counted."""
        self._recent.clear()
        self._row = self._bad = 0

    def count(self, *, dead: bool) -> None:
        """Takes note of one record. Raises FloodOfDeadLetters."""
        if not dead and not self._bad:
            return  # the usual case: the window begins with the first dead letter
        if len(self._recent) == self._recent.maxlen:
            self._bad -= self._recent[0]
        self._recent.append(dead)
        self._bad += dead
        self._row = self._row + 1 if dead else 0
        full = len(self._recent) == self._recent.maxlen
        if self._row >= self._in_a_row or (full and self._bad > self._share * len(self._recent)):
            raise FloodOfDeadLetters(
                f"{self._bad} of the last {len(self._recent)} records would be dead letters ({self._row} in a row): "
                "mend or roll back the release, then start again; nothing of this batch was committed"
            )
