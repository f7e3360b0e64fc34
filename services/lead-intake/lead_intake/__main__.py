"""``python -m lead_intake``."""

import sys

from lead_intake.bootstrap import build
from lead_intake.settings import IntakeSettings
from lead_runtime.host import main

if __name__ == "__main__":
    sys.exit(main(IntakeSettings, build))
