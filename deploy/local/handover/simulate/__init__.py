"""What a draft policy or roster would have decided on history: run over the topics, shown to people."""

from handover.simulate.run import Trial, simulate
from handover.simulate.show import show_report

__all__ = ["Trial", "show_report", "simulate"]
