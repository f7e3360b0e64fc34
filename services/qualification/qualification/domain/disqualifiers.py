"""Why a lead is nobody's work. A fact that is missing disqualifies nobody, unless a rule asks for it by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from qualification.domain.text import Words, plain_fact, shown

ConsentRule: TypeAlias = Literal["not_refused", "given"]


@dataclass(frozen=True, slots=True)
class Domains:
    """Internet domains: exact ones with all below them, and endings (``*.edu``)."""

    names: frozenset[str]

    def find(self, domain: str) -> str | None:
        """The entry that the domain is, or lies under."""
        while domain:
            if domain in self.names:
                return domain
            domain = domain.partition(".")[2]
        return None


@dataclass(frozen=True, slots=True)
class Disqualifier:
    """One reason; any of its conditions is enough. ``within``: the only countries that are served."""

    reason_code: str
    domains: Domains | None = None
    companies: Words | None = None
    titles: Words | None = None
    countries: frozenset[str] | None = None
    within: frozenset[str] | None = None
    mailboxes: frozenset[str] | None = None
    consent: ConsentRule | None = None

    def evidence(self, facts: Mapping[str, str]) -> str | None:
        """What it saw, in short words; None when it does not apply."""
        return (
            self._by_domain(facts)
            or _by_words(self.companies, facts.get("company"))
            or _by_words(self.titles, facts.get("job_title"))
            or self._by_country(facts)
            or self._by_mailbox(facts)
            or self._by_consent(facts)
        )

    def _by_domain(self, facts: Mapping[str, str]) -> str | None:
        if self.domains is None:
            return None
        return self.domains.find(facts.get("domain", "")) or self.domains.find(facts.get("mail_domain", ""))

    def _by_country(self, facts: Mapping[str, str]) -> str | None:
        country = facts.get("country")
        if country is None:
            return None
        refused = self.countries is not None and country in self.countries
        return country if refused or (self.within is not None and country not in self.within) else None

    def _by_mailbox(self, facts: Mapping[str, str]) -> str | None:
        mailbox = facts.get("mailbox")
        return f"{mailbox} mailbox" if self.mailboxes is not None and mailbox in self.mailboxes else None

    def _by_consent(self, facts: Mapping[str, str]) -> str | None:
        consent = facts.get("consent")
        if self.consent is None or consent == "given":
            return None
        if consent == "refused":
            return "consent refused"
        return "no consent on record" if self.consent == "given" else None


def _by_words(words: Words | None, text: str | None) -> str | None:
    if words is None or text is None or words.find(plain_fact(text)) is None:
        return None
    return shown(text)
