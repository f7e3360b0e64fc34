"""Sends a list to lead-intake: streamed, watched, and sent again until it is in, which doubles no row."""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import quote

import httpx

from handover.errors import HandoverError
from handover.stack.keys import KeyRing
from handover.stack.state import StackState

PATH: Final = "/v1/imports"
KEY_VARIABLE: Final = "HANDOVER_API_KEY"
_PIECE: Final = 1 << 16
_LOOK_SECONDS: Final = 0.3
_PAUSE_SECONDS: Final = 1.0
_AGAIN: Final = frozenset({408, 429, 500, 502, 503, 504})
"""Answers after which the same list may be taken. All others are final."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``sent`` bytes of the list; ``read`` rows of it are through, ``refused`` of them not kept."""

    sent: int = 0
    read: int = 0
    refused: int = 0


def client_for(url: str | None, directory: Path) -> httpx.Client:
    """A client of lead-intake with a marketing key: the one at ``url``, else that of the stack in ``directory``.

    The key is that of the variable HANDOVER_API_KEY, else the stack's. Raises HandoverError where either is missing.
    """
    state = None if url else StackState.read(directory)
    part = next((one for one in state.parts if one.name == "lead-intake-0"), None) if state else None
    address = url or (part.address if part else None)
    if not address:
        raise HandoverError(
            f"no lead-intake to send to: no stack is running in {directory}",
            "start one with `handover up`, or name the address with --url",
        )
    headers = {"Authorization": f"Bearer {_key(directory)}"}
    return httpx.Client(base_url=address, headers=headers, timeout=httpx.Timeout(30, read=None), trust_env=False)


def import_id(file: Path, query: Mapping[str, str]) -> str:
    """The same for the same file sent in the same way."""
    digest = hashlib.sha256(repr(sorted(query.items())).encode())
    with file.open("rb") as content:
        digest.update(hashlib.file_digest(content, "sha256").digest())
    return f"list-{digest.hexdigest()[:32]}"


