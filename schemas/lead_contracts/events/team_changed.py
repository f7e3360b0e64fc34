"""A team as it is now."""

from typing import ClassVar

from pydantic import Field

from lead_contracts.base import Event
from lead_contracts.topics import SALES_REPS
from lead_contracts.values import Id, JsonObject


class TeamChanged(Event):
    """The whole of a team, under the key ``team:TEAM_ID``; the newest record is the truth, a tombstone removes it."""

    NAME: ClassVar[str] = "team.changed"
    TOPIC: ClassVar[str] = SALES_REPS
    KEY: ClassVar[str] = "team_id"
    PREFIX: ClassVar[str] = "team:"
    """Of the key: teams lie among the reps, and no id of a rep begins so."""

    team_id: Id
    """What a rep's ``team`` says."""
    name: str
    managers: tuple[Id, ...] = ()
    """Who leads it: ids of reps, or names of keys; they are told what escalates."""
    time_zone: Id | None = None
    """IANA name. This and the next two: the team's own clock, and the default of its reps in a file."""
    hours: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """As in ``rep.changed``."""
    holidays: Id | None = None
    """As in ``rep.changed``."""
    notify: JsonObject = Field(default_factory=dict)
    """Where messages to the team go, as in ``rep.changed``."""

    def key(self) -> str:
        """``team:TEAM_ID``."""
        return self.PREFIX + super().key()
