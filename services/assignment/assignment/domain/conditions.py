"""Conditions of a policy: what must hold of a lead."""

from dataclasses import dataclass

from assignment.domain.lead import Lead, Motion, Stage


@dataclass(frozen=True, slots=True)
class When:
    """Conditions: all that are given hold. What is not known of a lead is not a match."""

    motion: Motion | None = None
    stage: Stage | None = None
    countries: frozenset[str] | None = None
    grades: frozenset[str] | None = None
    min_score: int | None = None
    min_priority: int | None = None
    facts: tuple[tuple[str, frozenset[str]], ...] = ()
    """Names of facts and what they may be, in lower case."""

    def fits(self, lead: Lead, stage: Stage) -> bool:
        """Whether the lead, at that stage, falls under them."""
        return (
            self.motion in (None, lead.motion)
            and self.stage in (None, stage)
            and (self.countries is None or lead.facts.get("country") in self.countries)
            and (self.grades is None or lead.grade in self.grades)
            and (self.min_score is None or lead.score >= self.min_score)
            and (self.min_priority is None or lead.priority >= self.min_priority)
            and all(_said(lead, name) in values for name, values in self.facts)
        )


def _said(lead: Lead, name: str) -> str | None:
    said = lead.facts.get(name)
    return said.strip().lower() if isinstance(said, str) else None if said is None else str(said)
