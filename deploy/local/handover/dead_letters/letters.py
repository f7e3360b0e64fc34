"""The dead letters that dead.letters tells of: facts, without content."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from handover.broker import Log
from handover.errors import HandoverError
from lead_contracts import topics
from lead_contracts.codec import decode
from lead_contracts.errors import ContractError
from lead_contracts.events import DeadLettered, DeadResolved
from lead_runtime.engine.api import Record

SHORTEST_PREFIX = 6


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter and what became of it."""

    facts: DeadLettered
    resolution: str | None = None
    resolved_by: str | None = None
    resolved_at: datetime | None = None

    @property
    def origin(self) -> str:
        """Where the record lay that could not be processed."""
        return f"{self.facts.topic}/{self.facts.partition}/{self.facts.offset}"

    @property
    def is_timer(self) -> bool:
        """Whether it was not a record but a timer that failed: there is nothing to replay."""
        return self.facts.topic == f"{self.facts.group}.state"


class Letters:
    """All that dead.letters tells of, by id, in the order in which they died."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._letters: dict[str, Letter] = {}
        for record in records:
            self._take(record)

    @classmethod
    def read(cls, log: Log) -> "Letters":
        """Those of the topic as it is now. Raises HandoverError."""
        snapshot = log.snapshot([topics.DEAD_LETTERS])
        return cls(log.read(snapshot, snapshot.ends))

    def _take(self, record: Record) -> None:
        try:
            _, event = decode(record.headers, record.value)
        except ContractError:
            return  # the audit names it; here it must not hide the others
        known = self._letters.get(getattr(event, "dead_id", ""))
        if isinstance(event, DeadLettered):
            self._letters.setdefault(event.dead_id, Letter(event))
        elif isinstance(event, DeadResolved) and known and known.resolution is None:
            self._letters[event.dead_id] = Letter(known.facts, event.resolution, event.by, event.occurred_at)

    def __iter__(self) -> Iterator[Letter]:
        return iter(sorted(self._letters.values(), key=_age))

    def find(self, dead_id: str) -> Letter:
        """The letter of that id, or of the one id that begins so. Raises HandoverError for none, or several."""
        if dead_id in self._letters:
            return self._letters[dead_id]
        found = [each for each in self._letters if each.startswith(dead_id)] if len(dead_id) >= SHORTEST_PREFIX else []
        if len(found) != 1:
            why = f"{len(found)} dead letters begin with {dead_id}" if found else f"there is no dead letter {dead_id}"
            raise HandoverError(why, "see `handover dlq list --all`")
        return self._letters[found[0]]

    def chosen(self, *, group: str | None, error: str | None, lead_id: str | None, all_of_them: bool) -> list[Letter]:
        """The open ones (or all) of that group, error and lead, where given."""
        return [
            letter
            for letter in self
            if (all_of_them or letter.resolution is None)
            and group in {None, letter.facts.group}
            and error in {None, letter.facts.error}
            and lead_id in {None, letter.facts.lead_id}
        ]


def _age(letter: Letter) -> tuple[datetime, str, int, int]:
    facts = letter.facts
    return facts.occurred_at, facts.topic, facts.partition, facts.offset
