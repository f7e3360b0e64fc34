"""No forged request passes, whatever the scheme: every one that is registered is tried."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.signers import SENDER_ONLY, SIGNERS, STAMPED

from lead_intake.adapters.signatures import SCHEMES, SignedRequest, verified

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
OLD, NEW = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
"""Hexadecimal: Close's keys are."""
BODY = b'{"name": "J\xc3\xbcrgen \xf0\x9f\x98\x80", "email": "juergen@firm.example"}'
HEX = "0123456789abcdef"
SCHEME = st.sampled_from(sorted(SCHEMES))


def signed(scheme: str, secret: str = NEW, body: bytes = BODY) -> SignedRequest:
    return SIGNERS[scheme](secret, body, NOW)


def passes(request: SignedRequest, scheme: str, *secrets: str) -> bool:
    return verified(request, [scheme], [secret.encode() for secret in secrets])


def test_every_scheme_has_a_signer_to_be_compared_to() -> None:
    assert SIGNERS.keys() == SCHEMES.keys(), "write how its vendor signs, in tests/unit/lead_intake/signers.py"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_while_a_secret_is_rotated_both_are_live_and_afterwards_one(scheme: str) -> None:
    by_old, by_new = signed(scheme, OLD), signed(scheme, NEW)

    assert [passes(by_old, scheme, OLD, NEW), passes(by_new, scheme, OLD, NEW), passes(by_new, scheme, NEW, OLD)] == [
        True, True, True,
    ]  # fmt: skip
    assert [passes(by_old, scheme, NEW), passes(by_new, scheme, OLD), passes(by_new, scheme)] == [False, False, False]


@pytest.mark.parametrize("scheme", sorted(STAMPED))
@pytest.mark.parametrize(("minutes", "fits"), [(-6, False), (-4, True), (4, True), (6, False)])
def test_a_signature_that_was_recorded_fits_for_five_minutes(scheme: str, minutes: int, fits: bool) -> None:
    later = replace(signed(scheme), now=NOW + timedelta(minutes=minutes))

    assert passes(later, scheme, NEW) is fits


def other_secrets(secret: str) -> st.SearchStrategy[str]:
    """Secrets that are nearly right, and any others; the first three bytes differ or the length does."""
    # not "00" at the end: HMAC fills short keys up with it
    near = st.sampled_from([secret[:-2], secret + "01", secret[2:], secret[::-1], "00" + secret])
    return near | st.text(HEX, min_size=2, max_size=64).map(lambda text: text[: len(text) // 2 * 2])


@st.composite
def forgeries(draw: st.DrawFn) -> tuple[str, SignedRequest]:
    """A scheme, and a request that somebody made who has seen genuine ones and does not have the secret."""
    scheme = draw(SCHEME)
    how = draw(st.sampled_from(["other secret", "other body", "damaged", "other headers", "unsigned", "anything"]))
    genuine = signed(scheme)
    match how:
        case "other secret":
            other = draw(other_secrets(NEW))
            assume(bytes.fromhex(other) != bytes.fromhex(NEW))
            return scheme, signed(scheme, other)
        case "other body":
            assume(scheme not in SENDER_ONLY)
            body = draw(st.binary(max_size=80) | st.sampled_from([BODY + b" ", BODY[:-1], b"[" + BODY + b"x]"]))
            assume(
                body != BODY and not (scheme == "segment" and body.startswith(b"["))
            )  # of a batch it signs the first
            return scheme, replace(genuine, body=body)
        case "damaged":
            return scheme, replace(genuine, **_damaged(draw, scheme, genuine))
        case "other headers":
            other_scheme = draw(SCHEME)
            assume(other_scheme not in (scheme, *SENDER_ONLY))
            return scheme, replace(signed(other_scheme), body=BODY)
        case "unsigned":
            kept = {name: value for name, value in genuine.headers.items() if name != _proof(genuine)}
            left = draw(st.sampled_from([kept, {}, dict.fromkeys(genuine.headers, "")]))
            return scheme, replace(genuine, headers=left, body=b"{}" if scheme in SENDER_ONLY else BODY)
        case _:
            names = sorted({name for one in SIGNERS.values() for name in one(NEW, BODY, NOW).headers})
            headers = draw(st.dictionaries(st.sampled_from(names), st.text(max_size=90)))
            return scheme, SignedRequest("POST", draw(st.text(max_size=60)), headers, draw(st.binary(max_size=90)), NOW)


def _damaged(draw: st.DrawFn, scheme: str, genuine: SignedRequest) -> dict[str, Any]:
    """One character of the proof is another one."""
    if not genuine.headers:
        return {"body": genuine.body.replace(NEW.encode(), _changed(draw, NEW).encode())}
    if scheme == "basic":  # base64 has several writings of its last byte
        return {"headers": signed(scheme, _changed(draw, NEW)).headers}
    name = _proof(genuine)
    return {"headers": {**genuine.headers, name: _changed(draw, genuine.headers[name])}}


def _proof(genuine: SignedRequest) -> str:
    """The header that is no version and no timestamp."""
    return max(genuine.headers, key=lambda one: len(genuine.headers[one]), default="")


def _changed(draw: st.DrawFn, text: str) -> str:
    at = draw(st.sampled_from([0, len(text) - 1]) | st.integers(0, len(text) - 1))
    return text[:at] + draw(st.sampled_from([one for one in HEX + "=zZ+" if one != text[at]])) + text[at + 1 :]


@settings(deadline=None, max_examples=250)
@given(forgeries())
def test_no_forged_request_ever_passes_nor_makes_a_scheme_raise(forged: tuple[str, SignedRequest]) -> None:
    scheme, request = forged

    assert not passes(request, scheme, NEW)
