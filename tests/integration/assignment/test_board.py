"""The board in Redis, and its double in memory, held to one suite."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from tests.unit.assignment.boards import MemoryBoard, erased, seen, told_under
from tests.unit.assignment.story import NOW, Pool, closed, next_please, qualified, rep, request, touched

from assignment.adapters.board.folding import BoardFolder
from assignment.adapters.board.reading import RedisBoard
from assignment.application.linked import Links
from assignment.application.ports import Board
from assignment.application.rosters import BeingChanged
from assignment.application.views import RequestView
from assignment.settings import AssignmentSettings
from lead_contracts.base import Event
from lead_contracts.events import LeadActivity, LeadContact, LeadLinked, TeamChanged
from lead_contracts.topics import LEADS_ACTIVITIES, LEADS_ASSIGNED, LEADS_CONTACTS, LEADS_QUALIFIED, SALES_REPS
from lead_runtime import redis
from lead_runtime.host import Seen

Fold = Callable[..., Awaitable[None]]
Look = Callable[[Board, Fold], Awaitable[Any]]
SETTINGS = AssignmentSettings.model_validate(
    {"bootstrap_servers": "localhost:1", "redis_url": "redis://localhost:1", "lead_id_secret": "secret-of-sixteen"}
)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.valkey)])
def board(request: pytest.FixtureRequest) -> Callable[[Look], Any]:
    """Runs a test on an empty board and its fold."""
    if request.param == "memory":
        memory = MemoryBoard()
        return lambda look: asyncio.run(look(memory, memory.fold))  # type: ignore[arg-type]
    url = request.getfixturevalue("valkey").rpartition("/")[0] + "/6"

    async def go(look: Look) -> Any:
        client = redis.connect(url)
        try:
            await client.flushdb()
            return await look(RedisBoard(client, 60), folds(client))
        finally:
            await client.aclose()

    return lambda look: asyncio.run(go(look))  # type: ignore[arg-type]


def folds(client: Redis) -> Fold:
    models = {model.topic: model.handler for model in BoardFolder(client, SETTINGS).read_models()}

    async def fold(topic: str, given: list[Seen]) -> None:
        await models[topic](given)

    return fold


class Told:
    """A pool whose events go to the board as they are said."""

    def __init__(self, fold: Fold, *reps: Event) -> None:
        self.fold, self.pool, self.count = fold, Pool(), 0
        self.reps = reps
        self.log: list[tuple[str, list[Seen]]] = []

    async def tell(self, topic: str, *events: Event) -> None:
        await self.show(topic, *events)
        await self.show(LEADS_ASSIGNED, *self.pool.tell(*events))

    async def show(self, topic: str, *events: Event) -> None:
        self.count += 10
        self.pool.driver.now += timedelta(seconds=1)
        given = seen(*events, at=self.pool.driver.now, start=self.count)
        self.log.append((topic, given))
        await self.fold(topic, given)

    async def again(self) -> None:
        for topic, given in self.log:
            await self.fold(topic, given)


def test_the_inbox_holds_what_the_rep_has_newest_first(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        told = Told(fold)
        await told.tell(SALES_REPS, rep("ana"))
        for lead in ("one", "two", "three"):
            await told.tell(LEADS_QUALIFIED, qualified(lead))
        await told.tell(LEADS_QUALIFIED, closed("two"))
        await told.tell(LEADS_ACTIVITIES, request("accept", "one", "ana"))
        views = await shown.inbox("ana", 10)
        assert [(view.lead_id, view.standing) for view in views] == [("three", "assigned"), ("one", "accepted")]
        assert [view.lead_id for view in await shown.inbox("ana", 1)] == ["three"]
        assert await shown.inbox("ben", 10) == []

    board(look)


def test_a_lead_that_moves_on_leaves_one_inbox_for_the_other(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        told = Told(fold)
        await told.tell(SALES_REPS, rep("ana"), rep("ben"))
        await told.tell(LEADS_QUALIFIED, qualified("lead"))
        await told.tell(LEADS_ACTIVITIES, request("decline", "lead", "ana"))
        assert await shown.inbox("ana", 10) == []
        (view,) = await shown.inbox("ben", 10)
        assert view.ownership is not None
        assert (view.ownership.attempt, view.ownership.had) == (2, ("ana", "ben"))

    board(look)


def test_what_is_folded_twice_is_there_once(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        told = Told(fold)
        await told.tell(SALES_REPS, rep("ana", max_open=1), rep("ben", max_open=1))
        await told.tell(LEADS_QUALIFIED, *(qualified(f"lead-{n}") for n in range(4)))
        await told.tell(LEADS_ACTIVITIES, request("decline", "lead-0", "ana"), request("accept", "lead-3", "ben"))
        await told.tell(LEADS_QUALIFIED, closed("lead-1"), touched("lead-2", score=99))

        async def all_there_is() -> list[Any]:
            leads = [f"lead-{n}" for n in range(4)]
            views = [await shown.lead(lead) for lead in leads]
            stories = [await shown.story(lead) for lead in leads]
            answers = [await shown.request("decline lead-0 by ana"), await shown.request("accept lead-3 by ben")]
            return [views, stories, answers, await shown.inbox("ana", 9), await shown.inbox("ben", 9)]

        before = await all_there_is()
        await told.again()
        assert await all_there_is() == before

    board(look)


def test_a_waiting_lead_shows_why_and_its_end(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        told = Told(fold)
        await told.tell(LEADS_QUALIFIED, qualified("lead"))
        view = await shown.lead("lead")
        assert view is not None
        assert view.ownership is not None
        assert (view.standing, view.holder, view.ownership.reason_code) == ("waiting", None, "no_reps")
        await told.tell(LEADS_QUALIFIED, closed("lead", outcome="lost"))
        view = await shown.lead("lead")
        assert view is not None
        assert view.worth is not None
        assert (view.standing, view.worth.outcome) == ("closed", "lost")
        assert await shown.lead("nobody") is None

    board(look)


def test_a_request_is_pending_until_it_is_answered_whichever_is_read_first(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        told = Told(fold)
        assert await shown.request("accept lead by ana") is None
        await told.tell(SALES_REPS, rep("ana"))
        await told.tell(LEADS_QUALIFIED, qualified("lead"))
        asked = request("accept", "lead", "ana")
        await told.show(LEADS_ASSIGNED, *told.pool.tell(asked))
        await shown.expect(RequestView("accept lead by ana", "lead.accept", "ana", "lead", "pending"))
        answer = await shown.request("accept lead by ana")
        assert answer is not None
        assert (answer.status, answer.by, answer.kind) == ("done", "lead.accepted", "lead.accept")
        await told.tell(LEADS_ACTIVITIES, request("accept", "lead", "ben"))
        refused = await shown.request("accept lead by ben")
        assert refused is not None
        assert (refused.status, refused.reason_code, refused.actor) == ("refused", "not_yours", "ben")

    board(look)


def test_a_pull_tells_which_lead_it_brought(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        told = Told(fold)
        await told.tell(SALES_REPS, rep("hal", "hunter", hours={"tue": ["09:00-17:00"]}))
        await told.tell(LEADS_QUALIFIED, qualified("prospect", "outbound"))
        await told.tell(LEADS_ACTIVITIES, next_please("hal", "pull"))
        answer = await shown.request("pull")
        assert answer is not None
        assert (answer.status, answer.lead_id, answer.actor) == ("done", "prospect", "hal")

    board(look)


def test_a_contact_is_shown_until_it_is_erased(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        told = Told(fold)
        await told.tell(LEADS_QUALIFIED, qualified("lead"))
        await fold(LEADS_CONTACTS, seen(LeadContact(lead_id="lead", email="kim@example.com", updated_at=NOW)))
        view = await shown.lead("lead")
        assert view is not None
        assert view.contact is not None
        assert view.contact.email == "kim@example.com"
        await fold(LEADS_CONTACTS, [erased("lead")])
        view = await shown.lead("lead")
        assert view is not None
        assert view.contact is None

    board(look)


def test_reps_are_shown_as_they_are_now(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        await fold(SALES_REPS, seen(rep("ben"), rep("ana"), rep("ana", max_open=3), rep("cy")))
        await fold(SALES_REPS, [erased("cy")])
        reps = await shown.reps()
        assert [(each.rep_id, each.name, each.members["max_open"]) for each in reps] == [
            ("ana", "Ana", 3),
            ("ben", "Ben", None),
        ]

    board(look)


def test_teams_lie_among_the_reps_and_are_shown_apart_from_them(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        north, south = TeamChanged(team_id="north", name="North"), TeamChanged(team_id="south", name="South")
        await fold(SALES_REPS, seen(rep("ana"), south, north, north.model_copy(update={"name": "Far north"})))
        await fold(SALES_REPS, [erased("team:south")])
        assert [(team.team_id, team.members["name"]) for team in await shown.teams()] == [("north", "Far north")]
        assert [each.rep_id for each in await shown.reps()] == ["ana"]
        for key, name in (("team:north", "Far north"), ("ana", "Ana")):
            members = await shown.member(key)
            assert members is not None
            assert members["name"] == name
        assert await shown.member("team:south") is await shown.member("north") is None

    board(look)


def test_a_change_over_http_is_shown_at_once_and_made_by_one_at_a_time(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        await fold(SALES_REPS, seen(rep("ana")))
        async with shown.alone("ana"):
            await shown.note("ana", rep("ana", max_open=3).model_dump(mode="json"))
            with pytest.raises(BeingChanged):
                async with shown.alone("ana"):
                    pass
            async with shown.alone("ben"):
                pass
        async with shown.alone("ana"):
            (ana,) = await shown.reps()
            assert ana.members["max_open"] == 3

    board(look)


def test_a_story_is_told_in_the_order_in_which_things_happened(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        told = Told(fold)
        await told.tell(SALES_REPS, rep("ana"))
        await told.tell(LEADS_QUALIFIED, qualified("lead"))
        early = {"lead_id": "lead", "activity_id": "a", "kind": "call", "direction": "out", "recorded_at": NOW}
        await told.show(
            LEADS_ACTIVITIES, LeadActivity.model_validate({**early, "occurred_at": NOW - timedelta(days=1)})
        )
        story = await shown.story("lead")
        assert [line.event for line in story] == ["lead.activity", "lead.qualified", "lead.assigned"]
        assert story[2].members["rep_id"] == "ana"

    board(look)


def test_what_happened_at_one_instant_is_told_in_the_order_of_the_log(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        pool = Pool(rep("ana"))
        pool.tell(qualified("lead"), rep("ben"))
        await fold(LEADS_ASSIGNED, seen(*pool.said))
        await fold(LEADS_ASSIGNED, seen(*pool.tell(request("decline", "lead", "ana")), start=9))
        told = [(line.event, line.members["rep_id"]) for line in await shown.story("lead")]
        assert told == [("lead.assigned", "ana"), ("lead.declined", "ana"), ("lead.assigned", "ben")]

    board(look)


def test_each_touch_is_told_with_where_it_came_from(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        await fold(LEADS_QUALIFIED, seen(qualified("lead", facts={"source": "web", "campaign": "spring"})))
        await fold(LEADS_QUALIFIED, seen(touched("lead", facts={"source": "chat"}), start=1))
        first, again = await shown.story("lead")
        assert (first.members["source"], first.members["campaign"], again.members["source"]) == (
            "web",
            "spring",
            "chat",
        )

    board(look)


def linked(from_: str, to: str, minutes: int = 0) -> LeadLinked:
    at = NOW + timedelta(minutes=minutes)
    return LeadLinked(from_=from_, to=to, source="t", reason_code="same_person", occurred_at=at, by="maria")


@pytest.mark.parametrize(
    ("said", "of", "expected"),
    [
        ([("a", "b")], "a", Links(("b",), ())),
        ([("a", "b")], "b", Links((), ("a",))),
        ([("a", "b"), ("b", "c"), ("d", "b")], "b", Links(("c",), ("a", "d"))),
        ([("a", "b"), ("b", "c")], "a", Links(("b", "c"), ())),
        ([("a", "b"), ("b", "c")], "c", Links((), ("b", "a"))),
        ([("a", "b"), ("a", "c")], "b", Links()),
        ([("a", "b"), ("a", "c"), ("a", "b")], "b", Links((), ("a",))),
        ([("a", "b"), ("b", "a")], "a", Links((), ("b",))),
        ([("a", "b"), ("a", "a")], "b", Links()),
        ([("a", "b"), ("b", "c"), ("c", "a")], "a", Links(("b", "c"), ("c", "b"))),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
def test_who_is_one_person_is_known_whatever_is_read_first(
    board: Callable[[Look], Any], said: list[tuple[str, str]], of: str, expected: Links, backwards: bool
) -> None:
    links = [linked(*pair, minutes) for minutes, pair in enumerate(said)]

    async def look(shown: Board, fold: Fold) -> None:
        for link in reversed(links) if backwards else links:
            await fold(LEADS_QUALIFIED, seen(link))
        assert await shown.links(of) == expected

    board(look)


def test_a_link_is_told_in_the_story_of_both(board: Callable[[Look], Any]) -> None:
    async def look(shown: Board, fold: Fold) -> None:
        await fold(LEADS_QUALIFIED, seen(linked("a", "b")))
        await fold(LEADS_QUALIFIED, told_under("b", linked("a", "b")))
        for lead in "ab":
            (line,) = await shown.story(lead)
            said = {"from": "a", "to": "b", "reason_code": "same_person", "by": "maria"}
            assert (line.event, line.members) == ("lead.linked", said)

    board(look)
