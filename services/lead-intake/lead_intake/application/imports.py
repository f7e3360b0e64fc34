"""Lists on their way in: how far each is, and what became of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

WINDOW = 500
"""Rows that are confirmed, and noted, together."""


class RowNote(NamedTuple):
    """A row that is not simply kept. ``error``: why it is refused; None: it is kept, with warnings."""

    row: int
    line: int
    error: str | None
    column: str | None
    detail: str | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportState:
    """How far an import is. No personal data.

    ``read`` rows are through, ``kept`` of them confirmed by Kafka, the others refused. ``fingerprint`` is that of these
    rows, so that another file under the same id is noticed. ``seed``: what the rows' delivery ids are made of.
    ``whole_report``: whether all notes could be written. ``detail``: why it broke off, and ``status`` with what answer,
    if there was one.
    """

    import_id: str
    seed: str
    source: str
    state: Literal["reading", "done", "broken_off"]
    started_at: str
    updated_at: str
    read: int = 0
    kept: int = 0
    refused: int = 0
    warned: int = 0
    fingerprint: str = ""
    whole_report: bool = True
    detail: str | None = None
    status: int | None = None
    file: Mapping[str, str | None] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Imports(Protocol):
    """Where that is remembered. It can be lost; what was kept stays kept."""

    async def find(self, who: str, import_id: str) -> ImportState | None:
        """The state of the import that the key ``who`` sent; None where it is not known. Raises ReadModelAway."""
        ...

    async def save(self, who: str, state: ImportState, notes: Mapping[int, Sequence[RowNote]]) -> None:
        """Writes the state, and the notes of whole windows by their number from 0. Raises ReadModelAway."""
        ...

    async def notes(self, who: str, import_id: str, window: int) -> Sequence[RowNote]:
        """The notes of a window. Raises ReadModelAway."""
        ...
