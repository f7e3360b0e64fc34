"""What lead-intake is told from outside, as ``LEAD_INTAKE_…`` variables beside the runtime's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import SettingsConfigDict

from lead_runtime.exits import ConfigurationError
from lead_runtime.settings import RuntimeSettings
from lead_runtime.settings import Secret as DeploymentSecret

PREFIX = "LEAD_INTAKE_"
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Secret = Annotated[SecretStr, Field(min_length=8)]
"""Shorter than our own keys: some vendors choose it."""
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]


class SourceSettings(BaseModel):
    """A system that may post to ``/hooks/SLUG``, how it proves who it is, and how what it sends is read.

    Two secrets may be live at once, so that one can be rotated: in ``secrets``, or in the variables that
    ``secret_env`` names. ``cloudevent_sources``: beginnings of the CloudEvents ``source`` that stand for this system.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    adapter: Word
    schemes: tuple[Word, ...] = Field(default=("token",), min_length=1)
    secrets: tuple[Secret, ...] = Field(default=(), max_length=2)
    secret_env: tuple[str, ...] = Field(default=(), max_length=2)
    verify_token: Secret | None = None
    """The word that Meta shows in the address when it verifies the hook; default: the secrets."""
    motion: Literal["inbound", "outbound"] | None = None
    cloudevent_sources: tuple[str, ...] = ()
    labels: dict[str, str] = Field(default_factory=dict)
    """What the fields of a form are called, by their number: Gravity Forms sends the numbers alone."""

    @model_validator(mode="after")
    def _has_a_secret(self) -> Self:
        if not (self.secrets or self.secret_env):
            raise ValueError("a source needs a secret: its signing secret, or a token for one that does not sign")
        return self

    def live_secrets(self, environment: Mapping[str, str]) -> tuple[bytes, ...]:
        """All secrets. Raises ConfigurationError that names a variable which is not set."""
        found = [secret.get_secret_value() for secret in self.secrets]
        for name in self.secret_env:
            if not environment.get(name):
                raise ConfigurationError(f"{PREFIX}SOURCES: the variable {name} is named as a secret and is not set")
            found.append(environment[name])
        return tuple(secret.encode() for secret in found)


class IntakeSettings(RuntimeSettings):
    """The settings of lead-intake. ``sources`` as JSON, by the slug of the source's address ``/hooks/SLUG``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX)

    lead_id_secret: DeploymentSecret
    """Keys the hash that makes a lead's id: another value makes other ids. No other service needs it."""
    sources: dict[Slug, SourceSettings] = Field(default_factory=dict)
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/?#]+$")
    """How senders address us, without a path (``https://leads.example.com``): some sign it. Default: the Host header."""
    mappings: Path | None = None
    """The directory of what is settled of single sources, ``SOURCE.yaml``; default: ``sources`` in the configuration."""
    worker: bool = True
    """Whether this process also makes leads of what is kept; without, it takes deliveries and answers, and nothing else."""
    import_limit: int = Field(default=256 << 20, ge=1024)
    """Bytes of one list at ``/v1/imports``, which is streamed."""
    hint_days: int = Field(default=90, ge=1)
    """How long a phone number, or a name in a company, is remembered to say that two leads may be one person."""
    status_days: int = Field(default=30, ge=1)
    """How long ``/v1/deliveries/{id}`` answers: as long as the topics keep the delivery."""
    spool_dir: Path | None = None
    """A folder on a volume that outlives the process, and its own: deliveries wait there while Kafka is away."""
    spool_bytes: int = Field(default=1 << 30, ge=1 << 20)
    spool_rows: int = Field(default=1_000_000, ge=1)
