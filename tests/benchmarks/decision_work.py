"""What the decisions of the benchmarks are about: the reps of a pool, and leads that come and go."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from assignment.adapters.publish import published_routing
from lead_contracts.base import Event
from lead_contracts.codec import Envelope, encode
from lead_contracts.events import ConfigPublished, LeadClosed, LeadQualified, RepChanged
from lead_contracts.values import VersionRef

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
POOL = "default"
ROUTING = Path(__file__).parents[2] / "deploy" / "config" / "routing.yaml"
OPEN = 12
"""Leads a rep has open at most where leads are closed; the floor is kept about two thirds full."""
ZONES, TONGUES = ("Europe/Berlin", "Europe/London", "America/New_York"), (("de", "en"), ("en",), ("fr", "en"))


class Raw(NamedTuple):
    """A record of assignment.requests."""

    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


def routing() -> ConfigPublished:
    """The shipped policy, in effect."""
    return published_routing(ROUTING, NOW - timedelta(days=2), "bench")


def reps(count: int, most: int = OPEN) -> Iterator[RepChanged]:
    """Reps of both roles with weights, caps, zones and languages; one in ten is away, one in twenty paused."""
    away = {"starts_at": datetime(2020, 1, 1, tzinfo=UTC), "ends_at": datetime(2040, 1, 1, tzinfo=UTC)}
    for n in range(count):
        yield RepChanged.model_validate(
            {
                "rep_id": f"rep.number-{n:04}",
                "name": f"Rep {n}",
                "role": ("farmer", "hunter", "both")[n % 3],
                "team": ("north", "south")[n % 2],
                "weight": (1.0, 1.0, 0.5, 2.0)[n % 4],
                "max_open": most,
                "max_per_day": 100_000,
                "time_zone": ZONES[n % 3],
                "languages": TONGUES[n % 3],
                "absences": [away] if n % 10 == 9 else [],
                "active": n % 20 != 18,
            }
        )


def closing(count: int, size: int) -> Iterator[LeadQualified | LeadClosed]:
    """``count`` leads of both motions in a pool of ``size``; each is closed before the floor grows too full."""
    lag = max(1, size * OPEN * 6 // 10)
    for n in range(count):
        yield lead(n)
        if n >= lag:
            yield LeadClosed.model_construct(
                lead_id=f"{n - lag:032x}", cycle=1, outcome="lost", occurred_at=NOW, decided_at=NOW
            )


def lead(n: int) -> LeadQualified:
    """A lead with facts as qualification writes them."""
    return LeadQualified.model_construct(
        lead_id=f"{n:032x}",
        touch_id=f"touch-{n}",
        cycle=1,
        motion=("inbound", "outbound")[n % 2],
        score=50 + n % 50,
        fit=60,
        engagement=40,
        grade="ABCD"[n % 4],
        priority=n % 5,
        reasons=(),
        rule_set=VersionRef(name="inbound", version=1),
        received_at=NOW,
        decided_at=NOW,
        facts={
            "company": f"Company {n}",
            "domain": f"company{n}.example",
            "country": ("SE", "DE", "GB")[n % 3],
            "language": ("en", "de")[n % 2],
            "job_title": "Head of Logistics IT",
            "source": "hubspot",
            "campaign": "autumn",
        },
    )


def raw(number: int, event: Event) -> Raw:
    """As assignment.route would have written it."""
    headers, value = encode(Envelope(f"event-{number}", "/bench", NOW), event)
    return Raw(POOL.encode(), value, list(headers))


def log_of(count: int, size: int, *, closes: bool) -> Iterator[Raw]:
    """The pool's log: its reps, then the leads. ``closes``: each is closed later; else reps are never full."""
    if closes:
        return _numbered(chain(reps(size), closing(count, size)))
    return _numbered(chain(reps(size, most=count), map(lead, range(count))))


def _numbered(events: Iterable[Event]) -> Iterator[Raw]:
    return (raw(number, each) for number, each in enumerate(events))
