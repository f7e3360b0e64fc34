"""The state of imports in Redis: it can be lost, and holds no personal data."""

import base64
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from lead_contracts.ids import derived_id
from lead_intake.application.imports import ImportState, RowNote
from lead_intake.application.status import ReadModelAway


class RedisImports:
    """See ``application.imports.Imports``. A list of a million refused rows takes some megabytes."""

    def __init__(self, redis: Redis, days: int) -> None:
        self._redis, self._seconds = redis, days * 86_400

    async def find(self, who: str, import_id: str) -> ImportState | None:
        """See ``Imports``."""
        try:
            stored = await self._redis.get(_key(who, import_id))
        except (RedisError, OSError) as error:
            raise ReadModelAway("redis is away") from error
        return _state(orjson.loads(stored)) if stored else None

    async def save(self, who: str, state: ImportState, notes: Mapping[int, Sequence[RowNote]]) -> None:
        """See ``Imports``."""
        key = _key(who, state.import_id)
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                for window, found in notes.items():
                    pipe.hset(f"{key}:rows", str(window), _packed(found))
                pipe.set(key, orjson.dumps(asdict(state)), ex=self._seconds)
                pipe.expire(f"{key}:rows", self._seconds)
                await pipe.execute()
        except (RedisError, OSError) as error:
            raise ReadModelAway("redis is away") from error

    async def notes(self, who: str, import_id: str, window: int) -> Sequence[RowNote]:
        """See ``Imports``."""
        try:
            stored = await self._redis.hget(f"{_key(who, import_id)}:rows", str(window))
        except (RedisError, OSError) as error:
            raise ReadModelAway("redis is away") from error
        return _unpacked(str(stored)) if stored else ()


class Forgetful:
    """Knows nothing and keeps nothing: every list is read as if for the first time."""

    async def find(self, who: str, import_id: str) -> ImportState | None:
        """See ``Imports``."""
        return None

    async def save(self, who: str, state: ImportState, notes: Mapping[int, Sequence[RowNote]]) -> None:
        """See ``Imports``."""

    async def notes(self, who: str, import_id: str, window: int) -> Sequence[RowNote]:
        """See ``Imports``."""
        return ()


def _key(who: str, import_id: str) -> str:
    return f"intake:import:{derived_id(who, 'import', import_id)}"


def _state(said: dict[str, Any]) -> ImportState:
    return ImportState(**said | {"notes": tuple(said["notes"])})


def _packed(notes: Sequence[RowNote]) -> str:
    """The client speaks text alone; refusals repeat one another, so a window of them is small."""
    return base64.b64encode(zlib.compress(orjson.dumps([list(note) for note in notes]))).decode()


def _unpacked(stored: str) -> list[RowNote]:
    said = orjson.loads(zlib.decompress(base64.b64decode(stored)))
    return [RowNote(row, line, error, column, detail, tuple(told)) for row, line, error, column, detail, told in said]
