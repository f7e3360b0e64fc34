"""A raw delivery: what a marketing system sent, byte for byte. Holds personal data.

On Kafka its value is the body as it came and its facts are headers (``lead_contracts.deliveries``); where a delivery
has to be JSON (examples, ``handover``), the body is base64.
"""

from typing import ClassVar

from pydantic import AwareDatetime, ConfigDict, Field, field_validator

from lead_contracts.base import Event, Instant
from lead_contracts.topics import MARKETING_EVENTS
from lead_contracts.values import Channel, Id, Value

SECRET_HEADERS = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key", "x-auth-token"}
)
SECRET_PARAMETERS = frozenset(
    {"access_token", "api_key", "apikey", "auth", "key", "password", "secret", "sig", "token"}
)


class RequestFacts(Value):
    """What an adapter may have to know of the HTTP request. Credentials are dropped, whoever passes them."""

    method: str
    path: str
    """Without the query."""
    query: dict[str, str] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    """Names in lower case."""
    authenticated: bool
    key_name: str | None = None
    """The name of the key or signing secret that fitted, never the key."""

    @field_validator("headers")
    @classmethod
    def _no_secret_headers(cls, headers: dict[str, str]) -> dict[str, str]:
        return {name.lower(): value for name, value in headers.items() if name.lower() not in SECRET_HEADERS}

    @field_validator("query")
    @classmethod
    def _no_secret_parameters(cls, query: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in query.items() if name.lower() not in SECRET_PARAMETERS}


class ForeignEvent(Value):
    """The attributes of a CloudEvent that a marketing system wrote to the topic itself."""

    type: Id
    source: Id
    """The CloudEvent's ``source``, as written."""
    subject: str | None = None
    time: Instant | None = None
    dataschema: str | None = None
    extensions: dict[str, str] = Field(default_factory=dict)


class Delivery(Event):
    """One request, list row or foreign event: exactly one of ``request`` and ``event`` says how it came."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    NAME: ClassVar[str] = "delivery"
    TOPIC: ClassVar[str] = MARKETING_EVENTS
    KEY: ClassVar[str] = "delivery_id"

    delivery_id: Id
    source: Id
    """Picks the adapter; of a foreign event the CloudEvent's ``source``."""
    channel: Channel = "live"
    received_at: Instant
    """When our side first had it, to the millisecond."""
    content_type: str = "application/octet-stream"
    body: bytes
    request: RequestFacts | None = None
    event: ForeignEvent | None = None

    @field_validator("received_at")
    @classmethod
    def _to_the_millisecond(cls, value: AwareDatetime) -> AwareDatetime:
        return value.replace(microsecond=value.microsecond // 1000 * 1000)
