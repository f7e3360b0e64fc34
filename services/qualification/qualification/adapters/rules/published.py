"""The rule sets that were published, as one book."""

from collections.abc import Iterable
from typing import Final

from pydantic import ValidationError

from lead_contracts.base import Event
from lead_contracts.events import ConfigPublished
from lead_contracts.topics import CONFIG_VERSIONS
from lead_runtime.engine.api import Globals
from qualification.adapters.rules.compile import compile_rules
from qualification.adapters.rules.file import RuleFile
from qualification.domain.rules import Published, RuleBook, RuleSet, UnreadableRuleSet

KIND: Final = "rules"


def is_rules(event: Event) -> bool:
    """Whether it is a published rule set."""
    return isinstance(event, ConfigPublished) and event.kind == KIND


def compiled(event: ConfigPublished) -> RuleSet:
    """The rule set of a published version. Raises ValidationError for one that this release cannot read."""
    return compile_rules(RuleFile.model_validate(event.content), event.version)


class Shelf:
    """The compiled book of all published sets; compiles again only what was published since."""

    def __init__(self) -> None:
        self._version = -1
        self._compiled: dict[str, RuleSet] = {}
        self._book = RuleBook()

    def book(self, world: Globals) -> RuleBook:
        """The book. Raises UnreadableRuleSet."""
        version = world.version(CONFIG_VERSIONS)
        if version != self._version:
            events = world.items(CONFIG_VERSIONS).values()
            self._book = self._bound(event for event in events if isinstance(event, ConfigPublished))
            self._version = version
        return self._book

    def _bound(self, events: Iterable[ConfigPublished]) -> RuleBook:
        return RuleBook(
            tuple(
                Published(self.rules(event), event.effective_from, event.published_at)
                for event in events
                if event.kind == KIND
            )
        )

    def rules(self, event: ConfigPublished) -> RuleSet:
        """The rule set of a published version, compiled once. Raises UnreadableRuleSet."""
        key = event.key()
        if key not in self._compiled:
            try:
                self._compiled[key] = compiled(event)
            except ValidationError as error:
                first = error.errors(include_input=False)[0]
                where = ".".join(map(str, first["loc"]))
                raise UnreadableRuleSet(f"cannot read the published {key}: {where}: {first['msg']}") from None
        return self._compiled[key]
