"""What a text means, as a rule file writes it."""

from typing import Literal

from pydantic import Field, field_validator

from qualification.adapters.rules.ideal_customer import Part, Slug, WordList


class MeaningPart(Part):
    """A meaning, and the words that show it."""

    name: Slug
    words: WordList


class TermPart(Part):
    """The text that is read and what it can mean; the first meaning that fits counts."""

    reads: Literal["job_title", "company", "company_type", "sector", "campaign", "message"]
    meanings: tuple[MeaningPart, ...] = Field(min_length=1)

    @field_validator("meanings")
    @classmethod
    def _differ(cls, meanings: tuple[MeaningPart, ...]) -> tuple[MeaningPart, ...]:
        names = [meaning.name for meaning in meanings]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"expected every meaning once, and {', '.join(twice)} stands there twice")
        if "other" in names:
            raise ValueError("other is what a text means that fits none: choose another name")
        return meanings
