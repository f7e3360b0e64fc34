"""What the topics say after a burst, held against what was promised; nothing of the services is used to judge them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from lead_contracts import events, topics
from lead_contracts.base import Event
from lead_contracts.events.requests import Request
from lead_runtime.admin import read_topic
from lead_runtime.engine.wire import read_event

READ: Final = (topics.LEADS_QUALIFIED, topics.LEADS_ACTIVITIES, topics.LEADS_ASSIGNED)
TAKES: Final = {"farmer": ("inbound",), "hunter": ("outbound",), "both": ("inbound", "outbound")}
MOTION_OF: Final = {"farmer": "inbound", "hunter": "outbound"}
By: TypeAlias = dict[str, events.RepChanged]
Ended: TypeAlias = events.LeadDeclined | events.LeadReleased


@dataclass(slots=True)
class Story:
    """A lead as leads.assigned tells it, in the order of its partition."""

    motion: str = ""
    is_closed: bool = False
    owner: events.LeadAssigned | None = None
    pool: str = ""
    had: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        """Follows one event; what must not be is written down."""
        match event:
            case events.LeadAssigned():
                if self.owner:
                    self.wrong.append(f"went to {event.rep_id} while {self.owner.rep_id} had it")
                by_hand = event.decision.steps[-1]["kind"] == "manual"
                if event.rep_id in self.had and not by_hand:
                    self.wrong.append(f"went back to {event.rep_id} by itself")
                self.owner, self.pool = event, event.pool
                self.had.add(event.rep_id)
            case events.LeadUnassigned():
                if self.owner:
                    self.wrong.append(f"was said to wait while {self.owner.rep_id} had it")
                self.pool = event.pool or self.pool
            case events.LeadAccepted() | events.LeadDeclined() | events.LeadReleased():
                if not self.owner or self.owner.assignment_id != event.assignment_id:
                    self.wrong.append(f"{event.NAME} of {event.rep_id}, who did not have it")
                if not isinstance(event, events.LeadAccepted):
                    self.owner = None


@dataclass(slots=True)
class Tally:
    """All that was said."""

    leads: defaultdict[str, Story] = field(default_factory=lambda: defaultdict(Story))
    given: list[events.LeadAssigned] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    asked: dict[str, Request] = field(default_factory=dict)
    answers: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By request, by the name of the event."""
    refusals: Counter[str] = field(default_factory=Counter)

    def hear(self, event: Event) -> None:
        """Takes in one event of the topics in READ."""
        match event:
            case events.LeadQualified():
                self.leads[event.lead_id].motion = event.motion
            case events.LeadClosed():
                self.leads[event.lead_id].is_closed = True
            case Request():
                self.asked[event.request_id] = event
            case events.LeadRequestRefused():
                self.answers[event.request_id][event.NAME] += 1
                self.refusals[event.reason_code] += 1
            case _:
                self._decided(event)

    def _decided(self, event: Event) -> None:
        self.leads[getattr(event, "lead_id", "")].hear(event)
        request = getattr(event, "request_id", None)
        if isinstance(event, events.LeadAssigned):
            self.given.append(event)
            request = event.decision.inputs.get("request_id")
        elif isinstance(event, events.LeadDeclined | events.LeadReleased):
            self.ended.append(event)
        if isinstance(request, str):
            self.answers[request][event.NAME] += 1


def on_the_topics(bootstrap_servers: str) -> Tally:
    """All that is committed there now."""
    tally = Tally()
    for topic in READ:
        for record in read_topic(bootstrap_servers, topic):
            tally.hear(read_event(record))
    return tally


# --- one owner, one answer -------------------------------------------------------------------------------------------


def double_owners(tally: Tally) -> Iterator[str]:
    """Leads of which the log tells what cannot be."""
    for lead_id, story in tally.leads.items():
        yield from (f"{lead_id} {wrong}" for wrong in story.wrong)
        if story.is_closed and story.owner:
            yield f"{lead_id} is closed, and {story.owner.rep_id} has it"


def unanswered(tally: Tally) -> Iterator[str]:
    """Requests that were not answered exactly once. A move is told by the end of the one and the beginning of the next."""
    for name, asked in tally.asked.items():
        told = tally.answers[name]
        refused = told[events.LeadRequestRefused.NAME]
        granted = told.total() - refused
        is_move = isinstance(asked, events.LeadReassignRequest)
        if refused + (bool(granted) if is_move else granted) != 1 or max(told.values()) > 1:
            yield f"{asked.NAME} {name} was answered {dict(told)}"
    yield from (f"{name} was answered and never asked" for name in tally.answers.keys() - tally.asked.keys())


# --- caps ------------------------------------------------------------------------------------------------------------


