"""What was promised: every item that a 202 acknowledged, and every request; held against what lies on the topics."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.chaos.crowd import Kind, Post

from lead_contracts import events, topics
from lead_contracts.base import Event
from lead_runtime.admin import read_topic
from lead_runtime.engine.api import Record
from lead_runtime.engine.wire import read_event

READ = (topics.LEADS_RECEIVED, topics.LEADS_ACTIVITIES, topics.LEADS_QUALIFIED, topics.LEADS_ASSIGNED)
DECIDED_BY_ASSIGNMENT = (events.LeadAcceptRequest, events.LeadDeclineRequest, events.LeadReleaseRequest)


@dataclass(slots=True)
class Ledger:
    """Counts tries and answers, and remembers what was acknowledged. Written by one thread at a time."""

    posts: int = 0
    tries: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    """By status, or by the name of what cut the connection."""
    unavailable_without_retry_after: int = 0
    refused: list[str] = field(default_factory=list)
    """What no client should have been told: anything but a 202, or that it should try again."""
    kept: dict[Kind, set[str]] = field(default_factory=lambda: defaultdict(set))
    deliveries: set[str] = field(default_factory=set)
    """The ids that lead-intake gave to what it acknowledged; a list has none."""
    repeats: int = 0
    """POSTs that were sent once more though they had been acknowledged."""

    def acknowledged(self, post: Post, marks: Iterable[str] = (), deliveries: Iterable[str] = ()) -> None:
        """A 202; ``marks``: the names that the answer gave, where the POST had none; ``deliveries``: the ids it gave."""
        self.kept[post.kind].update(post.marks or marks)
        self.deliveries.update(deliveries)


@dataclass(slots=True)
class Found:
    """The marks on the topics, and what was decided."""

    deliveries: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    """By id: the instant of arrival in each record of it. What was sent twice by us came once, at one instant."""
    touches: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By mark: a repeated delivery has the touch of the first."""
    verdicts: Counter[str] = field(default_factory=Counter)
    activities: set[str] = field(default_factory=set)
    suppressions: set[str] = field(default_factory=set)
    requests: dict[str, type[Event]] = field(default_factory=dict)
    answered: Counter[str] = field(default_factory=Counter)
    """Requests, by how often they were answered."""

    @property
    def sent_twice(self) -> int:
        """Deliveries that came once and are on the topic more often."""
        return sum(len(instants) > len(set(instants)) for instants in self.deliveries.values())

    def take_delivery(self, record: Record) -> None:
        """One record of marketing.events, which our intake wrote."""
        self.deliveries[(record.key or b"").decode()].append(dict(record.headers)["ce_time"])

    def take(self, event: Event) -> None:
        """One event of the topics."""
        match event:
            case events.LeadReceived():
                self.touches[str(event.attributes.get("mark"))].add(event.touch_id)
            case events.LeadQualified() | events.LeadDisqualified() | events.LeadTouched():
                self.verdicts[event.touch_id] += 1
            case events.LeadActivity():
                self.activities.add(event.outcome or "")
            case events.LeadSuppressed():
                self.suppressions.add(event.reason_code)
            case events.requests.LeadRequest():
                self.requests[event.request_id] = type(event)
            case events.LeadRequestRefused():
                self.answered[event.request_id] += 1
            case _:
                self.answered[getattr(event, "request_id", None) or ""] += 1


def on_the_topics(bootstrap_servers: str) -> Found:
    """All that is committed there now."""
    found = Found()
    for record in read_topic(bootstrap_servers, topics.MARKETING_EVENTS):
        found.take_delivery(record)
    for topic in READ:
        for record in read_topic(bootstrap_servers, topic):
            found.take(read_event(record))
    return found


def broken_promises(ledger: Ledger, found: Found) -> Iterator[str]:
    """Each in a line: what was acknowledged and is lost, decided twice, or was never decided."""
    kept = ledger.kept
    for delivery in sorted(ledger.deliveries - found.deliveries.keys()):
        yield f"delivery {delivery} was acknowledged and is not in the topic"
    for mark in sorted(kept["lead"]):
        touches = found.touches.get(mark, set())
        if len(touches) != 1:
            yield f"lead {mark} was acknowledged and has {len(touches)} touches"
        for touch in touches:
            if found.verdicts[touch] != 1:
                yield f"lead {mark} was acknowledged and its touch has {found.verdicts[touch]} verdicts"
    yield from (f"activity {mark} is lost" for mark in sorted(kept["activity"] - found.activities))
    yield from (f"suppression {mark} is lost" for mark in sorted(kept["suppression"] - found.suppressions))
    for request in sorted(kept["request"]):
        kind = found.requests.get(request)
        if kind is None:
            yield f"request {request} was acknowledged and is lost"
        elif issubclass(kind, (*DECIDED_BY_ASSIGNMENT, events.LeadCloseRequest)) and found.answered[request] != 1:
            yield f"{kind.NAME} {request} was answered {found.answered[request]} times"
