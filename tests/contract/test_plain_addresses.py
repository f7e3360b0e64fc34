"""The short way to judge an e-mail address takes nothing that email-validator would turn down."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lead_contracts import normalise
from lead_contracts.normalise.contact import _is_plain

LETTERS = "abZ09-_.+!@'\"%{ ü"


def is_valid(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


@settings(deadline=None, max_examples=400)
@given(
    st.builds("{}@{}".format, st.text(LETTERS, max_size=66), st.text(LETTERS, max_size=20))
    | st.builds(
        "{}@{}.{}".format, st.text("ab.-", max_size=8), st.text("ab-.1", max_size=8), st.text("abc", max_size=4)
    )
    | st.emails()
)
@example("a@xn--bcher-kva.example")
@example("a@b.localhost")
@example(f"{'a' * 64}@{'b' * 63}.{'c' * 63}.example")
@example("a@ab--c.example")
@example(f"a@{'b-' * 40}b.example")
def test_what_is_taken_at_once_is_valid(address: str) -> None:
    assert not _is_plain(address) or is_valid(address)


@pytest.mark.parametrize(
    "address", ["ann.lee+crm@firm.example", "o'brien@mail.firm.co.uk", "A_B@X.Example", "1@1.de", "a-b@a-b-c.example"]
)
def test_usual_addresses_are_taken_at_once(address: str) -> None:
    assert _is_plain(address)


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        "a..b@firm.example",
        "a@firm.local",
        "a@firm.LOCAL",
        "a@-firm.example",
        "a@firm-.example",
        "a@fi rm.example",
    ],
)
def test_no_other_is(address: str) -> None:
    assert (_is_plain(address), normalise.email(address)) == (False, None)
