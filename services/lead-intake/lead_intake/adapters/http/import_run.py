"""One list on its way to Kafka, a window of rows at a time; a list that comes again goes on where it broke off."""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal

from starlette.requests import ClientDisconnect

from lead_contracts.events import Delivery
from lead_contracts.events.delivery import RequestFacts
from lead_contracts.ids import derived_id
from lead_intake.adapters.http.ingress import Ingress
from lead_intake.adapters.lists.reading import ListFile
from lead_intake.adapters.lists.table import Outcome, Refusal, Row
from lead_intake.adapters.paths import IDEMPOTENCY, IMPORT_ID, IMPORT_ROW
from lead_intake.application.imports import WINDOW, Imports, ImportState, RowNote
from lead_intake.application.status import ReadModelAway
from lead_intake.domain.errors import IntakeError, OversizedBody
from lead_runtime import logs
from lead_runtime.http.problems import FieldError, Problem

_MOST_SHOWN: Final = 50
_MOST_UNSAVED: Final = 100
"""Windows whose notes wait for Redis to come back."""
_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes a delivery of a row: the same one for the same row of the same import."""

    import_id: str
    seed: str
    source: str
    facts: RequestFacts
    key: str | None
    now: Callable[[], datetime]

    def delivery(self, body: bytes, number: int) -> Delivery:
        """The row as it is kept."""
        headers = {IMPORT_ID: self.import_id, IMPORT_ROW: str(number)}
        if self.key:
            headers[IDEMPOTENCY] = f"{self.key}:{number}"
        return Delivery(
            delivery_id=delivery_id(self.seed, number),
            source=self.source,
            channel="list",
            received_at=self.now(),
            content_type="application/json",
            body=body,
            request=self.facts.model_copy(update={"headers": headers}),  # not checked again: it is made for every row
        )


def delivery_id(seed: str, number: int) -> str:
    """Of the row of that number, of the import that ``seed`` stands for."""
    return derived_id(seed, Delivery.type(), str(number))


@dataclass(slots=True)
class Run:
    """Reads, keeps and notes one list. ``repeated``: rows that an earlier run had kept, and this one did not send."""

    ingress: Ingress
    imports: Imports
    who: str
    rows: Rows
    list_file: ListFile
    repeated: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    """The first of them."""
    state: ImportState = field(init=False)
    _before: ImportState | None = None
    _window: list[Outcome] = field(default_factory=list)
    _unsaved: dict[int, Sequence[RowNote]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing is read yet."""
        now = self._now()
        self.state = ImportState(self.rows.import_id, self.rows.seed, self.rows.source, "reading", now, now)

    async def keep(self, chunks: AsyncIterator[bytes]) -> None:
        """Returns once every row is kept or refused. Raises the problems 409, 413, 422 and 503.

        What was confirmed before a problem stays kept, and is not sent again when the list is.
        """
        self._before = await self._known()
        fingerprint = hashlib.blake2b(digest_size=16)
        try:
            async for outcomes in self.list_file.outcomes(chunks):
                for outcome in outcomes:
                    self._window.append(outcome)
                    if len(self._window) == WINDOW:
                        await self._flush(fingerprint)
            await self._flush(fingerprint)
        except IntakeError as error:
            await self._flush(fingerprint)
            problem = self._problem(error)
            await self._note("broken_off", problem.detail, problem.status_code)
            raise problem from error
        except Problem as error:
            await self._note("broken_off", error.detail, error.status_code)
            raise
        except ClientDisconnect:
            await self._note("broken_off", "the sender hung up")
            raise
        if self._before and self.state.read < self._before.read:
            raise _another()
        await self._note("done")

    async def _known(self) -> ImportState | None:
        try:
            before = await self.imports.find(self.who, self.rows.import_id)
        except ReadModelAway:  # every row is sent again, and recognised as the same
            return None
        if before and before.seed != self.rows.seed:
            raise _another()
        return before

    async def _flush(self, fingerprint: hashlib.blake2b) -> None:
        window, self._window = self._window, []
        if not window:
            return
        confirmed = self._before.read if self._before else 0
        fresh: list[Delivery] = []
        for outcome in window:
            fingerprint.update(outcome.body if isinstance(outcome, Row) else outcome.error.encode())
            fingerprint.update(b"\n")
            if outcome.number == confirmed and self._before and fingerprint.hexdigest() != self._before.fingerprint:
                raise _another()
            if isinstance(outcome, Row) and outcome.number > confirmed:
                fresh.append(self.rows.delivery(outcome.body, outcome.number))
        await self.ingress.keep(fresh)
        self._count(window, len(fresh), fingerprint.hexdigest())
        if window[-1].number > confirmed:
            await self._save()

    def _count(self, window: Sequence[Outcome], fresh: int, fingerprint: str) -> None:
        refused = [outcome for outcome in window if isinstance(outcome, Refusal)]
        notes = [note for outcome in window if (note := _noted(outcome))]
        self.refusals += refused[: _MOST_SHOWN - len(self.refusals)]
        self.repeated += len(window) - len(refused) - fresh
        self.state = replace(
            self.state,
            read=self.state.read + len(window),
            kept=self.state.kept + len(window) - len(refused),
            refused=self.state.refused + len(refused),
            warned=self.state.warned + sum(note.error is None for note in notes),
            fingerprint=fingerprint,
        )
        if notes:
            self._unsaved[(window[0].number - 1) // WINDOW] = notes
        if len(self._unsaved) > _MOST_UNSAVED:
            self._unsaved.clear()
            self.state = replace(self.state, whole_report=False)

    async def _note(
        self, state: Literal["done", "broken_off"], detail: str | None = None, status: int | None = None
    ) -> None:
        """The end of the run; what an earlier one had got further with stays known."""
        if state == "broken_off" and self._before and self.state.read < self._before.read:
            return
        self.state = replace(self.state, state=state, detail=detail, status=status)
        await self._save()

    async def _save(self) -> None:
        facts = self.list_file.facts
        file = {"format": facts.format, "encoding": facts.encoding, "delimiter": facts.delimiter, "sheet": facts.sheet}
        self.state = replace(self.state, updated_at=self._now(), file=file, notes=tuple(facts.notes))
        try:
            await self.imports.save(self.who, self.state, self._unsaved)
        except ReadModelAway:
            _log.warning("how far an import is cannot be noted: redis is away", import_id=self.rows.import_id)
        else:
            self._unsaved.clear()

    def _problem(self, error: IntakeError) -> Problem:
        status = 413 if isinstance(error, OversizedBody) else 422
        if not self.state.read:
            return Problem(
                status, f"{error}.", slug="unreadable-list", errors=[FieldError(error.field or "body", str(error))]
            )
        return Problem(status, f"{error}; {self.state.kept} rows before it are kept.", slug="unreadable-list")

    def _now(self) -> str:
        return self.rows.now().isoformat()


def _another() -> Problem:
    return Problem(409, "Another list came under this key: nothing of this one is kept.", slug="idempotency-key")


def _noted(outcome: Outcome) -> RowNote | None:
    if isinstance(outcome, Refusal):
        return RowNote(outcome.number, outcome.line, outcome.error, outcome.column, outcome.detail)
    return RowNote(outcome.number, outcome.line, None, None, None, outcome.warnings) if outcome.warnings else None
