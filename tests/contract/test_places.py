"""Regions, beginnings of postal codes, languages: what sources write, and what is kept of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_contracts.normalise import language, postal_prefix, region
from lead_contracts.normalise.place import LEFT_OUT, MOST_OF_A_CODE


@pytest.mark.parametrize(
    ("said", "country", "meant"),
    [
        ("BY", "DE", "DE-BY"),
        ("de-by", "DE", "DE-BY"),
        ("DE-BY", None, "DE-BY"),
        ("Bayern", "DE", "DE-BY"),
        ("Bavaria", "DE", "DE-BY"),
        ("Freistaat Bayern", "DE", "DE-BY"),
        ("Kanton Zürich", "CH", "CH-ZH"),
        ("Stockholms län", "SE", "SE-AB"),
        ("California", "US", "US-CA"),
        ("State of California", "US", "US-CA"),
        ("ca", "US", "US-CA"),
        ("Île-de-France", "FR", "FR-IDF"),
        ("13", "JP", "JP-13"),  # a country whose regions we have no names of
        ("Bayern", None, None),
        ("CA", None, None),  # California, Canada, Cagliari?
        ("DE-BY", "AT", None),
        ("XX", "DE", None),
        ("Musterstraße 5", "DE", None),
        ("Maya Lindqvist", "SE", None),
        ("Tokyo", "JP", None),
        ("n/a", "DE", None),
        (None, "DE", None),
        (["BY"], "DE", None),
    ],
)
def test_a_region_is_a_code_that_its_country_has_or_nothing(
    said: object, country: str | None, meant: str | None
) -> None:
    assert region(said, country) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "country", "kept"),
    [
        ("80331", "DE", "DE:803"),
        (80331, "DE", "DE:803"),
        ("D-80331", "DE", "DE:803"),
        ("1067", "DE", "DE:010"),  # a table dropped the zero: Dresden, not Berlin
        ("2134", "US", "US:021"),
        ("94103-1234", "US", "US:941"),
        ("8001", "CH", "CH:80"),
        ("CH-8001", "CH", "CH:80"),
        ("150", "NO", "NO:01"),
        ("111 22", "SE", "SE:111"),
        ("1012 AB", "NL", "NL:101"),
        ("SW1A 1AA", "GB", "GB:SW1"),
        ("m1 1ae", "GB", "GB:M1"),
        ("K1A 0B1", "CA", "CA:K1A"),
        ("D02 X285", "IE", "IE:D02"),
        ("101", "IS", "IS:1"),
        ("DE:803", "DE", "DE:803"),
        ("DE:803", None, "DE:803"),
        ("DE:803", "AT", None),
        ("DE:80331", "DE", None),
        ("80331", None, None),
        ("803311", "DE", None),
        ("Munich", "DE", None),
        ("+49 89 1234567", "DE", None),
        ("", "DE", None),
    ],
)
def test_of_a_postal_code_the_beginning_is_kept_with_its_country(
    said: object, country: str | None, kept: str | None
) -> None:
    assert postal_prefix(said, country) == kept  # type: ignore[arg-type]


@given(
    st.text(st.sampled_from("0123456789ABCDEZ -."), max_size=12), st.sampled_from(["DE", "GB", "NL", "CH", "IS", "JP"])
)
def test_no_postal_code_is_kept_to_its_last_two_characters(said: str, country: str) -> None:
    kept = postal_prefix(said, country)
    if kept is not None:
        beginning = kept.removeprefix(f"{country}:")
        whole = "".join(filter(str.isalnum, said))
        assert 1 <= len(beginning) <= MOST_OF_A_CODE
        assert country == "GB" or len(beginning) <= len(whole.zfill(5 if country == "DE" else 0)) - LEFT_OUT


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("de-AT", "de"),
        ("de_DE.UTF-8", "de"),
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("ger", "de"),
        ("German", "de"),
        ("Deutsch", "de"),
        ("allemand", "de"),
        ("English (US)", "en"),
        ("Deutsch / English", "de"),
        ("nb-NO", "no"),
        ("svenska", "sv"),
        ("I speak German", None),
        ("Maya", None),
        ("xx", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_its_code_however_it_was_declared(said: object, meant: str | None) -> None:
    assert language(said) == meant  # type: ignore[arg-type]
