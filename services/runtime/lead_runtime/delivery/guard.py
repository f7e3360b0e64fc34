"""Where requests may go: what is set over HTTP must not make us call our own network (SSRF).

The address that was checked is the one that is connected to, so that a name cannot mean another a moment later. A
redirect is never followed, and no proxy of the environment is used.
"""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import httpcore

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_NAT64: Final = ip_network("64:ff9b::/96")
_LONGEST_URL: Final = 2048
_RESOLVERS: Final = 16


class Forbidden(Exception):
    """The address is not one that messages may go to; the text is a word for a dead letter, without the address."""


class Guard:
    """``http``: whether plain HTTP is allowed. ``networks``: private ones that are."""

    def __init__(self, *, http: bool = False, networks: Iterable[Network] = ()) -> None:
        self._schemes = {"https", "http"} if http else {"https"}
        self._networks = tuple(networks)

    def check(self, url: object) -> str:
        """The URL, where its form and its literal address are allowed. Raises Forbidden."""
        if not isinstance(url, str) or len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable():
            raise Forbidden("bad_url")
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise Forbidden("bad_url") from None
        if parts.scheme not in self._schemes:
            raise Forbidden("scheme_not_allowed")
        if not host or parts.username is not None or " " in url:
            raise Forbidden("bad_url")
        literal = _literal(host)
        if literal is not None and not self.allows(literal):
            raise Forbidden("address_not_allowed")
        return url

    def allows(self, address: Address) -> bool:
        """Whether it is public, or in a network that is allowed."""
        if any(address in network for network in self._networks):
            return True
        inner = _inner(address)
        if inner is not None:
            return self.allows(inner)
        return address.is_global and not address.is_multicast


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if not isinstance(address, IPv6Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses alone. Names are looked up in threads of its own: a slow one delays no one else's."""

    def __init__(self, guard: Guard) -> None:
        self._guard, self._under = guard, httpcore.AnyIOBackend()
        self._threads = ThreadPoolExecutor(_RESOLVERS, "delivery-names")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """See httpcore. Raises Forbidden too."""
        addresses = await self._addresses(host, port)
        if not all(self._guard.allows(address) for address in addresses):
            raise Forbidden("address_not_allowed")
        return await self._under.connect_tcp(str(addresses[0]), port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """See httpcore."""
        await asyncio.sleep(seconds)

    def close(self) -> None:
        """Ends the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _addresses(self, host: str, port: int) -> Sequence[Address]:
        def look_up() -> list[Address]:
            return [
                ip_address(found[4][0].partition("%")[0])  # type: ignore[union-attr]
                for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            ]

        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name is not known") from error
