"""Ends parts of aiokafka in bounded time, whatever they trip over: the next session has parts of its own."""

import asyncio
from collections.abc import Awaitable

from structlog import get_logger

log = get_logger(__name__)


def is_asked_to_end() -> bool:
    """Whether a CancelledError in hand was meant for us.

    aiokafka awaits tasks that it has itself cancelled, and lets theirs out: taken for ours, it would end a worker in
    silence.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def ended(what: str, ending: Awaitable[None], seconds: float) -> bool:
    """Whether it ended as it should within ``seconds``. Raises nothing but our own cancellation."""
    try:
        async with asyncio.timeout(seconds):
            await ending
    except asyncio.CancelledError:
        if is_asked_to_end():
            raise
        log.warning("not_ended_cleanly", what=what, error="CancelledError")
        return False
    except Exception as error:  # noqa: BLE001 - an abandoned sender that was about to retry trips over a KeyError, and so on
        log.warning("not_ended_cleanly", what=what, error=type(error).__name__)
        return False
    return True
