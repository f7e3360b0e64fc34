"""Runs a command that dies with its parent: ``python -I -S leash.py PARENT-PID COMMAND...``.

On Linux the kernel kills the command when the process that started it ends, whatever ended it (also kill -9). Elsewhere
the command is run as it is, and the next ``handover up`` or ``down`` clears away what was left. Standard library only.
"""

import os
import sys

PR_SET_PDEATHSIG = 1
SIGKILL = 9


def main() -> None:
    """Asks the kernel for the signal, then becomes the command; the request outlives the exec."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL)
        if os.getppid() != parent:  # it ended before the request was made
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - to become it is the purpose


if __name__ == "__main__":
    main()
