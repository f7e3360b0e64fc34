"""What assignment is told from outside, as ``ASSIGNMENT_…`` variables beside the runtime's own."""

from datetime import timedelta
from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from lead_runtime.settings import RuntimeSettings


class AssignmentSettings(RuntimeSettings):
    """The settings of assignment. Durations are ISO 8601 (``P30D``) or seconds."""

    model_config = SettingsConfigDict(env_prefix="ASSIGNMENT_")

    groups: Literal["all", "both", "route", "decide", "notify"] = "all"
    """The consumer groups that this process works in; a large firm runs ``decide`` on machines of its own. ``both``:
    route and decide. Without channels in ``delivery.yaml`` there is nothing to notify and that group is left out."""
    contact_ttl: timedelta = Field(default=timedelta(days=30), ge=timedelta(minutes=1))
    """How long a contact stays in the inbox after it was last renewed; it holds personal data."""
    story_ttl: timedelta = Field(default=timedelta(days=90), ge=timedelta(minutes=1))
    """How long the story and the decision of a lead can be read after its last event."""
    request_ttl: timedelta = Field(default=timedelta(days=7), ge=timedelta(minutes=1))
    """How long the answer to a request can be read."""
