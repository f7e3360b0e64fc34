"""How a process ends: the exit codes that the supervisor, the stack and the operator read.

The numbers are those of sysexits.h: 70 is EX_SOFTWARE, 78 is EX_CONFIG.
"""

import sys
from typing import Final, NoReturn

STOPPED: Final = 0
"""It was asked to stop and finished what it had in hand."""

UNEXPECTED: Final = 70
"""Something that should not happen did: restart it, nothing is lost."""

HALTED: Final = 78
"""It refuses to go on (configuration, flood of dead letters, unknown state version): restarting alone does not help."""


class ConfigurationError(Exception):
    """What was configured cannot be used. The text names the place and what was expected, never a secret's value."""


def refuse(reason: str) -> NoReturn:
    """Says on stderr why the process does not start and ends it with :data:`HALTED`."""
    sys.stderr.write(f"{reason}\n")
    raise SystemExit(HALTED)
