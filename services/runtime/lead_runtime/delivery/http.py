"""One POST: bounded in time, without redirects, past the guard."""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

import httpcore

from lead_runtime.delivery.guard import Forbidden, Guard, GuardedNetwork
from lead_runtime.delivery.outcome import Delayed, Delivered, Outcome, Refused

AGENT: Final = "lead-handover"
LONGEST_ASKED: Final = timedelta(hours=1)
"""A receiver may ask for a longer pause; it is then asked again after this."""
_MOST_CONNECTIONS: Final = 1000
_LONGEST_ANSWER: Final = 16 << 10
_NOT_FOR_EVER: Final = frozenset({408, 425, 429})


class Reply(NamedTuple):
    """What the receiver answered."""

    status: int
    retry_after: timedelta | None


class Poster:
    """Posts bodies; connections are kept for the next."""

    def __init__(self, guard: Guard, timeout: timedelta) -> None:
        self._guard, self._seconds = guard, timeout.total_seconds()
        self._network = GuardedNetwork(guard)
        self._pool = httpcore.AsyncConnectionPool(
            max_connections=_MOST_CONNECTIONS,
            max_keepalive_connections=64,
            keepalive_expiry=30,
            network_backend=self._network,
            ssl_context=_trusted(),
        )

    async def post(self, url: object, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Whether the receiver took it."""
        try:
            async with asyncio.timeout(self._seconds):
                return judged(await self._post(self._guard.check(url), body, headers))
        except Forbidden as error:
            return Refused(str(error))
        except (TimeoutError, httpcore.TimeoutException):
            return Delayed("timeout")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            return Delayed("no_connection" if isinstance(error, httpcore.ConnectError) else "connection_lost")

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        sent = {"content-type": "application/json", "user-agent": AGENT, **headers}
        async with self._pool.stream(
            "POST", url, headers=list(sent.items()), content=body, extensions={"timeout": self._timeouts()}
        ) as response:
            await _read(response)
            return Reply(response.status, _retry_after(response.headers))

    def _timeouts(self) -> dict[str, float]:
        return dict.fromkeys(("connect", "read", "write", "pool"), self._seconds)

    async def close(self) -> None:
        """Closes the connections."""
        await self._pool.aclose()
        self._network.close()


def _trusted() -> ssl.SSLContext:
    """The well-known authorities, and those of the system (``SSL_CERT_FILE``)."""
    context = httpcore.default_ssl_context()
    context.load_default_certs()
    return context


async def _read(response: httpcore.Response) -> None:
    """A short answer whole, so that its connection serves the next; nobody reads a long one."""
    size = 0
    async for chunk in response.aiter_stream():
        size += len(chunk)
        if size > _LONGEST_ANSWER:
            return


def judged(reply: Reply) -> Outcome:
    """2xx: delivered. 408, 425, 429 and 5xx: later. All else, 410 and redirects too: never."""
    status = reply.status
    if 200 <= status < 300:
        return Delivered()
    if status in _NOT_FOR_EVER or status >= 500:
        return Delayed(f"http_{status}", reply.retry_after)
    return Refused(f"http_{status}")


def _retry_after(headers: list[tuple[bytes, bytes]]) -> timedelta | None:
    """Seconds or an HTTP date (RFC 9110, 10.2.3); what is neither is not asked for."""
    text = next((value.decode("latin-1").strip() for name, value in headers if name.lower() == b"retry-after"), "")
    if text.isascii() and text.isdigit() and len(text) <= 9:
        asked = timedelta(seconds=int(text))
    else:
        try:
            asked = parsedate_to_datetime(text) - datetime.now(UTC)
        except (ValueError, TypeError):
            return None
    return max(timedelta(), min(asked, LONGEST_ASKED))
