"""Kafka's jars: exactly those of ``jars.lock``, fetched once by jgo, verified by digest at every start.

A second start reads the cache only: no network, no jgo, no Maven. What is missing, cut short or changed is fetched
again. Several processes may fetch at once: a jar appears under its name whole or not at all.
"""

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from handover.errors import HandoverError

LOCK = Path(__file__).with_name("jars.lock")
AT_ONCE = 6
KAFKA = "org.apache.kafka"

Fetch: TypeAlias = Callable[["Jar", Path], Path]
Progress: TypeAlias = Callable[["Jar"], None]


@dataclass(frozen=True, slots=True)
class Jar:
    """One pinned jar: ``coordinate`` is group:artifact:version, ``size`` in bytes, ``sha256`` in hex."""

    coordinate: str
    size: int
    sha256: str

    @property
    def file_name(self) -> str:
        """Its name in the cache; the digest in the lock tells apart what the name does not."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def locked(lock: Path = LOCK) -> list[Jar]:
    """The pinned jars, in the order of the class path."""
    rows = (line.split() for line in lock.read_text(encoding="utf-8").splitlines() if line)
    return [Jar(coordinate, int(size), sha256) for sha256, size, coordinate in rows]


def kafka_version() -> str:
    """The version of the pinned Kafka, such as ``4.2.2``."""
    return next(version for group, _, version in (jar.coordinate.split(":") for jar in locked()) if group == KAFKA)


def digest(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def intact(jar: Jar, file: Path) -> bool:
    """Whether the file is there and is the pinned one."""
    return file.is_file() and file.stat().st_size == jar.size and digest(file) == jar.sha256


def class_path(cache: Path, *, fetch: Fetch | None = None, progress: Progress | None = None) -> list[Path]:
    """The jars' files under ``cache``; fetches what is missing or damaged, calling ``progress`` after each jar.

    Raises HandoverError where a jar cannot be had; what was fetched by then stays.
    """
    folder, jars = cache / "jars", locked()
    folder.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in jars if not intact(jar, folder / jar.file_name)]
    if missing:
        _fetch_all(missing, folder, fetch or _jgo(), progress or (lambda _: None))
    return [folder / jar.file_name for jar in jars]


def missing_bytes(cache: Path) -> int:
    """How much is still to be fetched, judged by size alone."""
    files = ((jar, cache / "jars" / jar.file_name) for jar in locked())
    return sum(jar.size for jar, file in files if not file.is_file() or file.stat().st_size != jar.size)


def _fetch_all(jars: Sequence[Jar], folder: Path, fetch: Fetch, progress: Progress) -> None:
    with (
        tempfile.TemporaryDirectory(prefix=".incoming-", dir=folder) as incoming,
        ThreadPoolExecutor(AT_ONCE, "jars") as pool,
    ):
        tasks = [pool.submit(_fetch_one, jar, Path(incoming), folder, fetch) for jar in jars]
        try:
            for jar, task in zip(jars, tasks, strict=True):
                task.result()
                progress(jar)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _fetch_one(jar: Jar, incoming: Path, folder: Path, fetch: Fetch) -> None:
    file = fetch(jar, incoming)
    if not intact(jar, file):
        raise HandoverError(
            f"{jar.coordinate} arrived damaged: its SHA-256 is not the pinned one.",
            "Run the command again; if it stays, a proxy on the way changes files.",
        )
    file.replace(folder / jar.file_name)


def _jgo() -> Fetch:
    # Imported only when something has to be fetched: a cached start needs neither jgo nor the network.
    from handover.stack.fetch import fetch

    return fetch
