"""LinkedIn: webhook validation, when the hook is made and every two hours, within three seconds
(learn.microsoft.com/linkedin: webhook validation).
"""

import hmac
import json
import re
from typing import Final

from lead_intake.adapters.handshakes.question import Answer, Question
from lead_intake.domain.errors import BadSignature

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def challenge(question: Question) -> Answer | None:
    """Proves with the newest client secret that the address is ours. Raises BadSignature.

    Only what has the form of LinkedIn's codes, a UUID, is signed: notifications are signed with the same secret, and
    who could have any text signed here could forge them.
    """
    code = question.query.get("challengeCode")
    if code is None:
        return None
    if not (_UUID.fullmatch(code) and question.secrets and question.secrets[0]):
        raise BadSignature("the challenge is none of LinkedIn's, or the source has no secret")
    response = hmac.digest(question.secrets[0], code.encode(), "sha256").hex()
    return Answer(json.dumps({"challengeCode": code, "challengeResponse": response}), "application/json")
