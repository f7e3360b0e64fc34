"""``python -m sla_monitor``."""

import sys

from lead_runtime.host import main
from sla_monitor.bootstrap import build
from sla_monitor.settings import SlaMonitorSettings

sys.exit(main(SlaMonitorSettings, build))
