"""The settings that every process has, from ``HANDOVER_*`` variables or from files named like them.

A service subclasses :class:`RuntimeSettings` with its own prefix. Each of its members is looked for under that prefix
first (``HANDOVER_INTAKE_HTTP_PORT``), then under ``HANDOVER_``. No secret has a default.
"""

import os
import re
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from lead_runtime.exits import ConfigurationError

PREFIX = "HANDOVER_"
SECRETS_DIR = "HANDOVER_SECRETS_DIR"
SHORTEST_SECRET = 16
DIGEST = "sha256:"

Role = Literal["marketing", "rep", "manager", "ops", "admin"]
Secret = Annotated[SecretStr, Field(min_length=SHORTEST_SECRET)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Port = Annotated[int, Field(ge=0, le=65535)]


class ApiKey(BaseModel):
    """A bearer key and whom it stands for. A rep's key carries the ``rep_id``; no other role has one.

    ``key``: at least 16 characters, or ``sha256:`` and 64 hexadecimal digits, so that the key itself need not be kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Name
    role: Role
    rep_id: str | None = None
    key: Secret

    @field_validator("key")
    @classmethod
    def _a_digest_is_whole(cls, key: SecretStr) -> SecretStr:
        text = key.get_secret_value()
        if text.startswith(DIGEST) and not re.fullmatch(DIGEST + "[0-9a-f]{64}", text):
            raise ValueError("after sha256: 64 hexadecimal digits in lower case were expected")
        return key

    @model_validator(mode="after")
    def _rep_id_belongs_to_reps(self) -> Self:
        if (self.role == "rep") != (self.rep_id is not None):
            raise ValueError(f"key {self.name}: rep_id is for the role rep, and required there")
        return self


class RuntimeSettings(BaseSettings):
    """What the runtime itself needs; times in the unit that the name says, sizes in bytes, rates per second."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    bootstrap_servers: str = Field(min_length=1)
    """``host:port`` of one or more brokers, with commas."""
    redis_url: str = Field(pattern=r"^(redis|rediss|unix)://")

    slot: str = Field(default="0", pattern=r"^[A-Za-z0-9._-]{1,64}$")
    """Tells the processes of one service apart and stays the same over restarts: the transactional id is GROUP-SLOT."""
    http_host: str = "127.0.0.1"
    http_port: Port = 8080
    """0 lets the system choose."""
    api_keys: tuple[ApiKey, ...] = ()
    """As JSON. Without keys every protected path answers 401."""
    config_dir: Path = Path("deploy/config")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: str | None = Field(default=None, pattern=r"^https?://")
    """Traces are exported there (OTLP over HTTP), and not at all without it."""
    trace_ratio: float = Field(default=0.1, ge=0, le=1)
    """The share of new traces that is recorded; one that began elsewhere keeps the decision made there."""

    max_batch: int = Field(default=2000, ge=1)
    session_timeout_ms: int = Field(default=6000, ge=1000)
    transaction_timeout_ms: int = Field(default=10_000, ge=1000)
    send_timeout_seconds: float = Field(default=2.0, gt=0)
    """How long an HTTP request waits for Kafka before it is answered 503."""
    stop_timeout_seconds: float = Field(default=25.0, gt=0)

    body_limit: int = Field(default=1 << 20, ge=1024)
    """Of a request's body, after decompression."""
    rate_limit: float = Field(default=1000.0, ge=0)
    """Requests per second of one key, or of one address without a key; 0 is no limit."""
    rate_burst: int = Field(default=2000, ge=1)
    streams: int = Field(default=1000, ge=1)
    """Live feeds that a process keeps open at once."""
    streams_per_key: int = Field(default=8, ge=1)

    @model_validator(mode="after")
    def _keys_are_told_apart(self) -> Self:
        for what in ("name", "key"):
            values = [getattr(key, what) for key in self.api_keys]
            if len(set(values)) != len(values):
                raise ValueError(f"api_keys: two entries have the same {what}")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, the class's own prefix, ``HANDOVER_``, then files in ``HANDOVER_SECRETS_DIR``."""
        files = SecretsSettingsSource(settings_cls, secrets_dir=os.environ.get(SECRETS_DIR), env_prefix=PREFIX)
        return init_settings, env_settings, EnvSettingsSource(settings_cls, env_prefix=PREFIX), files


SettingsT = TypeVar("SettingsT", bound=RuntimeSettings)


def load(settings: type[SettingsT]) -> SettingsT:
    """Reads the settings. Raises ConfigurationError that names every variable that is missing or wrong."""
    try:
        return settings()
    except ValidationError as error:
        raise ConfigurationError(_explain(settings, error)) from None
    except SettingsError as error:  # the text names the member alone
        member = re.search(r'field "(\w+)"', str(error))
        variable = _variable(settings, (member[1],)) if member else "settings"
        raise ConfigurationError(f"settings that are missing or wrong:\n  {variable}: JSON was expected") from None


def _explain(settings: type[BaseSettings], error: ValidationError) -> str:
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    lines = [f"  {_variable(settings, problem['loc'])}: {problem['msg']}" for problem in problems]
    return "\n".join(["settings that are missing or wrong:", *lines])


def _variable(settings: type[BaseSettings], loc: tuple[int | str, ...]) -> str:
    if not loc:
        return "settings"
    inherited = loc[0] in RuntimeSettings.model_fields
    prefix = PREFIX if inherited else settings.model_config.get("env_prefix", PREFIX)
    return f"{prefix}{loc[0]}".upper() + "".join(f".{part}" for part in loc[1:])
