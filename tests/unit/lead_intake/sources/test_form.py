"""Form posts are read as the standard library reads them, names with brackets as nested objects."""

from typing import Any
from urllib.parse import parse_qsl, quote_plus

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.sources.reading import FORM, NOW

from lead_intake.adapters.sources.form import MOST_FIELDS, form_of, nested
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import UnreadableBody


def form(body: bytes) -> dict[str, Any]:
    return form_of(Delivery("s", "a", body, NOW, headers={"content-type": FORM}))


@settings(deadline=None)
@given(
    st.lists(st.text(alphabet="ab[]=&+% %C3%BC;ü\u20ac", max_size=12), max_size=6).map("&".join)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
)
@example("a=%E2%82&b=1")
@example("a%5Bb%5D=1&a[b]=2&a=3&=4&c&&d=%")
def test_it_reads_what_the_standard_library_reads(text: str) -> None:
    try:
        expected = nested(parse_qsl(text, keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        with pytest.raises(UnreadableBody):
            form(text.encode())
    else:
        assert form(text.encode()) == expected


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a[b][c]", {"a": {"b": {"c": "v"}}}),
        ("a[]", {"a": ["v"]}),
        ("[a]", {"[a]": "v"}),
        ("x" * 201 + "[a]", {"x" * 201 + "[a]": "v"}),
        ("a" + "[b]" * 16, {"a" + "[b]" * 16: "v"}),
    ],
)
def test_brackets_nest(name: str, found: dict[str, Any]) -> None:
    assert form(f"{quote_plus(name)}=v".encode()) == found


def test_a_form_of_too_many_fields_is_refused() -> None:
    assert len(form(b"&".join(b"n%d=1" % n for n in range(MOST_FIELDS)))) == MOST_FIELDS
    with pytest.raises(UnreadableBody):
        form(b"&" * MOST_FIELDS)
