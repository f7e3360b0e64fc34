"""Signatures are those of the Standard Webhooks specification."""

import base64
from datetime import UTC, datetime

import pytest
from tests.unit.delivery.samples import SECRET

from lead_runtime.delivery.signing import BadSecret, signed

AT = datetime.fromtimestamp(1614265330, UTC)
OTHER = "whsec_" + base64.b64encode(b"another key of 24 bytes!").decode()


def test_the_published_example_is_signed_as_published() -> None:
    assert signed([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, b'{"test": 2432232314}') == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_live_secrets_both_sign() -> None:
    old, new = (signed([secret], "id", AT, b"{}")["webhook-signature"] for secret in (SECRET, OTHER))
    assert signed([SECRET, OTHER], "id", AT, b"{}")["webhook-signature"] == f"{old} {new}"
    assert old != new


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_not base64",
        "whsec_" + base64.b64encode(b"short").decode(),
        "whsec_" + base64.b64encode(b"x" * 65).decode(),
    ],
)
def test_a_secret_of_another_form_signs_nothing_and_is_not_repeated(secret: str) -> None:
    with pytest.raises(BadSecret) as raised:
        signed([secret], "id", AT, b"{}")
    assert secret in ("", "whsec_") or secret not in str(raised.value)
