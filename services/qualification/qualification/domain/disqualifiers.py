"""Why a lead is nobody's work. A fact that is missing disqualifies nobody, unless a rule asks for it by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from qualification.domain.text import Words, plain_fact, shown

ConsentRule: TypeAlias = Literal["not_refused", "given"]
Facts: TypeAlias = Mapping[str, str]


class Check(Protocol):
    """One condition."""

    def evidence(self, facts: Facts) -> str | None:
        """What it saw, in short words; None when it does not apply."""


@dataclass(frozen=True, slots=True)
class Domains:
    """The company's domain, or that of the e-mail address, is one of ``names`` or lies below one (``edu``: all of it)."""

    names: frozenset[str]

    def evidence(self, facts: Facts) -> str | None:
        """See ``Check``."""
        return self._find(facts.get("domain", "")) or self._find(facts.get("mail_domain", ""))

    def _find(self, domain: str) -> str | None:
        while domain:
            if domain in self.names:
                return domain
            domain = domain.partition(".")[2]
        return None


@dataclass(frozen=True, slots=True)
class Wording:
    """The fact (company, job_title) has one of the words."""

    fact: str
    words: Words

    def evidence(self, facts: Facts) -> str | None:
        """See ``Check``."""
        text = facts.get(self.fact)
        return shown(text) if text is not None and self.words.find(plain_fact(text)) is not None else None


@dataclass(frozen=True, slots=True)
class Countries:
    """The country is one of ``these``; with ``outside``, it is none of them."""

    these: frozenset[str]
    outside: bool = False

    def evidence(self, facts: Facts) -> str | None:
        """See ``Check``."""
        country = facts.get("country")
        return country if country is not None and (country in self.these) is not self.outside else None


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """The e-mail address is of one of these kinds: personal, shared."""

    kinds: frozenset[str]

    def evidence(self, facts: Facts) -> str | None:
        """See ``Check``."""
        kind = facts.get("mailbox")
        return f"{kind} mailbox" if kind in self.kinds else None


@dataclass(frozen=True, slots=True)
class Flags:
    """Intake found one of these odd things about the touch."""

    names: frozenset[str]

    def evidence(self, facts: Facts) -> str | None:
        """See ``Check``."""
        found = self.names.intersection(facts.get("flags", "").split())
        return ", ".join(sorted(found)) or None


@dataclass(frozen=True, slots=True)
class Consent:
    """The person said no; with ``must`` given, they did not say yes."""

    must: ConsentRule

    def evidence(self, facts: Facts) -> str | None:
        """See ``Check``."""
        consent = facts.get("consent")
        if consent == "refused":
            return "consent refused"
        return "no consent on record" if consent is None and self.must == "given" else None


@dataclass(frozen=True, slots=True)
class Disqualifier:
    """One reason; any of its checks is enough."""

    reason_code: str
    checks: tuple[Check, ...]

    def evidence(self, facts: Facts) -> str | None:
        """What the first check that applies saw; None when none does."""
        for check in self.checks:
            seen = check.evidence(facts)
            if seen is not None:
                return seen
        return None
