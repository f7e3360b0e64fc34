"""Bodies: bounded while they stream, whatever Content-Length says, and gunzipped without trusting what is inside."""

import zlib
from collections.abc import Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lead_runtime.http.problems import Problem

_GZIP: Final = 16 + zlib.MAX_WBITS
_ENCODING: Final = (b"content-encoding", b"content-length")


class BoundedBody:
    """ASGI middleware: 413 for a body over the limit (after decompression), 415 for an encoding other than gzip.

    ``limits`` overrides ``limit`` (bytes) for paths that begin with its keys, the longest first.
    """

    def __init__(self, app: ASGIApp, limit: int, limits: Mapping[str, int] | None = None) -> None:
        self._app, self._limit = app, limit
        self._limits = sorted((limits or {}).items(), key=lambda item: -len(item[0]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request; raises the problem that the boundary answers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_for(scope["path"])
        headers = dict(scope["headers"])
        encoding = headers.get(b"content-encoding", b"identity").strip().lower()
        if _declared(headers.get(b"content-length")) > limit:
            raise _too_large(limit)
        if encoding == b"gzip":
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in _ENCODING]
            receive = _Gunzipped(receive, limit)
        elif encoding != b"identity":
            raise Problem(415, "Send the body plain or as gzip.", headers={"Accept-Encoding": "gzip, identity"})
        await self._app(scope, _Bounded(receive, limit), send)

    def _limit_for(self, path: str) -> int:
        return next((limit for prefix, limit in self._limits if path.startswith(prefix)), self._limit)


class _Bounded:
    """A ``receive`` that counts."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._limit, self._seen = receive, limit, 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._limit:
            raise _too_large(self._limit)
        return message


class _Gunzipped:
    """A ``receive`` that unpacks, never more than one byte past the limit: a bomb costs no more than the limit."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._room = receive, limit + 1
        self._inflate, self._begun = zlib.decompressobj(_GZIP), False

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        more = message.get("more_body", False)
        body = self._unpack(message.get("body", b""))
        if not more and self._begun and not self._inflate.eof and self._room:
            raise _not_gzip()
        return {"type": "http.request", "body": body, "more_body": more}

    def _unpack(self, packed: bytes) -> bytes:
        parts: list[bytes] = []
        while packed and self._room:
            if self._inflate.eof:  # RFC 1952: members may follow one another
                self._inflate = zlib.decompressobj(_GZIP)
            self._begun = True
            try:
                parts.append(self._inflate.decompress(packed, self._room))
            except zlib.error:
                raise _not_gzip() from None
            self._room -= len(parts[-1])
            packed = self._inflate.unconsumed_tail or self._inflate.unused_data
        return b"".join(parts)


def _declared(content_length: bytes | None) -> int:
    return int(content_length) if content_length and content_length.isdigit() else 0


def _too_large(limit: int) -> Problem:
    return Problem(413, f"The body may have at most {limit} bytes.")


def _not_gzip() -> Problem:
    return Problem(400, "The body is not valid gzip.")