def beyond_caps(tally: Tally, reps: By) -> Iterator[str]:
    """Reps who had more than allowed, at any instant, or were given more in a day of theirs."""
    yield from _too_many_open(tally, reps)
    per_day = Counter((each.rep_id, _day(reps[each.rep_id], each.decided_at)) for each in tally.given)
    for (rep_id, day), count in per_day.items():
        cap = reps[rep_id].max_per_day
        if cap is not None and count > cap:
            yield f"{rep_id} got {count} leads on {day}, {cap} are allowed"


def _too_many_open(tally: Tally, reps: By) -> Iterator[str]:
    # What a pool decided in one go has one instant, and its records lie in several partitions: it counts as a whole.
    changes = [(each.decided_at, each.rep_id, 1) for each in tally.given]
    changes += [(each.occurred_at, each.rep_id, -1) for each in tally.ended]
    has: Counter[str] = Counter()
    for instant, at_once in groupby(sorted(changes), key=lambda change: change[0]):
        touched = set()
        for _, rep_id, by in at_once:
            has[rep_id] += by
            touched.add(rep_id)
        for rep_id in touched:
            cap = reps[rep_id].max_open
            if cap is not None and has[rep_id] > cap:
                yield f"{rep_id} had {has[rep_id]} open leads at {instant:%H:%M:%S.%f}, {cap} are allowed"


def _day(rep: events.RepChanged, instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(rep.time_zone)):%Y-%m-%d}"


# --- fair turns ------------------------------------------------------------------------------------------------------


def unfair(tally: Tally, steady: Iterable[events.RepChanged]) -> Iterator[str]:
    """Two who could take every lead and were ever further apart than one turn of the slower (domain/turns.py, 2)."""
    for motion in ("inbound", "outbound"):
        reps = [rep for rep in steady if motion in TAKES[rep.role]]
        for pool in sorted({rep.pool for rep in reps}):
            yield from _apart(tally, pool, motion, [rep for rep in reps if rep.pool == pool])


def _apart(tally: Tally, pool: str, motion: str, reps: list[events.RepChanged]) -> Iterator[str]:
    by_turns = [
        (each.decided_at, each.rep_id)
        for each in tally.given
        if each.pool == pool
        and MOTION_OF[each.role] == motion
        and each.decision.steps[-1]["kind"] not in ("manual", "pull")
    ]
    counts: Counter[str] = Counter()
    for instant, at_once in groupby(sorted(by_turns), key=lambda turn: turn[0]):
        counts.update(rep_id for _, rep_id in at_once)
        ahead = max(reps, key=lambda rep: counts[rep.rep_id] / rep.weight)
        for behind in reps:
            apart = counts[ahead.rep_id] / ahead.weight - counts[behind.rep_id] / behind.weight
            if apart > max(1 / ahead.weight, 1 / behind.weight) + 1e-9:
                yield f"{ahead.rep_id} was {apart:g} turns ahead of {behind.rep_id} at {instant:%H:%M:%S.%f}, {motion}"


# --- nobody in limbo -------------------------------------------------------------------------------------------------


def waiting(tally: Tally) -> dict[str, Story]:
    """Open leads that nobody has."""
    return {lead_id: story for lead_id, story in tally.leads.items() if not (story.is_closed or story.owner)}


def kept_waiting(tally: Tally, reps: By, now: datetime) -> Iterator[str]:
    """Leads that wait though somebody of their pool could take them; leads of which nothing was ever said."""
    has = open_leads(tally)
    today = Counter((each.rep_id, _day(reps[each.rep_id], each.decided_at)) for each in tally.given)
    free = [rep for rep in reps.values() if _is_free(rep, has[rep.rep_id], today[rep.rep_id, _day(rep, now)], now)]
    for lead_id, story in waiting(tally).items():
        if not story.pool:
            yield f"{lead_id} was never decided"
        able = (rep.rep_id for rep in free if rep.pool == story.pool and story.motion in TAKES[rep.role])
        if who := next((rep_id for rep_id in able if rep_id not in story.had), None):
            yield f"{lead_id} waits, and {who} is free"


def _is_free(rep: events.RepChanged, has: int, today: int, now: datetime) -> bool:
    return (
        rep.active
        and not rep.hours  # of another day
        and not any(absence.starts_at <= now < absence.ends_at for absence in rep.absences)
        and (rep.max_open is None or has < rep.max_open)
        and (rep.max_per_day is None or today < rep.max_per_day)
    )


def open_leads(tally: Tally) -> Counter[str]:
    """How many each rep has."""
    return Counter(story.owner.rep_id for story in tally.leads.values() if story.owner)


def lost_requests(tally: Tally, asked: Iterable[Request]) -> Iterator[str]:
    """Requests that were written and are not on the topic."""
    return (f"{each.NAME} {each.request_id} is lost" for each in asked if each.request_id not in tally.asked)
