"""The short way of reading a phone number says what phonenumbers says, or nothing."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_contracts.normalise import contact

CODES = st.sampled_from([str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE]) | st.integers(0, 999).map(str)
REST = st.text("0123456789", max_size=15)
BREAK = st.sampled_from(["", " ", "-", "."])


@settings(deadline=None, max_examples=300)
@given(code=CODES, zero=st.sampled_from(["", "0"]), first=REST, between=BREAK, rest=REST)
def test_what_the_short_way_reads_phonenumbers_reads_alike(
    code: str, zero: str, first: str, between: str, rest: str
) -> None:
    number = f"+{code}{zero}{first}{between}{rest}"

    short = contact._plain_e164(number)

    assert short in (None, contact._e164(number, None))


@pytest.mark.parametrize("number", ["+442079460700", "+33 1 99 00 55 10", "+39 06 1234 5678", "+1-212-555-0100"])
def test_usual_numbers_go_the_short_way(number: str) -> None:
    assert contact._plain_e164(number) == phonenumbers.format_number(
        phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.E164
    )


@pytest.mark.parametrize(
    "number", ["+44 (0)20 7946 0700", "+4402079460700", "+1 212 555 0100 x12", "+44", "+", "+999123456"]
)
def test_what_is_not_plain_is_left_to_phonenumbers(number: str) -> None:
    assert contact._plain_e164(number) is None
