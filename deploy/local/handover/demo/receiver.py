"""A sales system of the demo: it takes signed webhooks, and counts only those whose signature it has verified itself."""

import base64
import hashlib
import hmac
import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from ruamel.yaml import YAML

from handover.stack.plan import Plan

TEAM: Final = "account-management"
_SECRET: Final = "whsec_" + base64.b64encode(b"a secret of this demo alone").decode()
_VARIABLE: Final = "HANDOVER_DELIVERY_SECRET_DEMO"


class Receiver:
    """A context manager over the server."""

    def __init__(self) -> None:
        self.messages: dict[str, dict[str, Any]] = {}
        """The verified ones, by webhook-id: repeats are one."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                signed = _is_signed(self.headers, body)
                if signed:
                    receiver.messages[self.headers["webhook-id"]] = json.loads(body)
                self.send_response(204 if signed else 401)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the library
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "Receiver":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def known_to(self, plan: Plan) -> Plan:
        """The plan with the team told here: a copy of the configuration with one channel."""
        folder = plan.directory / "config"
        shutil.copytree(plan.config_dir, folder)
        yaml = YAML()
        roster = yaml.load(folder / "reps.yaml")
        url = f"http://127.0.0.1:{self._server.server_port}/leads"
        roster["teams"][TEAM]["notify"] = {"webhook": url}
        yaml.dump(roster, folder / "reps.yaml")
        channel = {"kind": "webhook", "secrets": ["DEMO"], "carry": ["facts"]}
        allowed = {"http": True, "networks": ["127.0.0.0/8"]}
        yaml.dump({"channels": {"webhook": channel}, "allow": allowed}, folder / "delivery.yaml")
        services = [
            service.model_copy(update={"env": {**service.env, _VARIABLE: _SECRET}})
            if service.name == "assignment"
            else service
            for service in plan.services
        ]
        return plan.model_copy(update={"services": tuple(services), "config_dir": folder})


def _is_signed(headers: Any, body: bytes) -> bool:
    content = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
    key = base64.b64decode(_SECRET.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return any(hmac.compare_digest(expected, found) for found in headers["webhook-signature"].split(" "))
