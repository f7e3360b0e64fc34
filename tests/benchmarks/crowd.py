"""A closed loop of clients that costs little: each connection posts its next lead as soon as it is answered."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import count
from typing import cast

import uvloop

_NEXT = count()


@dataclass(slots=True)
class Answers:
    """``accepted``: 202; the rest is counted by its status line."""

    accepted: int = 0
    others: dict[bytes, int] = field(default_factory=dict)


class _Client(asyncio.Protocol):
    def __init__(self, head: bytes, answers: Answers, until: float) -> None:
        self._head, self._answers, self._until = head, answers, until
        self._seen = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none of asyncio's classes
        self._post()

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, found, body = self._seen.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        status, self._seen = head[9:12], b""
        if status == b"202":
            self._answers.accepted += 1
        else:
            self._answers.others[status] = self._answers.others.get(status, 0) + 1
        if time.perf_counter() < self._until:
            self._post()
        else:
            self._transport.close()

    def connection_lost(self, _error: Exception | None) -> None:
        self.done.set_result(None)

    def _post(self) -> None:
        number = next(_NEXT)
        body = (
            b'{"email":"maya.%d@company%d.example","first_name":"Maya","last_name":"Lindqvist","company":"Nordfrakt AB",'
            b'"job_title":"Head of Logistics IT","country":"SE","message":"We need a warehouse integration before March."}'
        ) % (number, number % 97)
        self._transport.write(self._head % len(body) + body)


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.index(b"content-length:") + len(b"content-length:")
    return int(lower[at:].split(b"\r\n", 1)[0])


def accepted_per_second(port: int, key: str, seconds: float, connections: int) -> float:
    """The rate of 202s on ``127.0.0.1:port``. AssertionError for any other answer."""
    return uvloop.run(_measured(port, key, seconds, connections))


async def _measured(port: int, key: str, seconds: float, connections: int) -> float:
    head = (
        f"POST /v1/leads HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n"
        "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    ).encode()
    answers, started, loop = Answers(), time.perf_counter(), asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda: _Client(head, answers, started + seconds), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(client.done for client in clients))
    assert not answers.others, answers.others
    return answers.accepted / (time.perf_counter() - started)