@dataclass(frozen=True, slots=True)
class Importer:
    """Sends one file. ``query``: what is said of it; ``patience``: seconds without progress before it gives up."""

    client: httpx.Client
    file: Path
    query: Mapping[str, str]
    patience: float

    def dry_run(self) -> dict[str, Any]:
        """What the list would become. Raises HandoverError."""
        with self.file.open("rb") as content, _reaching(self.file):
            answer = self.client.post(PATH, params={**self.query, "dry_run": "true"}, content=content)
            return self._said(answer)

    def send(self, key: str, told: Callable[[Progress], None]) -> dict[str, Any]:
        """Sends the list under the key until it is in, and returns what intake says of it. Raises HandoverError."""
        patience = _Patience(self.patience)
        while True:
            patience.saw(Progress(read=self._state(key).get("read", 0)))
            problem = "it does not answer"
            try:
                answer = _Upload(self, key, _both(patience, told)).run()
                if answer.status_code not in _AGAIN:
                    return self._said(answer)
                problem = _detail(answer)
            except httpx.TransportError:
                self._raise_what_is_final(key)
            if patience.is_over:
                raise HandoverError(
                    f"{self.file}: lead-intake does not take it: {problem}",
                    "send it again later: it goes on where it broke off, and no row is doubled",
                )
            time.sleep(_PAUSE_SECONDS)

    def report(self, key: str, target: Path) -> None:
        """Writes what became of each row: a table where the name ends in .csv, else JSON lines. Raises HandoverError."""
        form = "csv" if target.suffix.lower() == ".csv" else "ndjson"
        fresh = target.with_name(f"{target.name}.new")
        with _reaching(self.file), self.client.stream("GET", f"{_path(key)}/report", params={"format": form}) as answer:
            if not answer.is_success:
                answer.read()
                raise HandoverError(f"no report: {_detail(answer)}")
            with fresh.open("wb") as file:
                for piece in answer.iter_bytes():
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        fresh.replace(target)

    def _state(self, key: str) -> dict[str, Any]:
        """How far it is; empty where that is not known. Raises HandoverError where the key is not taken."""
        try:
            answer = self.client.get(_path(key))
        except httpx.TransportError:
            return {}
        if answer.status_code in {401, 403}:
            raise HandoverError(
                f"lead-intake refuses the key: {_detail(answer)}", f"set {KEY_VARIABLE} to a marketing key"
            )
        found: dict[str, Any] = answer.json() if answer.is_success else {}
        return found

    def _raise_what_is_final(self, key: str) -> None:
        """The connection broke: perhaps because intake had refused the list before all of it was sent."""
        state = self._state(key)
        status = state.get("status")
        if state.get("state") == "broken_off" and status is not None and status not in _AGAIN:
            raise HandoverError(f"{self.file}: {state.get('detail')}")

    def _said(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_success:
            said: dict[str, Any] = answer.json()
            return said
        raise HandoverError(f"{self.file}: {_detail(answer)}", "\n".join(_faults(answer)))


class _Patience:
    """Whether the list got further in the last seconds, also in the midst of an upload: a long one takes an hour."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._until = seconds, time.monotonic() + seconds
        self._furthest = Progress()

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self._until

    def saw(self, progress: Progress) -> None:
        """How far it is now."""
        before = self._furthest
        self._furthest = Progress(max(before.sent, progress.sent), max(before.read, progress.read))
        if self._furthest != before:
            self._until = time.monotonic() + self._seconds


class _Upload:
    """One request, sent by a thread while this one asks how far it is."""

    def __init__(self, importer: Importer, key: str, told: Callable[[Progress], None]) -> None:
        self._importer, self._key, self._told = importer, key, told
        self._sent = 0
        self._answer: httpx.Response | None = None
        self._failure: Exception | None = None

    def run(self) -> httpx.Response:
        """The answer. Raises httpx.TransportError, HandoverError."""
        sender = threading.Thread(target=self._send, name="upload", daemon=True)
        sender.start()
        going_on = True
        while going_on:
            sender.join(_LOOK_SECONDS)
            going_on = sender.is_alive()
            self._tell()
        if self._answer is None:
            raise self._failure or HandoverError("the list was not sent")
        return self._answer

    def _send(self) -> None:
        importer = self._importer
        headers = {"Idempotency-Key": self._key, "Content-Type": "application/octet-stream"}
        try:
            with importer.file.open("rb") as content:
                self._answer = importer.client.post(
                    PATH, params=dict(importer.query), content=self._counted(content), headers=headers
                )
        except Exception as error:  # noqa: BLE001 - it is raised in the thread that waits
            self._failure = error

    def _counted(self, content: BinaryIO) -> Iterator[bytes]:
        while piece := content.read(_PIECE):
            yield piece
            self._sent += len(piece)

    def _tell(self) -> None:
        state = self._importer._state(self._key)  # noqa: SLF001 - its own
        self._told(Progress(self._sent, state.get("read", 0), state.get("refused", 0)))


def _both(patience: _Patience, told: Callable[[Progress], None]) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        patience.saw(progress)
        told(progress)

    return tell


@contextmanager
def _reaching(file: Path) -> Iterator[None]:
    """Turns what the connection raises into a message. Raises HandoverError."""
    try:
        yield
    except httpx.TransportError as error:
        raise HandoverError(f"{file}: lead-intake does not answer", "is it up (`handover status`)?") from error


def _path(key: str) -> str:
    return f"{PATH}/{quote(key, safe='')}"


def _key(directory: Path) -> str:
    named = os.environ.get(KEY_VARIABLE)
    if named:
        return named
    try:
        return KeyRing(directory).read().of("marketing")
    except (FileNotFoundError, KeyError):
        raise HandoverError("no key to send with", f"set {KEY_VARIABLE} to a marketing key") from None


def _detail(answer: httpx.Response) -> str:
    try:
        said = answer.json()
    except ValueError:
        said = None
    return str(said.get("detail", "")) if isinstance(said, dict) else f"it answered {answer.status_code}"


def _faults(answer: httpx.Response) -> Iterator[str]:
    try:
        said = answer.json()
    except ValueError:
        return
    for one in said.get("errors", ()) if isinstance(said, dict) else ():
        yield f"{one['field']}: {one['detail']}"
