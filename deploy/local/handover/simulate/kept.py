"""What was decided in a simulation, in a file that is gone when it ends: memory holds places alone."""

from collections.abc import Mapping
from tempfile import TemporaryFile
from types import TracebackType
from typing import Final

from lead_contracts.base import Event
from lead_contracts.events import LeadAssigned, LeadUnassigned

_MODELS: Final[Mapping[bytes, type[Event]]] = {b"a": LeadAssigned, b"u": LeadUnassigned}


class Kept:
    """A context manager, which closes the file."""

    def __init__(self) -> None:
        self._file, self._end = TemporaryFile(prefix="simulation-"), 0  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def keep(self, event: Event) -> int:
        """Appends an event of a decision; where it lies."""
        mark, place = (b"a" if isinstance(event, LeadAssigned) else b"u"), self._end
        line = mark + event.__pydantic_serializer__.to_json(event) + b"\n"
        self._file.write(line)
        self._end += len(line)
        return place

    def fetch(self, place: int) -> Event | None:
        """The event that lies there."""
        self._file.seek(place)
        line = self._file.readline()
        return _MODELS[line[:1]].model_validate_json(line[1:])
