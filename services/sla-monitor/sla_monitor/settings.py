"""What sla-monitor is told from outside, as ``SLA_MONITOR_…`` variables beside the runtime's own."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from lead_runtime.settings import RuntimeSettings


class SlaMonitorSettings(RuntimeSettings):
    """The settings of sla-monitor. The promises themselves are policies, published on ``config.versions``."""

    model_config = SettingsConfigDict(env_prefix="SLA_MONITOR_")

    alert_days: int = Field(default=30, ge=1, le=366)
    """How long ``/v1/alerts`` and the reports look back."""
