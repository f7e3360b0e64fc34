"""What qualification is told from outside, as ``QUALIFICATION_…`` variables beside the runtime's own."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from lead_runtime.settings import RuntimeSettings


class QualificationSettings(RuntimeSettings):
    """The settings of qualification. Durations are ISO 8601 (``PT10M``) or seconds."""

    model_config = SettingsConfigDict(env_prefix="QUALIFICATION_")

    activity_grace: timedelta = Field(default=timedelta(minutes=10), gt=timedelta(0))
    """How long an activity waits for a lead that nobody knows before it is a dead letter."""
    lead_retention: timedelta = Field(default=timedelta(days=400), ge=timedelta(days=1))
    """How long a lead without an open cycle is remembered after its last touch; its contact is erased with it."""
    enrichment_file: Path | None = None
    """Companies by their domain: what they say of a new lead is told as ``lead.enriched``. Read when the process starts."""
    verdicts_kept: int = Field(default=50, ge=1, le=1000)
    """Verdicts of a lead that ``/v1/leads/{id}/verdicts`` shows at most."""
    verdicts_ttl: timedelta = Field(default=timedelta(days=30), ge=timedelta(minutes=1))
    """How long it shows them after the last one."""
