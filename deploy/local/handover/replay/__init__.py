"""What draft rules would have decided on history: run over the topics, shown to people."""

from handover.replay.run import replay, versions
from handover.replay.show import show_report

__all__ = ["replay", "show_report", "versions"]
