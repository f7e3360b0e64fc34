"""How a source asks whether we want what it sends, before it sends: one pure function per way of asking."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from lead_intake.adapters.handshakes import cloudevents, linkedin, meta
from lead_intake.adapters.handshakes.question import Answer, Question

Handshake: TypeAlias = Callable[[Question], Answer | None]
"""The answer; None where the request is no handshake of this kind. Raises BadSignature where it must be refused."""

HANDSHAKES: Final[Mapping[str, Handshake]] = {
    "linkedin": linkedin.challenge,
    "meta_lead_ads": meta.subscription,
}
"""By adapter, for GET. The others ask, with GET or HEAD, only whether somebody is there (Mailchimp, Intercom, …)."""
READY: Final = Answer("ready")
"""Says nothing of the source: everybody may ask."""


def greeted(adapter: str, question: Question) -> Answer:
    """The answer to a GET or HEAD. Raises BadSignature."""
    handshake = HANDSHAKES.get(adapter)
    return (handshake(question) if handshake else None) or READY


__all__ = ["HANDSHAKES", "READY", "Answer", "Handshake", "Question", "cloudevents", "greeted"]
