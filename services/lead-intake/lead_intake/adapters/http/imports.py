"""``POST /v1/imports``: a list of prospects as CSV; each row is a delivery of its own, so one bad row is one dead letter."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from lead_contracts.events import Delivery
from lead_contracts.events.delivery import RequestFacts
from lead_contracts.ids import derived_id
from lead_intake.adapters.http.csv_stream import rows
from lead_intake.adapters.http.ingress import Ingress, facts_of
from lead_intake.adapters.http.items import refused
from lead_intake.adapters.paths import IDEMPOTENCY, IMPORT_ID, IMPORT_ROW, IMPORTS
from lead_intake.adapters.sources.words import member_for
from lead_intake.domain.delivery import Motion
from lead_intake.domain.errors import IntakeError
from lead_runtime.http.auth import Principal, require
from lead_runtime.http.idempotency import IdempotencyKey
from lead_runtime.http.problems import FieldError, Problem

_WINDOW = 500
"""Rows that wait for Kafka's confirmation together."""
Marketing = Annotated[Principal, Depends(require("marketing"))]
SourceName = Annotated[str, Query(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="Whose list: apollo, or a name.")]
Direction = Annotated[Motion | None, Query(description="Who comes to whom; default: as the source is known for.")]


class ImportOut(BaseModel):
    """``rows`` of the list are kept; each is a delivery."""

    import_id: str
    rows: int


def routes(ingress: Ingress) -> APIRouter:
    """The one path."""
    router = APIRouter(tags=["lists"])

    @router.post(IMPORTS, status_code=202, openapi_extra=_csv_body())
    async def imports(
        request: Request, who: Marketing, key: IdempotencyKey, source: SourceName = "list", motion: Direction = None
    ) -> ImportOut:
        """Takes a CSV file with a header line, streamed. The same file again under the same key doubles nothing."""
        import_id = ingress.delivery_id(who.name, f"{IMPORTS}/{source}", key)
        one = _Import(ingress, source, import_id, facts_of(request, who.name, {IMPORT_ID: import_id}), key)
        return ImportOut(import_id=import_id, rows=await one.keep(rows(request.stream(), _judge)))

    return router


class _Import:
    """One list on its way in, a window of rows at a time."""

    def __init__(self, ingress: Ingress, source: str, import_id: str, facts: RequestFacts, key: str | None) -> None:
        self._ingress, self._source, self._import_id = ingress, source, import_id
        self._facts, self._key = facts, key
        self._window: list[Delivery] = []

    async def keep(self, listed: AsyncIterator[Mapping[str, str]]) -> int:
        """The number of rows, once all are kept. Raises the problem 422; the rows before the fault stay kept."""
        number = 0
        try:
            async for row in listed:
                number += 1
                self._window.append(self._delivery(row, number))
                if len(self._window) == _WINDOW:
                    await self._flush()
        except IntakeError as error:
            await self._flush()
            raise Problem(422, f"{error}; {number} rows before it are kept.", slug="unreadable-list") from error
        await self._flush()
        if not number:
            raise refused([FieldError("body", "a header line and at least one row were expected")])
        return number

    async def _flush(self) -> None:
        window, self._window = self._window, []
        await self._ingress.keep(window)

    def _delivery(self, row: Mapping[str, str], number: int) -> Delivery:
        facts = {IMPORT_ID: self._import_id, IMPORT_ROW: str(number)}
        if self._key:
            facts[IDEMPOTENCY] = f"{self._key}:{number}"
        return Delivery(
            delivery_id=derived_id(self._import_id, Delivery.type(), str(number)),
            source=self._source,
            channel="list",
            received_at=self._ingress.now(),
            content_type="application/json",
            body=orjson.dumps(row),
            request=self._facts.model_copy(update={"headers": facts}),
        )


def _judge(columns: list[str]) -> None:
    if not {"email", "phone"}.intersection(map(member_for, columns)):
        raise refused([FieldError("email", "a column with e-mail addresses or phone numbers was expected")])


def _csv_body() -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}
