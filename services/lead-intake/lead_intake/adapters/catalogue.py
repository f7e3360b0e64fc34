"""The configured sources: who they are, how they prove it, and who a CloudEvent's ``source`` stands for."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from lead_intake.adapters.mappings import GENERIC, Settled
from lead_intake.adapters.signatures import SCHEMES
from lead_intake.adapters.sources import ADAPTERS
from lead_intake.adapters.sources.cloudevents import Route
from lead_intake.adapters.sources.mapping import Mappings
from lead_intake.domain.delivery import Channel, Motion
from lead_intake.settings import PREFIX, SourceSettings
from lead_runtime.exits import ConfigurationError


@dataclass(frozen=True, slots=True)
class Source:
    """One source. Without ``secrets`` nothing it sends to ``/hooks`` is believed."""

    name: str
    adapter: str
    schemes: tuple[str, ...] = ()
    secrets: tuple[bytes, ...] = ()
    motion: Motion | None = None
    prefixes: tuple[str, ...] = ()
    verify_tokens: tuple[bytes, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    channel: Channel | None = None

    def __repr__(self) -> str:
        """Shows no secret."""
        return f"Source(name={self.name!r}, adapter={self.adapter!r})"


class Catalogue:
    """All sources, by name."""

    def __init__(self, sources: Mapping[str, Source], mappings: Mappings = MappingProxyType({})) -> None:
        self._sources = dict(sources)
        self.mappings = mappings
        by_prefix = [(prefix, source) for source in sources.values() for prefix in source.prefixes]
        self._prefixes = sorted(by_prefix, key=lambda item: -len(item[0]))

    @classmethod
    def of(
        cls,
        settings: Mapping[str, SourceSettings],
        environment: Mapping[str, str] | None,
        settled: Mapping[str, Settled] = MappingProxyType({}),
    ) -> "Catalogue":
        """From the settings and what the mappings settle. Raises ConfigurationError for an adapter or a scheme that there
        is not, for a secret that is named and not in ``environment``, and for a mapping that does not fit its source.

        Without an environment the sources are known and none of them is believed, which is enough to read with.
        """
        sources = {name: _source(name, one, environment) for name, one in settings.items()}
        known = cls(sources)
        sources |= {name: settle(known.known(name), one, configured=name in settings) for name, one in settled.items()}
        return cls(sources, {name: one.mapping for name, one in settled.items() if one.mapping})

    def find(self, name: str) -> Source | None:
        """The configured source of that name."""
        return self._sources.get(name)

    def known(self, name: str) -> Source:
        """The source, configured or not: one that is not is read by the adapter of its name, else by what its fields mean."""
        adapter = name.replace("-", "_")
        return self._sources.get(name) or Source(name, adapter if adapter in ADAPTERS else "generic")

    def route(self, event_source: str) -> Route | None:
        """Who a CloudEvent's ``source`` stands for: the longest configured beginning of it wins; None if there is none."""
        for prefix, source in self._prefixes:
            if event_source.startswith(prefix):
                adapter = "canonical" if source.adapter == "cloudevents" else source.adapter
                return Route(source.name, adapter, source.motion)
        return None


def _source(name: str, said: SourceSettings, environment: Mapping[str, str] | None) -> Source:
    _known(f"{name}.adapter", [said.adapter], ADAPTERS)
    _known(f"{name}.schemes", said.schemes, SCHEMES)
    secrets = () if environment is None else said.live_secrets(environment)
    verify = (said.verify_token.get_secret_value().encode(),) if said.verify_token else ()
    return Source(name, said.adapter, said.schemes, secrets, said.motion, said.cloudevent_sources, verify, said.labels)


def settle(source: Source, settled: Settled, *, configured: bool) -> Source:
    """The source as its mapping settles it; what the settings say of it goes first. ConfigurationError where they differ."""
    adapter = source.adapter if configured else settled.adapter or source.adapter
    if settled.adapter not in (None, adapter):
        raise ConfigurationError(f"{settled.path}: adapter: {PREFIX}SOURCES.{source.name}.adapter is {adapter}")
    if settled.mapping is not None and adapter != GENERIC:
        raise ConfigurationError(
            f"{settled.path}: {source.name} is read by {adapter}: a mapping needs the adapter {GENERIC}"
        )
    return replace(source, adapter=adapter, motion=source.motion or settled.motion, channel=settled.channel)


def _known(where: str, said: Iterable[str], known: Collection[str]) -> None:
    for word in said:
        if word not in known:
            raise ConfigurationError(f"{PREFIX}SOURCES.{where}: {word} is not one of {', '.join(sorted(known))}")
