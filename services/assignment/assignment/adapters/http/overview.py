"""``GET /v1/board``, ``/v1/board/waiting``, ``/v1/board/reps``: what managers answer for."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from assignment.adapters.http.access import Managing, board
from assignment.adapters.http.shapes import Limit
from assignment.application.overview import LoadView, Overview, PoolView, UnknownCursor
from assignment.application.ports import Board
from assignment.application.views import LeadView, RepView
from lead_runtime.http.problems import invalid

Name = Annotated[str | None, Query(max_length=512)]
Cursor = Annotated[str | None, Query(max_length=600, description="Of the page before.")]
_ROLES: Final = {"inbound": ("farmer", "both"), "outbound": ("hunter", "both")}


class FairnessOut(BaseModel):
    """At the newest pick by turns: how far the one furthest ahead was from the one furthest behind, in turns of weight 1.

    ``bound``: never more than that, by the weights of those who take leads of the motion; ``among``: who could take it.
    """

    motion: Literal["inbound", "outbound"]
    spread: float
    bound: float | None
    among: int
    at: datetime


class PoolOut(BaseModel):
    """``waiting``: leads; ``oldest_since``: of the one that waits for longest; ``reasons``: of the thousand oldest."""

    pool: str
    waiting: int
    oldest_since: datetime | None
    reasons: dict[str, int]
    fairness: list[FairnessOut]


class BoardOut(BaseModel):
    """All pools, by name."""

    pools: list[PoolOut]


class WaitingOut(BaseModel):
    """A lead that waits: since when, why, and when time alone may change that. ``rep_id``: who keeps it meanwhile."""

    lead_id: str
    cycle: int
    pool: str | None
    since: datetime
    reason_code: str | None
    retry_at: datetime | None
    stage: str | None
    rep_id: str | None
    motion: str | None
    priority: int | None
    grade: str | None
    score: int | None


class WaitingPage(BaseModel):
    """The longest waiting first. ``cursor`` asks for the next page; null: this is the last."""

    items: list[WaitingOut]
    cursor: str | None


class LoadOut(BaseModel):
    """A rep against their caps; null: no cap. ``today`` is a day of the rep's own calendar."""

    rep_id: str
    name: str
    pool: str
    team: str
    role: str
    active: bool
    left: bool
    weight: float
    open: int
    max_open: int | None
    today: int
    max_per_day: int | None


class LoadsPage(BaseModel):
    """By rep id. ``cursor`` asks for the next page; null: this is the last."""

    items: list[LoadOut]
    cursor: str | None


def routes(shown: Board, overview: Overview, now: Callable[[], datetime]) -> APIRouter:
    """The three paths."""
    router = APIRouter(tags=["board"])

    @router.get("/v1/board")
    async def pools(who: Managing) -> BoardOut:
        """Each pool: how many wait and why, since when, and how fair the turns are."""
        with board():
            reps = await shown.reps()
            return BoardOut(pools=[_pool(view, reps) for view in await overview.pools()])

    @router.get("/v1/board/waiting")
    async def waiting(who: Managing, pool: Name = None, limit: Limit = 100, cursor: Cursor = None) -> WaitingPage:
        """Leads without an owner, and those that are to be handed over; a page may hold fewer than ``limit``."""
        try:
            with board():
                views, following = await overview.waiting(pool, limit, cursor)
        except UnknownCursor as error:
            raise invalid("query.cursor", "a cursor from the page before was expected") from error
        return WaitingPage(items=[_waiting(view) for view in views], cursor=following)

    @router.get("/v1/board/reps")
    async def loads(
        who: Managing, pool: Name = None, team: Name = None, limit: Limit = 100, cursor: Cursor = None
    ) -> LoadsPage:
        """What each rep has, against their caps."""
        with board():
            reps = [rep for rep in await shown.reps() if _is_of(rep, pool, team) and rep.rep_id > (cursor or "")]
            page = await overview.loads(reps[:limit], now())
        following = page[-1].rep.rep_id if len(reps) > limit else None
        return LoadsPage(items=[_load(view) for view in page], cursor=following)

    return router


def _is_of(rep: RepView, pool: str | None, team: str | None) -> bool:
    return pool in (None, rep.members.get("pool")) and team in (None, rep.members.get("team"))


def _pool(view: PoolView, reps: Sequence[RepView]) -> PoolOut:
    fairness = [
        FairnessOut.model_validate(
            {"motion": motion, "spread": told.spread, "bound": _bound(view.pool, motion, reps)}
            | {"among": told.free, "at": told.at}
        )
        for motion, told in sorted(view.spreads.items())
    ]
    return PoolOut(
        pool=view.pool,
        waiting=view.waiting,
        oldest_since=view.oldest,
        reasons=dict(view.reasons),
        fairness=fairness,
    )


def _bound(pool: str, motion: str, reps: Sequence[RepView]) -> float | None:
    """One turn of the slowest (decision 0008)."""
    roles = _ROLES.get(motion, ())
    taking = [rep.members for rep in reps if rep.members.get("pool") == pool and rep.members.get("role") in roles]
    weights = [weight for members in taking if isinstance(weight := members.get("weight"), int | float)]
    return round(1 / min(weights), 3) if weights else None


def _waiting(view: LeadView) -> WaitingOut:
    owner, worth = view.ownership, view.worth
    told = {name: getattr(owner, name) for name in ("lead_id", "cycle", "pool", "since", "rep_id", "stage")}
    told |= {name: getattr(worth, name, None) for name in ("motion", "priority", "grade", "score")}
    return WaitingOut.model_validate(told | {"reason_code": view.why_waiting, "retry_at": view.retry_at})


def _load(view: LoadView) -> LoadOut:
    members = view.rep.members
    told = {name: members.get(name) for name in ("pool", "team", "role", "active", "weight")}
    told["left"] = bool(members.get("left"))  # null in records from before it could be said
    caps = {name: members.get(name) for name in ("max_open", "max_per_day")}
    counts = {"open": view.open, "today": view.today}
    return LoadOut.model_validate(told | caps | counts | {"rep_id": view.rep.rep_id, "name": view.rep.name})
