"""What a list would become: which column means what, and the first rows as leads."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final, NamedTuple

import orjson
from pydantic import JsonValue

from lead_intake.adapters.check import RECORD_MEMBERS
from lead_intake.adapters.lists.table import Row
from lead_intake.adapters.sources.words import member_for
from lead_intake.application.interpret import interpret
from lead_intake.application.ports import Readers
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import IntakeError
from lead_intake.domain.lead import Lead

LOOKED_AT: Final = 20
"""Rows by which the meaning of the columns is found out."""
_TRIED: Final = 300
"""Columns that are tried out; those beyond are told by their names."""
_PROBES: Final = 3
_NOT_SAID: Final = frozenset({"source", "channel", "received_at", "flags", "alias", "attributes"})


class Column(NamedTuple):
    """``becomes``: the members of the lead that change with it, ``attributes.X`` among them; none: it is ignored.

    ``empty``: no row that was looked at says anything there, so only the name could tell.
    """

    name: str
    becomes: tuple[str, ...]
    empty: bool


class Shown(NamedTuple):
    """A row as it would become: the canonical lead, or the reason why there is none."""

    number: int
    line: int
    record: dict[str, JsonValue] | None
    error: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Previewer:
    """Reads rows as the worker will. ``delivery_of``: the delivery that a row's body makes."""

    readers: Readers
    delivery_of: Callable[[bytes, int], Delivery]
    limit: int

    def columns(self, names: Sequence[str], rows: Sequence[Row]) -> list[Column]:
        """Found by leaving each column out in turn, so it holds for every source, whatever its rules are."""
        said = [(row, orjson.loads(row.body)) for row in rows]
        return [self._column(name, said, tries=index < _TRIED) for index, name in enumerate(names)]

    def shown(self, row: Row) -> Shown:
        """The row after all rules."""
        try:
            parsed = interpret(self.delivery_of(row.body, row.number), self.readers, self.limit)
        except IntakeError as error:
            return Shown(row.number, row.line, None, f"{type(error).__name__}: {error}", row.warnings)
        warnings = row.warnings + parsed.warnings
        if parsed.leads:
            return Shown(row.number, row.line, _record(parsed.leads[0]), None, warnings)
        refused = next((f"{one.error}: {one.detail}" for one in parsed.refused), None)
        return Shown(row.number, row.line, None, refused or parsed.disposition.value, warnings)

    def _column(self, name: str, said: Sequence[tuple[Row, dict[str, str]]], *, tries: bool) -> Column:
        having = [(row, cells) for row, cells in said if name in cells]
        if not (having and tries):
            member = member_for(name)
            return Column(name, (member,) if member else (), empty=not having)
        for row, cells in having[:_PROBES]:
            without = {other: cell for other, cell in cells.items() if other != name}
            if changed := tuple(_changed(self._lead(row, cells), self._lead(row, without))):
                return Column(name, changed, empty=False)
        return Column(name, (), empty=False)

    def _lead(self, row: Row, cells: dict[str, str]) -> Lead | None:
        delivery = self.delivery_of(orjson.dumps(cells), row.number)
        try:
            leads = self.readers[delivery.adapter](delivery).leads
        except (IntakeError, KeyError):
            return None
        return leads[0] if leads else None


def _changed(whole: Lead | None, without: Lead | None) -> Iterator[str]:
    if whole is None:
        return
    for member in (one.name for one in fields(Lead)):
        value = getattr(whole, member)
        if member not in _NOT_SAID and value is not None and (without is None or getattr(without, member) != value):
            yield member
    left = {} if without is None else without.attributes
    yield from (f"attributes.{name}" for name, value in whole.attributes.items() if left.get(name) != value)


def _record(lead: Lead) -> dict[str, JsonValue]:
    members = {name: getattr(lead, name) for name in RECORD_MEMBERS if getattr(lead, name) is not None}
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in members.items()}
    return plain | ({"attributes": dict(lead.attributes)} if lead.attributes else {})
