"""What holds for all leads: how far the log reaches, the published versions, the dead letters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .clocks import Terms
from .dead_letters import DeadLetters
from .facts import Touch, Version
from .waits import NO_WAITS, NONE, Waits


@dataclass(frozen=True, slots=True)
class Published:
    """A version as it was published; the first publication of a name and version counts, since versions never change."""

    kind: str
    version: Version
    effective_from: datetime
    published_at: datetime
    terms: Terms | None = None
    """What an SLA policy promises."""
    waits: Waits = NO_WAITS
    """How long a rule set lets touches wait."""


@dataclass(slots=True)
class Versions:
    """All that config.versions holds."""

    _published: dict[tuple[str, Version], Published] = field(default_factory=dict)

    def add(self, published: Published) -> None:
        """Takes in one publication."""
        self._published.setdefault((published.kind, published.version), published)

    def effective(self, kind: str, version: Version, instant: datetime) -> bool:
        """Whether that version exists and had taken effect at ``instant``."""
        published = self._published.get((kind, version))
        return published is not None and published.effective_from <= instant

    def get(self, kind: str, version: Version) -> Published | None:
        """The publication, or None."""
        return self._published.get((kind, version))

    def in_force(self, kind: str, since: datetime, until: datetime, name: str | None = None) -> Iterator[Published]:
        """Every version of that kind, and name if one is given, that was the newest effective one in the span."""
        ordered = sorted(
            (each for each in self._published.values() if each.kind == kind and name in (None, each.version.name)),
            key=lambda published: (published.effective_from, published.published_at, published.version.number),
        )
        for published, successor in zip(ordered, [*ordered[1:], None], strict=True):
            if published.effective_from <= until and (successor is None or successor.effective_from > since):
                yield published

    def may_wait(self, touch: Touch, leeway: timedelta) -> timedelta:
        """How long the touch may go without a verdict, by any rule set in force when it came; with ``leeway`` if at all."""
        since, until = touch.at.time - leeway, touch.at.time + leeway
        names = {version.name for kind, version in self._published if kind == "rules"}
        in_force = (each for name in names for each in self.in_force("rules", since, until, name))
        longest = max((published.waits.of(touch) for published in in_force), default=NONE)
        return longest + leeway if longest else NONE


@dataclass(frozen=True, slots=True)
class Scope:
    """How far an audit can see.

    ``read_until``: what was written by then must have had its effect. ``kept_from``: for a topic that retention has
    shortened, the instant from which it is whole. ``leeway``: how far the instants of two writers may be apart from
    the order of their records (clocks, buffers); within it the audit gives the benefit of the doubt.
    """

    read_until: datetime
    kept_from: Mapping[str, datetime] = field(default_factory=dict)
    leeway: timedelta = timedelta(seconds=5)

    def settled(self, instant: datetime) -> bool:
        """Whether what followed from something written at ``instant`` must be on the log."""
        return instant <= self.read_until

    def reaches(self, topic: str, instant: datetime) -> bool:
        """Whether a record written at ``instant`` would still be on the topic."""
        kept_from = self.kept_from.get(topic)
        return kept_from is None or instant > kept_from

    def whole(self, topic: str) -> bool:
        """Whether retention has taken nothing from the topic yet."""
        return topic not in self.kept_from


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a judge may look at besides the lead."""

    scope: Scope
    versions: Versions
    dead_letters: DeadLetters
