"""A service for tests of the stack: answers every GET on HANDOVER_HTTP_PORT, and ``/exit/CODE`` by ending with CODE.

Started with an argument, it ends with that code at once.
"""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answers(BaseHTTPRequestHandler):
    """Answers 200, unless it is asked to end."""

    def do_GET(self) -> None:
        if self.path.startswith("/exit/"):
            os._exit(int(self.path.removeprefix("/exit/")))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


if len(sys.argv) > 1:
    sys.exit(int(sys.argv[1]))
sys.stdout.write(f"worker {os.environ['HANDOVER_SLOT']} serves\n")
sys.stdout.flush()
HTTPServer(("127.0.0.1", int(os.environ["HANDOVER_HTTP_PORT"])), Answers).serve_forever()
