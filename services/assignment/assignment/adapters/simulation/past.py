"""What really happened, from leads.assigned: who had which lead, and at which instant each event of a pool was decided."""

from datetime import datetime
from typing import Any, Final

import msgspec

from assignment.adapters.simulation.told import picked_spread
from assignment.application.simulate import Cycle, Given, Side
from lead_contracts.base import Event
from lead_contracts.events import (
    LeadAccepted,
    LeadAssigned,
    LeadClosed,
    LeadDeclined,
    LeadHandoverWaiting,
    LeadQualified,
    LeadReassignRequest,
    LeadReleased,
    LeadRequestRefused,
    LeadUnassigned,
)
from lead_runtime.engine.api import Record


class _Decided(msgspec.Struct):
    policy: dict[str, Any] = {}
    inputs: dict[str, Any] = {}
    steps: list[dict[str, Any]] = []


class _Said(msgspec.Struct):
    """What all events of the topic have in common, read without the parts that do not matter here."""

    lead_id: str | None = None
    cycle: int = 0
    rep_id: str | None = None
    pool: str | None = None
    reason_code: str | None = None
    request_id: str | None = None
    decided_at: datetime | None = None
    occurred_at: datetime | None = None
    decision: _Decided | None = None


_READ: Final = msgspec.json.Decoder(_Said)
_KINDS: Final = {
    model.type().encode(): model
    for model in (
        LeadAssigned,
        LeadUnassigned,
        LeadAccepted,
        LeadDeclined,
        LeadReleased,
        LeadRequestRefused,
        LeadHandoverWaiting,
    )
}


class Past:
    """Takes the records of leads.assigned, those of a lead in their order. ``until`` (UTC): what is later is left out."""

    def __init__(self, since: datetime, until: datetime) -> None:
        self.side = Side(since)
        self._until = until
        self._instants: dict[bytes, datetime] = {}
        self._answers: dict[str, tuple[datetime, str | None]] = {}
        self._first: dict[Cycle, tuple[datetime, str]] = {}
        self._ended: dict[Cycle, datetime] = {}
        self._owners: dict[Cycle, list[tuple[datetime, str | None]]] = {}
        self._newest: dict[Cycle, datetime] = {}
        self.unreadable = 0

    def take(self, record: Record) -> None:
        """A record; what cannot be read is counted: it is the audit's business."""
        headers = dict(record.headers)
        kind = _KINDS.get(headers.get("ce_type", b""))
        if kind is None or record.value is None:
            return
        try:
            said = _READ.decode(record.value)
        except msgspec.MsgspecError:
            self.unreadable += 1
            return
        at = said.decided_at or said.occurred_at
        if at is None or at > self._until:
            return
        self._instants[_short(headers.get("ce_id", b"").decode())] = at
        self._keep(kind, said, at, record)

    def instant_of(self, identity: str) -> datetime | None:
        """When what has that id was decided; None: it never was."""
        return self._instants.get(_short(identity))

    def answered(self, request_id: str) -> tuple[datetime, str | None] | None:
        """When a request was decided, and who had the lead whose holder was granted it; None: not known."""
        return self._answers.get(request_id)

    def handled(self, event: Event, pool: str) -> datetime | None:
        """When an event of a pool was decided, as far as its own lead tells."""
        if isinstance(event, LeadQualified):
            at, where = self._first.get(Cycle(event.lead_id, event.cycle), (None, ""))
            return at if where == pool else None
        if isinstance(event, LeadClosed):
            return self._ended.get(Cycle(event.lead_id, event.cycle))
        if isinstance(event, LeadReassignRequest) and event.crossing:
            return None  # it goes from pool to pool, and only the last of them answers
        request_id = getattr(event, "request_id", None)
        return self._answers[request_id][0] if request_id in self._answers else None

    def owner(self, cycle: Cycle, at: datetime) -> str | None:
        """Who had it just before an instant."""
        found = [rep_id for since, rep_id in self._owners.get(cycle, ()) if since < at]
        return found[-1] if found else None

    def _keep(self, kind: type[Event], said: _Said, at: datetime, record: Record) -> None:
        cycle, request = Cycle(said.lead_id or "", said.cycle), said.request_id
        decision = said.decision or _Decided()
        if kind in (LeadAssigned, LeadUnassigned) and said.pool is not None:
            self._first.setdefault(cycle, (at, said.pool))
        proof = record.partition << 48 | record.offset
        if kind is LeadAssigned and said.rep_id:
            request = decision.inputs.get("request_id")
            motion, spread = str(decision.inputs.get("motion")), picked_spread(decision.steps)
            self.side.assigned(Given(cycle, said.rep_id, said.pool or "", motion, at, spread), proof)
            self._owners.setdefault(cycle, []).append((at, said.rep_id))
        elif kind is LeadUnassigned:
            self.side.unassigned(cycle, said.pool or "", at, proof)
        elif kind in (LeadReleased, LeadDeclined):
            self.side.freed(cycle, at, said.reason_code, declined=kind is LeadDeclined)
            self._owners.setdefault(cycle, []).append((at, None))
            if said.reason_code == "closed":
                self._ended[cycle] = at
        if request:
            granted = said.rep_id if kind in (LeadAccepted, LeadDeclined, LeadReleased) else None
            self._answers.setdefault(request, (at, granted))


def _short(identity: str) -> bytes:
    """Half of a digest: there are many."""
    try:
        return bytes.fromhex(identity.replace("-", ""))[-8:]
    except ValueError:
        return identity.encode()
