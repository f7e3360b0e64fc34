"""``python -m lead_intake``."""

import sys

from lead_intake.bootstrap import build
from lead_intake.settings import IntakeSettings
from lead_runtime.host import main

sys.exit(main(IntakeSettings, build))
