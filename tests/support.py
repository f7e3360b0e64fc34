"""The one place where tests wait: for a condition, with a deadline."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from lead_contracts.values import Position

T = TypeVar("T")
PAUSE = 0.02  # seconds between two looks
NOWHERE: Final = Position(topic="marketing.events", partition=0, offset=2**40)
"""Where a made-up lead says that it came from. Tests share their Kafka: a place in use would make it somebody's delivery."""


def eventually(predicate: Callable[[], T], timeout: float = 10, what: str = "") -> T:
    """Calls ``predicate`` until it gives something true, and returns that.

    An AssertionError inside counts as "not yet". After ``timeout`` seconds: AssertionError with ``what`` and the last
    value or assertion.
    """
    deadline = time.monotonic() + timeout
    while True:
        value, failed = _look(predicate)
        if value and failed is None:
            return value
        if time.monotonic() > deadline:
            raise _too_late(timeout, what, value) from failed
        threading.Event().wait(PAUSE)


async def eventually_async(
    predicate: Callable[[], T] | Callable[[], Awaitable[T]],
    timeout: float = 10,  # noqa: ASYNC109 - the same call as its sibling
    what: str = "",
) -> T:
    """The same for tests on an event loop; ``predicate`` may be a coroutine function."""
    deadline = time.monotonic() + timeout
    while True:
        value, failed = _look(predicate)
        if asyncio.iscoroutine(value):
            try:
                value = await value
            except AssertionError as error:
                value, failed = None, error
        if value and failed is None:
            return value  # type: ignore[return-value]
        if time.monotonic() > deadline:
            raise _too_late(timeout, what, value) from failed
        await asyncio.sleep(PAUSE)


def _look(predicate: Callable[[], object]) -> tuple[object, AssertionError | None]:
    try:
        return predicate(), None
    except AssertionError as error:
        return None, error


def _too_late(timeout: float, what: str, value: object) -> AssertionError:
    return AssertionError(f"{what or 'the condition'} did not come true within {timeout} s; last seen: {value!r}")
