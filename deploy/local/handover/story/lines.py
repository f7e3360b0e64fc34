"""What each event of a lead says to people: what happened, and why. Personal data only where revealed."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from pydantic import JsonValue

from assignment.adapters.board.ownership import followed
from assignment.adapters.words import Reader, retold
from lead_contracts import events
from lead_contracts.base import Event
from lead_contracts.events.lead_qualified import ACCOUNT_HANDOVER
from lead_contracts.events.requests import LeadRequest
from lead_contracts.events.verdict import Verdict

Names: TypeAlias = Mapping[str, str]
NOBODY_NAMED: Final[Names] = MappingProxyType({})
PERSONAL: Final = frozenset({"email", "phone", "phone_raw", "first_name", "last_name", "message"})
HIDDEN: Final = PERSONAL | {"attributes", "consent"}
"""Members of lead.received that hold, or may hold, personal data."""


class Line(NamedTuple):
    """What happened, in a word or two, and the rest of it, line by line."""

    what: str
    details: tuple[str, ...] = ()


def line_of(event: Event, *, reveal: bool, names: Names = NOBODY_NAMED) -> Line:
    """How the event is told. ``names``: of reps, by id."""
    if isinstance(event, LeadRequest):
        return Line(event.NAME, (_join(f"asked by {event.actor}", event.reason_code, event.outcome),))
    if isinstance(event, Verdict):
        return _verdict(event)
    if isinstance(event, events.LeadReceived):
        return _received(event, reveal=reveal)
    if isinstance(event, events.LeadAssigned | events.LeadUnassigned):
        return _decided(event, names)
    write = _LINES.get(type(event))
    return write(event) if write else Line(event.NAME)


def data_of(event: Event, *, reveal: bool) -> dict[str, JsonValue]:
    """The members of the event; those that may hold personal data are null unless revealed."""
    data: dict[str, JsonValue] = event.model_dump(mode="json", by_alias=True)
    if reveal or not isinstance(event, events.LeadReceived):
        return data
    return {name: None if name in HIDDEN else value for name, value in data.items()}


def _received(event: events.LeadReceived, *, reveal: bool) -> Line:
    came = _join(f"from {event.source}", event.channel, "a test" if event.is_test else None, event.campaign)
    acted = f"acted at {event.occurred_at:%Y-%m-%d %H:%M:%S}" if event.occurred_at else None
    who = _join(event.company, event.domain, event.job_title, event.country)
    person = _join(*(getattr(event, member) for member in sorted(PERSONAL))) if reveal else ""
    alike = f"may be the same person as lead {event.possible_duplicate_of}" if event.possible_duplicate_of else None
    alias = f"came as {event.came_as}" if event.came_as else None
    return Line("received", _lines(f"touch {event.touch_id}", came, alias, acted, who, alike, person))


def _verdict(event: Verdict) -> Line:
    cycle, code = getattr(event, "cycle", None), getattr(event, "reason_code", None)
    score = f"score {event.score}: fit {event.fit}, engagement {event.engagement}; grade {event.grade}"
    head = _join(event.motion, f"cycle {cycle}" if cycle else None, code, score)
    reasons = [f"{reason.points:+g} {reason.rule}: {reason.evidence}" for reason in event.reasons]
    ask = f"to ask: {', '.join(event.open_questions)}" if event.open_questions else None
    rules = f"rules {event.rule_set.name} {event.rule_set.version}, {_opener(event)}"
    return Line(event.NAME.removeprefix("lead."), _lines(head, *reasons, ask, rules))


def _opener(event: Verdict) -> str:
    handed = isinstance(event, events.LeadQualified) and event.reason_code == ACCOUNT_HANDOVER
    return "no touch: a hunter won the account, a farmer goes on" if handed else f"touch {event.touch_id}"


def _decided(event: events.LeadAssigned | events.LeadUnassigned, names: Names) -> Line:
    """As the rep is told it, who reads nothing but the record either."""
    cycle = f"cycle {event.cycle}"
    if isinstance(event, events.LeadAssigned):
        head = _join(f"to {event.rep_id}", event.role, event.stage, event.team, cycle, f"attempt {event.attempt}")
    else:
        head = _join(event.reason_code, cycle)
    return Line(event.NAME.removeprefix("lead."), (head, *retold(followed(None, event), names, Reader())))


def _waiting(event: events.LeadHandoverWaiting) -> Line:
    return Line("handover waits", (_join(f"{event.rep_id} keeps it", f"to a {event.stage}", event.reason_code),))


def _answer(event: events.LeadAccepted | events.LeadDeclined | events.LeadReleased) -> Line:
    return Line(event.NAME.removeprefix("lead."), (_join(f"by {event.rep_id}", event.reason_code),))


def _activity(event: events.LeadActivity) -> Line:
    who = "a machine" if event.automated else event.rep_id
    late = (event.recorded_at - event.occurred_at).total_seconds() > 1
    happened = f"happened at {event.occurred_at:%Y-%m-%d %H:%M:%S}" if late else None
    return Line(event.kind, (_join(event.direction, f"by {who}" if who else None, event.outcome, happened),))


def _closed(event: events.LeadClosed) -> Line:
    worth = f"{event.value:,.2f} {event.currency or ''}".strip() if event.value is not None else None
    return Line("closed", (_join(event.outcome, f"cycle {event.cycle}", worth, event.reason_code),))


def _alert(event: events.SlaWarned | events.SlaBreached | events.SlaEscalated) -> Line:
    span = f"{event.clock} since {event.started_at:%Y-%m-%d %H:%M:%S}, due {event.due_at:%Y-%m-%d %H:%M:%S}"
    owner = f"with {event.rep_id}" if event.rep_id else "without an owner"
    policy = f"policy {event.policy.name} {event.policy.version}"
    return Line(event.NAME.removeprefix("sla."), _lines(span, _join(owner, event.rung), policy))


def _met(event: events.SlaMet) -> Line:
    hours = event.elapsed_seconds / 3600
    return Line("met", (f"{event.clock} answered after {hours:.1f} h, due {event.due_at:%Y-%m-%d %H:%M:%S}",))


def _withdrawn(event: events.SlaWithdrawn) -> Line:
    return Line("withdrawn", (f"{event.reason_code}: answered at {event.answered_at:%Y-%m-%d %H:%M:%S}",))


def _stuck(event: events.LeadStuck) -> Line:
    return Line("stuck", (f"{event.stage} since {event.since:%Y-%m-%d %H:%M:%S}: {event.reason_code}",))


def _linked(event: events.LeadLinked) -> Line:
    return Line("linked", (_join(f"{event.from_} stands for lead {event.to}: {event.reason_code}", event.by),))


def _moved(event: events.LeadMoved) -> Line:
    return Line("moved", (f"touch {event.touch_id} went on to lead {event.to}",))


def _suppressed(event: events.LeadSuppressed) -> Line:
    return Line("suppressed", (_join(event.reason_code, f"from {event.source}"),))


def _refused(event: events.LeadRequestRefused) -> Line:
    return Line("refused", (f"{event.reason_code}, request {event.request_id}",))


_LINES: Final[Mapping[type[Event], Callable[[Any], Line]]] = {
    events.LeadHandoverWaiting: _waiting,
    events.LeadAccepted: _answer,
    events.LeadDeclined: _answer,
    events.LeadReleased: _answer,
    events.LeadActivity: _activity,
    events.LeadClosed: _closed,
    events.LeadLinked: _linked,
    events.LeadMoved: _moved,
    events.LeadSuppressed: _suppressed,
    events.LeadRequestRefused: _refused,
    events.SlaWarned: _alert,
    events.SlaBreached: _alert,
    events.SlaEscalated: _alert,
    events.SlaMet: _met,
    events.SlaWithdrawn: _withdrawn,
    events.LeadStuck: _stuck,
}


def _join(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _lines(*parts: str | None) -> tuple[str, ...]:
    return tuple(part for part in parts if part)
