"""HTTP Basic (RFC 7617), for systems that can only be given a user and a password (Pipedrive, Zapier, ActiveCampaign)."""

import base64
import binascii
import hmac

from lead_intake.adapters.signatures.request import SignedRequest


def user_and_password(request: SignedRequest, secret: bytes) -> bool:
    """``Authorization: Basic …`` with the secret ``user:password``."""
    scheme, _, credentials = request.header("authorization").partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        shown = base64.b64decode(credentials.strip().encode(), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return False
    return hmac.compare_digest(secret, shown)
