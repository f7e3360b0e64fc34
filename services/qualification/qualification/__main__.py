"""``python -m qualification``: runs the process."""

import sys

from lead_runtime.host import main
from qualification.bootstrap import build
from qualification.settings import QualificationSettings

if __name__ == "__main__":
    sys.exit(main(QualificationSettings, build))
