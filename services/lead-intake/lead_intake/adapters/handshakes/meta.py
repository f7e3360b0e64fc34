"""Meta: the verification request of Webhooks (developers.facebook.com: Webhooks, Getting Started).

The verify token is a word of our own that is typed into Meta's dashboard; it travels in the address, so it should not be
the app secret. Where none is configured, the live secrets are taken.
"""

from typing import Final

from lead_intake.adapters.handshakes.question import Answer, Question
from lead_intake.adapters.signatures.compare import same
from lead_intake.domain.errors import BadSignature

_LONGEST: Final = 512
"""Meta sends a number; a page is not sent back."""


def subscription(question: Question) -> Answer | None:
    """Echoes ``hub.challenge`` to whoever knows the verify token. Raises BadSignature."""
    if question.query.get("hub.mode") != "subscribe":
        return None
    given, challenge = question.query.get("hub.verify_token", ""), question.query.get("hub.challenge", "")
    known = [same(one.decode(), given) for one in question.verify_tokens or question.secrets if one]
    if not any(known) or len(challenge) > _LONGEST:
        raise BadSignature("hub.verify_token is not the one that was configured")
    return Answer(challenge)
