"""Changing a rep or a team over HTTP: one at a time, on what the caller has seen, written to the log and shown at once."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from typing import Annotated, Final, Generic, TypeAlias, TypeVar

from fastapi import Depends, Header, Response

from assignment.adapters.http.access import board
from assignment.adapters.http.log import Log, write
from assignment.application.ports import BoardAway
from assignment.application.rosters import BeingChanged, Rosters
from lead_contracts.events import RepChanged, TeamChanged
from lead_runtime.http.problems import Problem, not_found

EventT = TypeVar("EventT", RepChanged, TeamChanged)
_DIGITS: Final = 16


class Seen:
    """What the caller says that they have seen: ``If-Match`` and ``If-None-Match``, as entity tags or ``*``."""

    def __init__(
        self,
        if_match: Annotated[str | None, Header(description="The ETag that was read: changed since is 412.")] = None,
        if_none_match: Annotated[str | None, Header(description="`*`: only if there is none yet, else 412.")] = None,
    ) -> None:
        self._match, self._none_match = _listed(if_match), _listed(if_none_match)

    @property
    def anything(self) -> bool:
        """Whether they say anything."""
        return bool(self._match or self._none_match)

    def check(self, tag: str | None) -> None:
        """Raises the problem 412 where what is there (None: nothing) is not what they have seen."""
        if self._match and tag not in self._match and not (tag and "*" in self._match):
            raise Problem(412, "It is not what you have seen; read it again.", headers={"ETag": tag} if tag else {})
        if self._none_match and tag and (tag in self._none_match or "*" in self._none_match):
            raise Problem(412, "It is there already; read it.", headers={"ETag": tag})


Conditions: TypeAlias = Annotated[Seen, Depends()]


class Editor(Generic[EventT]):
    """Changes events of one model."""

    def __init__(self, model: type[EventT], shown: Rosters, log: Log) -> None:
        self._model: type[EventT] = model
        self._shown, self._log = shown, log

    async def read(self, key: str, response: Response) -> EventT:
        """What is shown, with its ETag. Raises the problems 404 and 503."""
        with board():
            event = await self._found(key)
        if event is None:
            raise not_found("Nothing of that id is known.")
        response.headers["ETag"] = etag(event)
        return event

    async def replace(self, event: EventT, seen: Seen, response: Response) -> None:
        """Writes it whole. Without conditions that works while the read model is away, too. Raises 409, 412 and 503."""
        key = event.key()
        try:
            async with self._alone(key):
                seen.check(_tag(await self._found(key)) if seen.anything else None)
                await self._write(event, response)
        except BoardAway:
            if seen.anything:
                with board():
                    raise
            await self._write(event, response)

    async def change(self, key: str, seen: Seen, response: Response, edit: Callable[[EventT], EventT]) -> EventT:
        """Writes what ``edit`` makes of it, unless that is the same. Raises 404, 409, 412 and 503."""
        with board():
            async with self._alone(key):
                before = await self._found(key)
                if before is None:
                    raise not_found("Nothing of that id is known.")
                seen.check(etag(before))
                after = edit(before)
                response.headers["ETag"] = etag(after)
                if after != before:
                    await self._write(after, response)
        return after

    async def _found(self, key: str) -> EventT | None:
        members = await self._shown.member(key)
        return None if members is None else self._model.model_validate(members)

    async def _write(self, event: EventT, response: Response) -> None:
        await write(self._log, event)
        response.headers["ETag"] = etag(event)
        with suppress(BoardAway):  # it is in the log, from which the board is fed
            await self._shown.note(event.key(), event.model_dump(mode="json"))

    @asynccontextmanager
    async def _alone(self, key: str) -> AsyncIterator[None]:
        try:
            async with self._shown.alone(key):
                yield
        except BeingChanged:
            busy = "Somebody is changing it at this moment; send it again."
            raise Problem(409, busy, headers={"Retry-After": "1"}) from None


def etag(event: RepChanged | TeamChanged) -> str:
    """The entity tag of what it says."""
    return f'"{sha256(event.model_dump_json().encode()).hexdigest()[:_DIGITS]}"'


def _tag(event: RepChanged | TeamChanged | None) -> str | None:
    return None if event is None else etag(event)


def _listed(header: str | None) -> frozenset[str]:
    return frozenset(tag for part in (header or "").split(",") if (tag := part.strip()))
