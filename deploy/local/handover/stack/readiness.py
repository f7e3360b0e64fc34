"""Waits until the services say that they can work."""

import time
from collections.abc import Callable, Sequence

import httpx

from handover.errors import HandoverError
from handover.stack.part import Part

READY_WITHIN = 90.0  # seconds
TOO_OFTEN = 3  # deaths during the start after which it is given up
_PAUSE = 0.1


def wait_until_ready(parts: Sequence[Part], look: Callable[[], None], within: float = READY_WITHIN) -> None:
    """Returns when every part is ready, calling ``look`` meanwhile so that what dies is started again.

    Raises HandoverError with the end of the log of a part that halts, dies again and again, or is not ready in time.
    """
    deadline, waiting = time.monotonic() + within, list(parts)
    with httpx.Client(timeout=2, trust_env=False) as client:
        while waiting:
            look()
            for part in waiting:
                _give_up_on(part, time.monotonic() > deadline)
            waiting = [part for part in waiting if not _ready(part, client)]
            time.sleep(_PAUSE if waiting else 0)


def _give_up_on(part: Part, too_late: bool) -> None:
    how = (
        f"halted (exit code {part.process.exit_code})"
        if part.phase == "halted"
        else f"died {part.restarts} times, last with code {part.process.exit_code}"
        if part.restarts >= TOO_OFTEN and part.phase == "restarting"
        else "was not ready in time"
        if too_late
        else None
    )
    if how:
        raise HandoverError(f"{part.name} {how}. The end of {part.process.log}:\n{part.process.log_tail()}")


def _ready(part: Part, client: httpx.Client) -> bool:
    if part.phase != "running" or part.ready is None:
        return part.phase == "running"
    try:
        return client.get(part.ready).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
