"""``delivery.yaml``: over which channels people are told, and what each may carry."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, field_validator, model_validator

from lead_runtime.config import ConfigModel, load_yaml
from lead_runtime.delivery.guard import Guard
from lead_runtime.delivery.retry import Backoff

FILE: Final = "delivery.yaml"

Carry: TypeAlias = Literal["contact", "message", "facts", "reasons"]
"""``contact``: name, e-mail, phone of the person. ``message``: what the person wrote. ``facts``: company, title, country
and what else the rules saw. ``reasons``: score, and why it was decided so. Ids, links, grade and motion go always."""
PERSONAL: Final[frozenset[Carry]] = frozenset({"contact", "message"})
Audience: TypeAlias = Literal["assignee", "team", "managers"]
SecretName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
ChannelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class _Channel(ConfigModel):
    """What all channels have. ``at_once``: messages under way to one receiver, of different leads."""

    carry: tuple[Carry, ...] = ()
    timeout_seconds: Annotated[float, Field(gt=0, le=60)] = 10
    at_once: Annotated[int, Field(ge=1, le=32)] = 4


class WebhookChannel(_Channel):
    """``secrets``: names of those that sign for who has none of their own; two while one is replaced."""

    kind: Literal["webhook"]
    secrets: Annotated[tuple[SecretName, ...], Field(max_length=2)] = ()


class SlackChannel(_Channel):
    """Incoming webhooks; their URLs are secrets."""

    kind: Literal["slack"]
    at_once: Annotated[int, Field(ge=1, le=32)] = 1


class EmailChannel(_Channel):
    """SMTP. ``sender``: an address, or ``Name <address>``. ``user`` and ``password`` (a secret's name) go together."""

    kind: Literal["email"]
    host: str = Field(min_length=1)
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: SecretName | None = None
    sender: Annotated[str, StringConstraints(pattern=r"^[^\r\n]*[^\s<>@]+@[^\s<>@]+>?$")]
    certificates: Path | None = None
    """Authorities beside the system's, as PEM."""

    @model_validator(mode="after")
    def _password_is_safe(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password go together")
        if self.user is not None and self.security == "none":
            raise ValueError("a password is sent over starttls or tls only")
        return self


Channel: TypeAlias = Annotated[WebhookChannel | SlackChannel | EmailChannel, Field(discriminator="kind")]


class RetryPart(ConfigModel):
    """Pauses between attempts, and when to give up."""

    first_seconds: Seconds = 2
    longest_seconds: Seconds = 900
    give_up_after_hours: Annotated[float, Field(gt=0, le=168)] = 12
    broken_after: Annotated[int, Field(ge=1, le=100)] = 5
    """Failures of a receiver in a row until it is left alone but for one attempt at a time."""
    most_waiting: Annotated[int, Field(ge=1)] = 10_000
    """Messages that wait for one receiver; what comes beyond goes to the dead letters at once."""

    @property
    def backoff(self) -> Backoff:
        """The pauses."""
        return Backoff(timedelta(seconds=self.first_seconds), timedelta(seconds=self.longest_seconds))


class AllowPart(ConfigModel):
    """What is forbidden unless it is said here."""

    http: bool = False
    networks: tuple[str, ...] = ()

    @field_validator("networks")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for each in networks:
            ip_network(each)
        return networks


class DeliveryFile(ConfigModel):
    """The whole file. Without channels nobody is told anything."""

    channels: dict[ChannelName, Channel] = Field(default_factory=dict)
    tell: tuple[Audience, ...] = ("assignee", "team")
    link: str | None = Field(default=None, pattern=r"^https?://[^\s]+$")
    """Where people open a lead; ``{lead_id}`` stands for its id."""
    retry: RetryPart = RetryPart()
    allow: AllowPart = AllowPart()

    @property
    def carries_people(self) -> bool:
        """Whether any channel carries personal data."""
        return any(PERSONAL & set(channel.carry) for channel in self.channels.values())

    def guard(self) -> Guard:
        """Where requests may go."""
        return Guard(http=self.allow.http, networks=[ip_network(each) for each in self.allow.networks])

    def link_to(self, lead_id: str | None) -> dict[str, str]:
        """The link of a message."""
        return {"lead": self.link.replace("{lead_id}", lead_id)} if self.link and lead_id else {}


def load(config_dir: Path) -> DeliveryFile:
    """The file in ``config_dir``; without it, nobody is told. Raises ConfigError with file, line and key."""
    path = config_dir / FILE
    return load_yaml(path, DeliveryFile) if path.exists() else DeliveryFile()
