"""``python -m assignment``: runs the process."""

import sys

from assignment.bootstrap import build
from assignment.settings import AssignmentSettings
from lead_runtime.host import main

if __name__ == "__main__":
    sys.exit(main(AssignmentSettings, build))
