"""The configured sources: who they are, how they prove it, and who a CloudEvent's ``source`` stands for."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from lead_intake.adapters.signatures import SCHEMES
from lead_intake.adapters.sources import ADAPTERS
from lead_intake.adapters.sources.cloudevents import Route
from lead_intake.domain.delivery import Motion
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

    def __repr__(self) -> str:
        """Shows no secret."""
        return f"Source(name={self.name!r}, adapter={self.adapter!r})"


class Catalogue:
    """All sources, by name."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = dict(sources)
        by_prefix = [(prefix, source) for source in sources.values() for prefix in source.prefixes]
        self._prefixes = sorted(by_prefix, key=lambda item: -len(item[0]))

    @classmethod
    def of(cls, settings: Mapping[str, SourceSettings], environment: Mapping[str, str] | None) -> "Catalogue":
        """From the settings. Raises ConfigurationError for an adapter or a scheme that there is not,
        and for a secret that is named and not in ``environment``.

        Without an environment the sources are known and none of them is believed, which is enough to read with.
        """
        return cls({name: _source(name, one, environment) for name, one in settings.items()})

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


def _known(where: str, said: Iterable[str], known: Collection[str]) -> None:
    for word in said:
        if word not in known:
            raise ConfigurationError(f"{PREFIX}SOURCES.{where}: {word} is not one of {', '.join(sorted(known))}")
