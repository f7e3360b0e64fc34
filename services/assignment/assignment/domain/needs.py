"""Whom a lead needs: the steps of the policy with everything that they ask of this lead filled in.

Leads with the same needs can be taken by the same reps. They wait in one line, whose name is a digest of the needs.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

from assignment.domain.lead import Lead, Motion, Placement, Stage
from assignment.domain.policy_ref import PolicyRef
from assignment.domain.routing import ALWAYS, Criterion, Kind, Owner, RoutingPolicy, Step

Owners: TypeAlias = Callable[[str], tuple[str, ...]]
"""Who holds or won leads of a company, by its domain."""


class Ask(NamedTuple):
    """What one step asks of reps. Of ``territories``, ``languages``, ``skills``: None is not asked, empty is not known.

    Territories: one of these keys; languages: one of them; skills: all of them. ``wait``: seconds.
    """

    step: str
    kind: Kind
    skipped: bool = False
    reps: tuple[str, ...] = ()
    domain: str | None = None
    territories: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None
    team: str | None = None
    queue: str | None = None
    wait: int | None = None


class Needs(NamedTuple):
    """``had``: who has had the lead, sorted. ``waited``: waits of up to so many seconds are over for it."""

    policy: PolicyRef
    motion: Motion
    stage: Stage
    had: tuple[str, ...]
    asks: tuple[Ask, ...]
    waited: int = 0

    @property
    def line(self) -> str:
        """The name of the line in which leads with these needs wait."""
        return _digest(self)

    def next_wait(self) -> int | None:
        """The seconds since it began to wait after which a later step counts; None: no step keeps it waiting."""
        return min((ask.wait for ask in self.asks if ask.wait and ask.wait > self.waited), default=None)


def needs_of(policy: RoutingPolicy, placement: Placement, owners: Owners, now: datetime) -> Needs:
    """What the steps of the policy ask for this lead. ``owners`` is asked only where a step wants to know."""
    asks = tuple([_ask(step, placement, owners) for step in policy.steps])
    had = tuple(sorted(set(placement.had))) if placement.had else ()
    waited = _waited(asks, (now - placement.since).total_seconds()) if placement.since else 0
    return Needs(policy.ref, placement.lead.motion, placement.stage, had, asks, waited)


def domain_of(lead: Lead) -> str | None:
    """The domain of the lead's company."""
    said = lead.facts.get("domain")
    return said.strip().lower() or None if isinstance(said, str) else None


@lru_cache(maxsize=4096)
def _digest(needs: Needs) -> str:
    return blake2b(repr(needs).encode(), digest_size=10).hexdigest()


def _waited(asks: tuple[Ask, ...], seconds: float) -> int:
    return max((ask.wait for ask in asks if ask.wait and ask.wait <= seconds), default=0)


def _ask(step: Step, placement: Placement, owners: Owners) -> Ask:
    lead = placement.lead
    if step.when is not ALWAYS and not step.when.fits(lead, placement.stage):
        return Ask(step.name, step.kind, skipped=True)
    match step.kind:
        case Kind.OWNER:
            reps = tuple(dict.fromkeys(_owners(step, placement, owners)))
            return Ask(step.name, step.kind, reps=reps, wait=step.wait)
        case Kind.ACCOUNTS:
            return Ask(step.name, step.kind, domain=domain_of(lead), wait=step.wait)
        case Kind.MATCH:
            return Ask(
                step.name,
                step.kind,
                territories=_territories(lead) if Criterion.TERRITORY in step.match else None,
                languages=_words(lead, "language") if Criterion.LANGUAGES in step.match else None,
                skills=_words(lead, "skills") if Criterion.SKILLS in step.match else None,
                team=step.team,
                wait=step.wait,
            )
    return Ask(step.name, step.kind, team=step.team, queue=step.queue, wait=step.wait)


def _owners(step: Step, placement: Placement, owners: Owners) -> Iterator[str]:
    if Owner.EARLIER_CYCLE in step.owner and placement.earlier:
        yield placement.earlier
    if Owner.ACCOUNT in step.owner and (domain := domain_of(placement.lead)):
        yield from owners(domain)


def _territories(lead: Lead) -> tuple[str, ...]:
    """The keys of the territories in which the lead lies: ``DE``, ``DE-BY``, ``DE:8``, ``DE:80``, …

    ``region`` and ``postal_prefix`` (``DE:803``) name their country, as territories do.
    """
    keys = [place for name in ("country", "region") if (place := _text(lead, name))]
    country, _, postal = (_text(lead, "postal_prefix") or "").partition(":")
    keys += (f"{country}:{postal[:length]}" for length in range(1, len(postal) + 1))
    return tuple(keys)


def _text(lead: Lead, name: str) -> str | None:
    said = lead.facts.get(name)
    return said.strip().upper() if isinstance(said, str) else None


def _words(lead: Lead, name: str) -> tuple[str, ...]:
    """One value, several in a list, or several in a text with spaces or commas between them; in lower case."""
    said = lead.facts.get(name)
    if isinstance(said, str):
        said = said.replace(",", " ").split()
    return tuple(sorted({str(one).strip().lower() for one in said})) if isinstance(said, list) else ()
