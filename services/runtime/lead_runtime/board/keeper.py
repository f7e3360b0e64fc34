"""Notices that a board was lost and fills it again, without anybody's doing. One process of the service does it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from aiokafka.errors import KafkaError
from redis.exceptions import RedisError

from lead_runtime import logs, metrics
from lead_runtime.board.refill import Refill
from lead_runtime.board.whole import Whole
from lead_runtime.engine.settings import Pause, next_please
from lead_runtime.host.spec import ReadModel

LOOK_SECONDS: Final = 0.5
"""Between two looks at the mark. Readers look themselves: nobody is shown an empty board meanwhile."""
_log = logs.get(__name__)


class Keeper:
    """A Background: looks after the board of ``models``."""

    def __init__(
        self, bootstrap: str, whole: Whole, models: Sequence[ReadModel], between_turns: Pause = next_please
    ) -> None:
        self._bootstrap, self._whole, self._models = bootstrap, whole, models
        self._between_turns = between_turns
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Looks in the background; servers that are away are waited for."""
        self._task = asyncio.create_task(self._run(), name=f"keeper of the board {self._whole.name}")

    async def stop(self) -> None:
        """Stops; what was begun another begins anew."""
        self._stopping = True
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while not self._stopping:  # a consumer that fails while it is closed would swallow the cancellation
            try:
                await self.look()
            except (KafkaError, RedisError, OSError) as error:
                metrics.BOARD_WHOLE.labels(self._whole.name).set(0)
                _log.warning("a board waits", board=self._whole.name, error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - a board that stays empty must not stop what decides
                _log.error("a board waits", board=self._whole.name, error=type(error).__name__, exc_info=True)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> bool:
        """Fills the board if it is lost and nobody does; whether it is whole then. Raises KafkaError and RedisError."""
        whole = await self._whole.epoch() is not None
        if not whole and (token := await self._whole.claim()):
            whole = await self._fill(token)
        metrics.BOARD_WHOLE.labels(self._whole.name).set(whole)
        return whole

    async def _fill(self, token: str) -> bool:
        _log.info("a board is filled", board=self._whole.name)
        filling = Refill(self._bootstrap, self._models, lambda: self._whole.renew(token), self._between_turns)
        try:
            done = await filling.run() and await self._whole.finish(token)
        except BaseException:
            with suppress(RedisError, OSError):
                await self._whole.give_up(token)
            raise
        _log.info("a board was filled", board=self._whole.name, records=filling.folded.total(), whole=done)
        metrics.BOARD_FILLS.labels(self._whole.name).inc()
        return done
