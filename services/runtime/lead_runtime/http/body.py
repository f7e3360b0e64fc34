"""Bodies: bounded while they stream, whatever Content-Length says, and unpacked without trusting what is inside."""

import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lead_runtime.http.problems import Problem

_GZIP: Final = 16 + zlib.MAX_WBITS
_PACKED: Final = {b"gzip": "gzip", b"x-gzip": "gzip", b"deflate": "deflate"}
_ACCEPTED: Final = {"Accept-Encoding": "gzip, deflate, identity"}
_PIECE: Final = 1 << 18
_MOST_TIMES: Final = 200
"""Lists and JSON pack to a tenth; the most that zlib's format can say is 1,030 times."""
_HARMLESS: Final = 1 << 20
_ENCODING: Final = (b"content-encoding", b"content-length")


class BoundedBody:
    """ASGI middleware: 413 for a body over the limit (after decompression), 415 for an encoding other than gzip and deflate.

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
        if packed := _PACKED.get(encoding):
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in _ENCODING]
            receive = _Unpacked(receive, _Unpacker(limit, packed))
        elif encoding != b"identity":
            raise Problem(415, "Send the body plain, as gzip or as deflate.", headers=_ACCEPTED)
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


class _Unpacked:
    """A ``receive`` that unpacks, one piece at a time."""

    def __init__(self, receive: Receive, unpacker: "_Unpacker") -> None:
        self._receive, self._unpacker = receive, unpacker
        self._pieces: Iterator[bytes] = iter(())
        self._ended = self._over = False

    async def __call__(self) -> Message:
        while not self._over:
            for piece in self._pieces:
                return {"type": "http.request", "body": piece, "more_body": True}
            if self._ended:
                self._over = True
                self._unpacker.close()
                return {"type": "http.request", "body": b"", "more_body": False}
            message = await self._receive()
            if message["type"] != "http.request":
                return message
            self._ended = not message.get("more_body", False)
            self._pieces = self._unpacker.feed(message.get("body", b""))
        return await self._receive()


class _Unpacker:
    """Unpacks never more than one byte past the limit, in pieces: a bomb costs no more than one of them.

    What is many times its packed size is refused long before a large limit. Raises the problems 400 and 413.
    """

    def __init__(self, limit: int, encoding: str) -> None:
        self._room, self._encoding = limit + 1, encoding
        self._zlib = None if encoding == "deflate" else zlib.decompressobj(_GZIP)
        self._head = b""
        self._taken = self._given = 0

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """What the next packed bytes hold."""
        packed, holds_more = self._opened(packed), False
        while self._zlib and (packed or holds_more) and self._room:
            if self._zlib.eof:
                self._zlib = self._next_member()
            before = len(packed)
            try:
                piece = self._zlib.decompress(packed, min(self._room, _PIECE))
            except zlib.error:
                raise _unreadable(self._encoding) from None
            packed = self._zlib.unconsumed_tail or self._zlib.unused_data
            holds_more = len(piece) == _PIECE and not self._zlib.eof
            self._weigh(before - len(packed), len(piece))
            yield piece

    def close(self) -> None:
        """The end: what is cut off is refused."""
        if self._head or (self._taken and self._room and self._zlib and not self._zlib.eof):
            raise _unreadable(self._encoding)

    def _opened(self, packed: bytes) -> bytes:
        """What is to unpack now. "deflate" means zlib's format (RFC 9110, 8.4.1.2), and some send it without its header."""
        if self._zlib is not None:
            return packed
        head, self._head = self._head + packed, b""
        if len(head) < 2:
            self._head = head
            return b""
        has_header = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2]) % 31 == 0
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
        return head

    def _next_member(self) -> "zlib._Decompress":
        """RFC 1952: members of gzip may follow one another."""
        if self._encoding == "deflate":
            raise _unreadable(self._encoding)
        return zlib.decompressobj(_GZIP)

    def _weigh(self, taken: int, given: int) -> None:
        self._taken, self._given, self._room = self._taken + taken, self._given + given, self._room - given
        if self._given > max(_HARMLESS, _MOST_TIMES * self._taken):
            raise Problem(413, f"The body unpacks to more than {_MOST_TIMES} times its size.")


def _declared(content_length: bytes | None) -> int:
    return int(content_length) if content_length and content_length.isdigit() else 0


def _too_large(limit: int) -> Problem:
    return Problem(413, f"The body may have at most {limit} bytes.")


def _unreadable(encoding: str) -> Problem:
    return Problem(400, f"The body is not valid {encoding}.")
