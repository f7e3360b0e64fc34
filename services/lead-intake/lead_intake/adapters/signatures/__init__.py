"""Proof that a delivery comes from its source: one pure function per scheme, over the raw bytes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from lead_intake.adapters.signatures import (
    basic,
    calendly,
    close,
    drift,
    hubspot,
    intercom,
    linkedin,
    mautic,
    meta,
    outreach,
    salesloft,
    segment,
    shared_secret,
    tiktok,
    typeform,
    webflow,
)
from lead_intake.adapters.signatures.request import SignedRequest

Scheme: TypeAlias = Callable[[SignedRequest, bytes], bool]
"""Whether the request proves that its sender has the secret. Never raises, whatever the request holds."""

SCHEMES: Final[Mapping[str, Scheme]] = {
    "basic": basic.user_and_password,
    "close": close.body_hmac,
    "drift": drift.body_token,
    "intercom": intercom.body_hmac,
    "mautic": mautic.body_hmac,
    "hubspot_v1": hubspot.v1,
    "hubspot_v2": hubspot.v2,
    "hubspot_v3": hubspot.v3,
    "typeform": typeform.body_hmac,
    "calendly": calendly.body_hmac,
    "linkedin": linkedin.body_hmac,
    "meta": meta.body_hmac,
    "outreach": outreach.body_hmac,
    "salesloft": salesloft.body_hmac,
    "segment": segment.first_event_hmac,
    "tiktok": tiktok.body_hmac,
    "webflow": webflow.body_hmac,
    "body_key": shared_secret.google_key,
    "token": shared_secret.token,
}


def verified(request: SignedRequest, schemes: Iterable[str], secrets: Iterable[bytes]) -> bool:
    """Whether any scheme fits with any of the live secrets: two are live while one is rotated. An empty secret fits none."""
    return bool(fitting(request, schemes, secrets))


def fitting(request: SignedRequest, schemes: Iterable[str], secrets: Iterable[bytes]) -> tuple[str, ...]:
    """The schemes that fit, as ``verified``: some prove less than others."""
    live = [secret for secret in secrets if secret]
    return tuple(scheme for scheme in schemes if any(SCHEMES[scheme](request, secret) for secret in live))


__all__ = ["SCHEMES", "Scheme", "SignedRequest", "fitting", "verified"]
