"""CloudEvents: the validation request of the webhook profile (github.com/cloudevents/spec: HTTP 1.1 Web Hooks, section 4).

It asks with OPTIONS whether this address wants events from that origin at all. The answer is no proof of anything: what
is sent later has to prove its sender like everything else. The callback that a request may name is never called.
"""

import re
from typing import Final

from lead_intake.adapters.handshakes.question import Answer, Question

ALLOW: Final = {"Allow": "GET, HEAD, OPTIONS, POST"}
_ORIGIN: Final = re.compile(r"[A-Za-z0-9._:/-]{1,253}")


def permission(question: Question, per_minute: int | None) -> Answer:
    """Allows the origin that asks, at ``per_minute`` requests (None: as many as it likes)."""
    origin = question.headers.get("webhook-request-origin", "").strip()
    if not _ORIGIN.fullmatch(origin):
        return Answer(headers=ALLOW)
    rate = "*" if per_minute is None else str(max(1, per_minute))
    return Answer(headers={**ALLOW, "WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": rate})
