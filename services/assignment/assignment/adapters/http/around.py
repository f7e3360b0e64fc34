"""What is shown around a lead: the company, the time there, what helps."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel

from assignment.adapters.materials_file import Material
from assignment.application.calling import Calling
from assignment.application.views import Members


class CompanyOut(BaseModel):
    """What is known of the company and the person's place in it; None: not known."""

    name: str | None = None
    domain: str | None = None
    sector: str | None = None
    employees: str | None = None
    country: str | None = None
    region: str | None = None
    language: str | None = None
    job_title: str | None = None

    @classmethod
    def of(cls, facts: Members) -> Self:
        """As the facts of the verdict have it."""
        named = {name: facts.get("company" if name == "name" else name) for name in cls.model_fields}
        return cls.model_validate({name: value for name, value in named.items() if isinstance(value, str)})


class CallingOut(BaseModel):
    """The prospect's local time and whether to call. ``earliest`` and ``latest`` differ where several zones may be theirs.

    ``allowed``: ``in_part``: in some of the zones alone; ``never``: they asked not to be called. ``until``: as long as it
    is fine in all of them; ``next_at``: when it is so again.
    """

    zones: list[str]
    known_by: Literal["region", "phone", "country"]
    earliest: datetime
    latest: datetime
    allowed: Literal["yes", "no", "in_part", "never"]
    until: datetime | None
    next_at: datetime | None
    in_words: str

    @classmethod
    def of(cls, told: Calling, in_words: str) -> Self:
        """As shown."""
        return cls(
            zones=list(told.where.zones),
            known_by=told.where.known_by,
            earliest=told.earliest,
            latest=told.latest,
            allowed=told.allowed,
            until=told.until,
            next_at=told.next_at,
            in_words=in_words,
        )


class MaterialOut(BaseModel):
    """Something that helps with the lead."""

    name: str
    kind: str
    url: str
    language: str | None

    @classmethod
    def of(cls, material: Material) -> Self:
        """As shown."""
        return cls(name=material.name, kind=material.kind, url=str(material.url), language=material.language)
