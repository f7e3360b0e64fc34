"""faust hosts every process: engines, uvicorn and read models as its supervised services."""

from lead_runtime.host.spec import Background, Erased, Hosted, ReadModel, Seen, ServiceSpec

__all__ = ["Background", "Erased", "Hosted", "ReadModel", "Seen", "ServiceSpec"]
