"""Amounts as people write them around Europe: thousands, millions, currencies, at least, at most."""

import pytest
from tests.unit.qualification.samples import rules

from qualification.domain.figures import UNCLEAR, currency_in
from qualification.domain.reading import read_attributes
from qualification.domain.span import Span, read
from qualification.domain.variables import amount


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("25000EUR", "25000 EUR"),
        ("50eur", "50 EUR"),
        ("1200employees", "1200"),
        ("CHF 50'000", "50000 CHF"),
        ("50’000 CHF", "50000 CHF"),  # noqa: RUF001
        ("Fr. 50'000", "50000 CHF"),
        ("10-25k €", "10000-25000 EUR"),
        ("500k€ - 1m€", "500000-1000000 EUR"),
        ("50 TEUR", "50000 EUR"),
        ("T€ 50", "50000 EUR"),
        ("1.2 Mio", "1200000"),
        ("1,5 Mio. €", "1500000 EUR"),
        ("30 tausend Euro", "30000 EUR"),
        ("20 mil euros", "20000 EUR"),
        ("20mila euro", "20000 EUR"),
        ("30 duizend euro", "30000 EUR"),
        ("2 millones de euros", "2000000 EUR"),
        ("50 tys. zł", "50000 PLN"),
        ("2 mln zł", "2000000 PLN"),
        ("1-2 MSEK", "1000000-2000000 SEK"),
        ("250 tkr", f"250000 {UNCLEAR}"),
        ("500 000 kr", f"500000 {UNCLEAR}"),
        ("R$ 50.000", "50000 BRL"),
        ("CA$10k", "10000 CAD"),
        ("USD 1.5M", "1500000 USD"),
        ("under £5k", "0-5000 GBP"),
        ("max. 20k €", "0-20000 EUR"),
        ("jusqu'à 10 000 €", "0-10000 EUR"),
        ("hasta 5.000 €", "0-5000 EUR"),
        ("mindre än 50", "0-50"),
        ("not more than 50", "0-50"),
        ("au plus 50", "0-50"),
        ("do 50", "0-50"),
        ("au moins 50", "50-"),
        ("al menos 50", "50-"),
        ("no less than 50", "50-"),
        ("minst 20", "20-"),
        ("50 or more", "50-"),
        ("50 y más", "50-"),
        ("50 i więcej", "50-"),
        ("da 50", "50-"),
        ("1k+", "1000-"),
        ("24 h", "24"),
    ],
)
def test_an_amount_is_understood_in_the_notation_of_its_writer(typed: str, understood: str) -> None:
    span = read(typed)
    assert str(span) == understood
    assert Span.parse(understood) == span


@pytest.mark.parametrize("typed", ["500 000 kr", "¥ 1,000,000", "250 tkr", "20 000 kronor"])
def test_a_currency_that_could_be_several_is_unknown_and_not_ours(typed: str) -> None:
    facts = read_attributes({"budget": typed}, rules("inbound").reads)
    assert facts["budget"].endswith(UNCLEAR)
    assert amount("budget", {"EUR": 1.0, "": 1.0}).read(facts) is None


@pytest.mark.parametrize(("text", "code"), [("European quality", "EUR"), ("1,000 +", ""), ("12 friends", "")])
def test_only_what_names_a_currency_is_one(text: str, code: str) -> None:
    assert currency_in(text) == code
