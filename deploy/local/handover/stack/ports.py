"""Free ports on 127.0.0.1."""

import random
import socket
from pathlib import Path

HOST = "127.0.0.1"
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
_given: set[int] = set()
"""Ports that this process has given out: its servers may not listen on them yet."""


def free_ports(count: int) -> list[int]:
    """``count`` different ports that nobody listens on now, outside the range that outgoing connections take.

    From inside that range a client could get the port of a broker that is down for a moment, or connect to itself.
    """
    found: set[int] = set()
    first, last = _outside_ephemeral()
    while len(found) < count:
        port = random.SystemRandom().randint(first, last)
        if port not in _given and is_free(port):
            found.add(port)
            _given.add(port)
    return sorted(found)


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError:
            return False
        return True


def _outside_ephemeral() -> tuple[int, int]:
    try:
        first = int(_EPHEMERAL.read_text().split()[0])
    except (OSError, ValueError):
        first = 32768
    return (10_000, first - 1) if first > 12_000 else (49_152, 65_535)
