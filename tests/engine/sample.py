"""A small topology that does one of everything; ``reason_code`` says what is to happen to a record.

It counts the events of each lead, writes the count on as ``lead.linked`` (``from`` lead, ``to`` its count), and sets timers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from lead_contracts.events import LeadLinked, LeadSuppressed, RepChanged
from lead_runtime.engine.api import Context, Emit, Globals, Held, Incoming, State, Table, Topology
from lead_runtime.engine.errors import InvalidInput, Transient


class NotToday(InvalidInput):
    """The sample's own named input error."""


@dataclass(frozen=True)
class Count:
    n: int = 0
    due: datetime | None = None
    fired: int = 0
    until: datetime | None = None


UNDUE = -1


def due(count: Count) -> datetime | None:
    """When it is due; a count of UNDUE cannot say."""
    if count.n == UNDUE:
        raise TypeError("cannot say")
    return count.due


@dataclass(frozen=True)
class Names:
    """The topics of one test."""

    group: str
    source: str
    other: str
    out: str
    world: str = "sales.reps"


class Mirror:
    """Follows the counts, as somebody does who acts on them outside the engine."""

    def __init__(self, table: Table[Count]) -> None:
        self._table = table
        self._held: dict[int, Held] = {}
        self._seen: dict[int, dict[str, Count]] = {}
        self.losses = 0

    def taken(self, number: int, held: Held, world: Globals) -> None:
        assert number not in self._held
        self._held[number] = held
        self._seen[number] = dict(held.items(self._table))

    def changed(self, number: int, keys: Sequence[tuple[str, str]]) -> None:
        for table, key in keys:
            assert table == self._table.name
            count = self._held[number].get(self._table, key)
            if count is None:
                self._seen[number].pop(key, None)
            else:
                self._seen[number][key] = count

    def lost(self, number: int) -> None:
        del self._held[number], self._seen[number]
        self.losses += 1

    def seen(self) -> dict[str, Count]:
        """All of it."""
        return {key: count for counts in self._seen.values() for key, count in counts.items()}


class Sample:
    """Builds the topology; ``blocked`` makes ``wait`` records transient."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.blocked = True
        self.table = Table("counts", Count, due=due, fire=self.fire, expires=lambda c: c.until)
        self.mirror = Mirror(self.table)

    def topology(self, mirror: Mirror | None = None) -> Topology:
        """``mirror``: its own for each further worker of one process, for ``taken`` here may come before ``lost`` there."""
        n = self.names
        return Topology(
            group=n.group,
            inputs={n.source: {LeadSuppressed: self.on_event}, n.other: {LeadSuppressed: self.on_event}},
            outputs=frozenset({n.out}),
            tables=(self.table,),
            globals=(n.world,),
            follower=mirror or self.mirror,
        )

    def on_event(self, incoming: Incoming[LeadSuppressed], state: State, ctx: Context) -> list[Emit]:
        event = incoming.data
        count = state.get(self.table, event.lead_id) or Count()
        total = state.derived("total", lambda: [sum(count.n for _, count in state.items(self.table))])
        total[0] += 1
        count = replace(count, n=count.n + 1)
        match event.reason_code.split("@")[0]:
            case "due":
                count = replace(count, due=ctx.now + timedelta(seconds=float(event.reason_code.split("@")[1])))
            case "expire":
                count = replace(count, until=ctx.now + timedelta(seconds=float(event.reason_code.split("@")[1])))
            case "undue":
                count = replace(count, n=UNDUE)
            case "forget":
                total[0] -= count.n
                state.delete(self.table, event.lead_id)
                return []
        state.put(self.table, event.lead_id, count)
        self._maybe_fail(event.reason_code)
        told = {"world": len(ctx.globals.items(self.names.world)), "total": total[0]}
        to = str(told.get(event.reason_code, count.n))
        return [self._linked(event.lead_id, to, event.reason_code, ctx)]

    def fire(self, key: str, count: Count, state: State, ctx: Context) -> list[Emit]:
        state.put(self.table, key, replace(count, due=None, fired=count.fired + 1))
        return [self._linked(key, f"n={count.n}", "fired", ctx)]

    def _maybe_fail(self, reason: str) -> None:
        if reason == "invalid":
            raise NotToday("come back tomorrow")
        if reason == "boom":
            raise ZeroDivisionError("secret words of the content")
        if reason == "wait" and self.blocked:
            raise Transient("the sample is blocked")

    def _linked(self, lead: str, to: str, reason: str, ctx: Context) -> Emit:
        data = {"from": lead, "to": to, "source": "sample", "reason_code": reason, "occurred_at": ctx.now}
        return Emit(LeadLinked.model_validate(data), topic=self.names.out, key=lead)


def event(lead: str, reason: str = "plain", at: datetime | None = None) -> LeadSuppressed:
    """An input of the sample."""
    return LeadSuppressed(
        lead_id=lead, source="test", reason_code=reason, occurred_at=at or datetime(2026, 11, 22, 9, tzinfo=UTC)
    )


def rep(rep_id: str) -> RepChanged:
    """An event of the sample's global input."""
    return RepChanged.model_validate(
        {
            "rep_id": rep_id,
            "pool": "default",
            "name": "R",
            "role": "both",
            "team": "t",
            "active": True,
            "weight": 1,
            "time_zone": "UTC",
        }
    )
