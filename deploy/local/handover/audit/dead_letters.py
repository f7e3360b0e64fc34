"""The dead letters: which are open, and which touches and leads they hold back."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lead_contracts.events import DeadLettered, DeadResolved

from .log import At
from .report import Counts, Kind, OpenDeadLetter, Violation


@dataclass(slots=True)
class _Letter:
    lettered: DeadLettered
    resolution: str | None = None

    @property
    def holds_back(self) -> bool:
        """Open, or given up. What a replayed one held back must be on the log."""
        return self.resolution != "replayed"


@dataclass(slots=True)
class DeadLetters:
    """Folds dead.lettered and dead.resolved; those of one dead letter lie in one partition, in order."""

    kept_whole: bool = True
    """False where retention has shortened the topic."""
    violations: list[Violation] = field(default_factory=list)
    _letters: dict[str, _Letter] = field(default_factory=dict)
    _origins: set[tuple[str, int, int]] = field(default_factory=set)
    _by_touch: defaultdict[str, list[_Letter]] = field(default_factory=lambda: defaultdict(list))
    _by_lead: defaultdict[str, list[_Letter]] = field(default_factory=lambda: defaultdict(list))

    def lettered(self, event: DeadLettered) -> None:
        """A group could not process a record."""
        letter = self._letters[event.dead_id] = _Letter(event)
        self._origins.add((event.topic, event.partition, event.offset))
        if event.touch_id:
            self._by_touch[event.touch_id].append(letter)
        if event.lead_id:
            self._by_lead[event.lead_id].append(letter)

    def resolved(self, at: At, event: DeadResolved) -> None:
        """Somebody replayed or discarded it."""
        letter = self._letters.get(event.dead_id)
        if letter is None and self.kept_whole:
            self._blame(Kind.RESOLUTION_WITHOUT_DEAD_LETTER, at, event, "was never lettered")
        elif letter is not None and letter.resolution:
            self._blame(Kind.DEAD_LETTER_RESOLVED_TWICE, at, event, f"was {letter.resolution} already")
        elif letter is not None:
            letter.resolution = event.resolution

    def _blame(self, kind: Kind, at: At, event: DeadResolved, what: str) -> None:
        self.violations.append(Violation(kind, at, f"dead letter {event.dead_id} {what}", event.lead_id))

    def came_from(self, at: At) -> bool:
        """Whether the record there is, or was, a dead letter."""
        return at.position in self._origins

    def hold_touch(self, lead_id: str, touch_id: str) -> bool:
        """Whether qualification could not process the touch, and nobody has mended that."""
        return any(
            letter.holds_back
            and letter.lettered.group == "qualification"
            and letter.lettered.lead_id in {None, lead_id}
            for letter in self._by_touch.get(touch_id, ())
        )

    def hold_lead(self, lead_id: str, groups: Collection[str]) -> bool:
        """Whether one of ``groups`` lacks a fact of the lead, and nobody has mended that."""
        return any(letter.holds_back and letter.lettered.group in groups for letter in self._by_lead.get(lead_id, ()))

    def ever_held_lead(self, lead_id: str, groups: Collection[str]) -> bool:
        """Whether one of ``groups`` has ever lacked a fact of the lead, even if it was replayed since."""
        return any(letter.lettered.group in groups for letter in self._by_lead.get(lead_id, ()))

    def open(self) -> Iterator[OpenDeadLetter]:
        """Those that nobody has resolved."""
        for letter in self._letters.values():
            if letter.resolution is None:
                yield _open(letter.lettered)

    def count(self, counts: Counts) -> None:
        """Fills in the numbers."""
        resolutions = [letter.resolution for letter in self._letters.values()]
        counts.lettered = len(resolutions)
        counts.replayed = resolutions.count("replayed")
        counts.discarded = resolutions.count("discarded")


def _open(event: DeadLettered) -> OpenDeadLetter:
    return OpenDeadLetter(
        dead_id=event.dead_id,
        group=event.group,
        origin=f"{event.topic}/{event.partition}/{event.offset}",
        error=event.error,
        attempt=event.attempt,
        occurred_at=event.occurred_at,
        lead_id=event.lead_id,
        touch_id=event.touch_id,
    )
