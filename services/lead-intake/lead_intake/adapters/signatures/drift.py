"""Drift does not sign: its verification token is a member of every body (devdocs.drift.com: Webhooks; not verified)."""

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest
from lead_intake.adapters.sources.shape import at, json_of
from lead_intake.domain.errors import UnreadableBody


def body_token(request: SignedRequest, secret: bytes) -> bool:
    """``token`` in the body; it proves the sender, not what was sent."""
    try:
        given = at(json_of(request.body), "token")
    except UnreadableBody:
        return False
    return isinstance(given, str) and same(secret.decode(), given)
