"""Receivers that are real servers: HTTP and SMTP, on free ports, with answers that a test scripts."""

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from handover.stack.ports import free_ports

Answer = tuple[int, dict[str, str]]
OK: Answer = (200, {})


class Post:
    """A request as it came."""

    def __init__(self, path: str, headers: dict[str, str], body: bytes) -> None:
        self.path, self.headers, self.body, self.at = path, headers, body, time.monotonic()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


class Hooks:
    """An HTTP server that keeps what is posted to it. ``answers``: by path, else 200. ``hang``: paths that never answer."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.posts: list[Post] = []
        self.answers: dict[str, Callable[[Post], Answer]] = {}
        self.hang: set[str] = set()
        self._over = threading.Event()
        hooks = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                post = Post(self.path, headers, body)
                hooks.posts.append(post)
                if self.path in hooks.hang:
                    hooks._over.wait(60)
                status, more = hooks.answers.get(self.path, lambda _: OK)(post)
                self.send_response(status)
                for name, value in {"content-length": "0", **more}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def to(self, path: str) -> list[Post]:
        return [post for post in self.posts if post.path == path]

    def close(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()


def fails(times: int, status: int = 500, **headers: str) -> Callable[[Post], Answer]:
    """So many failures, then 200."""
    left = iter(range(times))
    return lambda _: OK if next(left, None) is None else (status, {k.replace("_", "-"): v for k, v in headers.items()})


def is_signed(post: Post, secret: str) -> bool:
    """By the text of the specification, and by nothing of ours."""
    key = base64.b64decode(secret[len("whsec_") :])
    content = f"{post.headers['webhook-id']}.{post.headers['webhook-timestamp']}.{post.body.decode()}"
    expected = base64.b64encode(hmac.new(key, content.encode(), hashlib.sha256).digest()).decode()
    fresh = abs(time.time() - int(post.headers["webhook-timestamp"])) < 300
    return fresh and f"v1,{expected}" in post.headers["webhook-signature"].split(" ")


class Mailbox:
    """An SMTP server's handler that keeps mails. ``answers``: by recipient, replies to RCPT."""

    def __init__(self) -> None:
        self.mails: dict[str, list[EmailMessage]] = defaultdict(list)
        self.answers: dict[str, Iterator[str]] = {}
        self.encrypted: list[bool] = []
        self.users: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = next(self.answers.get(address, iter(())), "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        for address in envelope.rcpt_tos:
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails[address].append(mail)
        self.encrypted.append(session.ssl is not None)
        return "250 taken"

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        self.users.append(data.login)
        return AuthResult(success=data.password == b"the password", handled=False)


@contextmanager
def smtp(box: Mailbox, tls: ssl.SSLContext | None = None, *, implicit: bool = False) -> Iterator[int]:
    """The port of a server for ``box``; with ``tls`` it asks for STARTTLS and a login."""
    (port,) = free_ports(1)
    over = {"tls_context": tls, "require_starttls": True, "auth_required": True, "authenticator": box.login}
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        **({"ssl_context": tls} if implicit else over if tls else {}),
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
