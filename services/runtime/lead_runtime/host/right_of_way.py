"""Requests go first: while many are being answered, an engine of the same process works little by little.

What is kept can wait a moment to be worked on; a sender who is kept waiting gives up.
"""

import asyncio
from contextlib import suppress
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

MANY: Final = 16
"""Requests being answered at once, from which on they have the right of way."""
LONGEST_S: Final = 0.5
"""How long a turn of the engine waits for them at most: its leads are never left lying."""


class RightOfWay:
    """Shared by an HTTP side, whose requests it counts, and an engine, which asks it before every turn."""

    def __init__(self, many: int = MANY, longest_s: float = LONGEST_S) -> None:
        self._many, self._longest_s, self._open = many, longest_s, 0
        self._calm = asyncio.Event()

    async def turn(self) -> None:
        """Lets everybody else have a turn; while many requests are being answered it waits, but not for ever."""
        await asyncio.sleep(0)
        if self._open < self._many:
            return
        self._calm.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._longest_s):
                await self._calm.wait()

    def begin(self) -> None:
        """A request is being answered."""
        self._open += 1

    def end(self) -> None:
        """It is answered."""
        self._open -= 1
        if self._open < self._many:
            self._calm.set()


class Counted:
    """ASGI middleware: counts the requests for the right of way."""

    def __init__(self, app: ASGIApp, right_of_way: RightOfWay) -> None:
        self._app, self._right_of_way = app, right_of_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request; other scopes (lifespan) pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._right_of_way.begin()
        try:
            await self._app(scope, receive, send)
        finally:
            self._right_of_way.end()
