"""The read models in memory. They pass the suite that those in Redis pass (``tests/integration/sla_monitor``)."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

from lead_runtime.board.feed import Entry, Gap
from sla_monitor.application.ports import AlertFilter, BoardAway, ClockFilter, UnknownCursor
from sla_monitor.application.views import AlertView, ClockView, Page, Said


class FakeClocks:
    def __init__(self) -> None:
        self.views: list[ClockView] = []
        self.away = False

    async def page(self, wanted: ClockFilter, limit: int, cursor: str | None) -> Page[ClockView]:
        if self.away:
            raise BoardAway
        after = ("", "")
        if cursor is not None:
            due, found, lead = cursor.partition("|")
            if not found:
                raise UnknownCursor(cursor)
            after = due, lead
        items = [view for view in sorted(self.views, key=_place) if _place(view) > after and _fits(view, wanted)]
        return Page(tuple(items[:limit]), "|".join(_place(items[limit - 1])) if len(items) >= limit else None)


def _place(view: ClockView) -> tuple[str, str]:
    return view.due_at.isoformat(), view.lead_id


def _fits(view: ClockView, wanted: ClockFilter) -> bool:
    if wanted.due_before is not None and view.due_at >= wanted.due_before:
        return False
    asked = {"motion": wanted.motion, "team": wanted.team, "rep_id": wanted.rep_id}
    return all(value is None or getattr(view, name) == value for name, value in asked.items())


class FakeAlerts:
    def __init__(self) -> None:
        self.views: dict[str, AlertView] = {}
        self.away = False

    def say(self, said: Said) -> None:
        self.views.setdefault(said.id, AlertView(said))

    def mark(self, alert_id: str, **marks: Any) -> None:
        self.views[alert_id] = replace(self.views[alert_id], **marks)

    async def find(self, alert_id: str) -> AlertView | None:
        if self.away:
            raise BoardAway
        return self.views.get(alert_id)

    async def page(self, wanted: AlertFilter, limit: int, cursor: str | None) -> Page[AlertView]:
        if self.away:
            raise BoardAway
        if cursor is not None and ":" not in cursor:
            raise UnknownCursor(cursor)
        newest_first = sorted(self.views.values(), key=_member, reverse=True)
        items = [v for v in newest_first if _wanted(v.said, wanted) and (cursor is None or _member(v) < cursor)]
        return Page(tuple(items[:limit]), _member(items[limit - 1]) if len(items) >= limit else None)


def _member(view: AlertView) -> str:
    return f"{view.said.at.timestamp():020.3f}:{view.said.id}"


def _wanted(said: Said, wanted: AlertFilter) -> bool:
    inside = (wanted.since is None or said.at >= wanted.since) and (wanted.until is None or said.at < wanted.until)
    return inside and wanted.type in (None, said.type) and wanted.lead_id in (None, said.lead_id)


class FakeFeed:
    """Gives what it was given, then ends as a feed that is away."""

    def __init__(self, *entries: Entry | Gap | None) -> None:
        self.entries, self.after = entries, "not asked"

    async def follow(self, stream: str, after: str | None) -> AsyncGenerator[Entry | Gap | None, None]:
        self.after = str(after)
        for entry in self.entries:
            yield entry
