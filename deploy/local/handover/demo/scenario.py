"""The story of the demo: what is sent, and what has to be seen before it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from handover.demo.prospects import prospects
from handover.demo.receiver import TEAM, Receiver
from handover.demo.sender import SIGNED, Sender
from handover.demo.watcher import Watcher
from lead_contracts.events import (
    DeadLettered,
    LeadAccepted,
    LeadAssigned,
    LeadClosed,
    LeadDisqualified,
    LeadQualified,
    LeadReceived,
    LeadTouched,
    LeadUnassigned,
    SlaBreached,
    SlaWithdrawn,
)

PROSPECTS = 1000
UNANSWERED = ("late.one@aldgate-foods.example", "late.two@aldgate-foods.example")
ANSWERED = "in.time@aldgate-foods.example"
Step = Callable[[str], None]


@dataclass
class Sent:
    """What the marketing systems sent, by the way it came."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def touches(self) -> int:
        """Distinct touches that must have a verdict."""
        return sum(count for way, count in self.counts.items() if way not in {DUPLICATE, POISON})


DUPLICATE, POISON = "the same HubSpot delivery once more", "poison: bytes that are no event"


def play(sender: Sender, watcher: Watcher, receiver: Receiver, step: Step) -> Sent:
    """Sends everything and returns when all of it has had its effect. Raises HandoverError."""
    sent = Sent()
    step("marketing systems deliver")
    _deliver(sender, sent)
    step("a list of outbound prospects")
    sent.counts["outbound prospects (Apollo list)"] = sender.prospects(prospects(PROSPECTS))
    watcher.until("a verdict for every touch", lambda: _verdicts(watcher) >= sent.touches, 120)
    watcher.until("an owner or a reason for every lead", lambda: _placed(watcher), 120)
    watcher.until("a signed webhook for every lead of the team", lambda: len(receiver.messages) >= _of_team(watcher))
    step("nobody answered in 24 hours")
    watcher.until("the breaches", lambda: _breached(watcher, *UNANSWERED, ANSWERED))
    step("a reply made in time arrives late")
    sender.call(lead_of(watcher, ANSWERED), datetime.now(UTC) - timedelta(hours=4))
    watcher.until("the withdrawal", lambda: watcher.all(SlaWithdrawn))
    step("a rep accepts, another closes")
    _work(sender, watcher)
    watcher.until("the dead letter", lambda: watcher.all(DeadLettered))
    return sent


def _deliver(sender: Sender, sent: Sent) -> None:
    for name in SIGNED:
        sender.sample(name)
        sent.counts[f"{name.partition('/')[0]}, signed, over HTTP"] = 1
    sender.sample(SIGNED[0])
    sent.counts[DUPLICATE] = 1
    sender.kafka_sample("cloudevents/kafka_structured")
    sent.counts["a CloudEvent straight to Kafka"] = 1
    sender.to_kafka(b"\x00\xff not an event", [("content-type", b"application/json")])
    sent.counts[POISON] = 1
    yesterday = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
    sender.leads(*({"email": email, "company": "Aldgate Foods", "job_title": "Head of IT", "country": "GB",
                    "occurred_at": yesterday} for email in (*UNANSWERED, ANSWERED)))  # fmt: skip
    sent.counts["leads submitted 25 hours ago"] = len(UNANSWERED) + 1


def _work(sender: Sender, watcher: Watcher) -> None:
    """The first owner accepts, the second closes as won: which frees a place."""
    owned = [assigned for assigned in watcher.all(LeadAssigned) if assigned.role == "farmer"]
    first, second = owned[0], owned[1]
    sender.request(first.lead_id, "accept", first.rep_id)
    watcher.until("the acceptance", lambda: watcher.all(LeadAccepted))
    sender.request(second.lead_id, "close", second.rep_id, outcome="won", value=12000, currency="EUR")
    watcher.until("the close", lambda: watcher.all(LeadClosed))


def lead_of(watcher: Watcher, email: str) -> str:
    """The lead's id."""
    return next(lead.lead_id for lead in watcher.all(LeadReceived) if lead.email == email)


def _verdicts(watcher: Watcher) -> int:
    found = [*watcher.all(LeadQualified), *watcher.all(LeadDisqualified), *watcher.all(LeadTouched)]
    return len({verdict.touch_id for verdict in found})


def _placed(watcher: Watcher) -> bool:
    placed = {lead.lead_id for lead in watcher.all(LeadAssigned)} | {
        lead.lead_id for lead in watcher.all(LeadUnassigned)
    }
    return {lead.lead_id for lead in watcher.all(LeadQualified)} <= placed


def _of_team(watcher: Watcher) -> int:
    return sum(lead.team == TEAM for lead in watcher.all(LeadAssigned))


def _breached(watcher: Watcher, *emails: str) -> bool:
    leads = {lead_of(watcher, email) for email in emails}
    return leads <= {breach.lead_id for breach in watcher.all(SlaBreached)}
