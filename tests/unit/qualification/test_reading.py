"""Reading what people type into forms, and comparing words across spellings."""

import pytest
from tests.unit.qualification.samples import rules

from qualification.domain.figures import currency_in
from qualification.domain.reading import attribute_name, read_attributes
from qualification.domain.span import Span, read
from qualification.domain.text import EVIDENCE_LENGTH, Words, plain, shown
from qualification.domain.touch import Motion


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("250", "250"),
        ("51-200", "51-200"),
        ("51 – 200 employees", "51-200"),  # noqa: RUF001
        ("1,000+", "1000-"),
        ("10.000+", "10000-"),
        ("> 5000", "5000-"),
        ("more than 20", "20-"),
        ("<10", "0-10"),
        ("unter 50", "0-50"),
        ("1k-5k", "1000-5000"),
        ("10-25k", "10000-25000"),
        ("10k-25k EUR", "10000-25000 EUR"),
        ("€10.000 – €25.000", "10000-25000 EUR"),  # noqa: RUF001
        ("20.000 bis 50.000 Euro", "20000-50000 EUR"),
        ("$5,000+", "5000- USD"),
        ("under € 5.000", "0-5000 EUR"),
        ("2.5m USD", "2500000 USD"),
        ("10 000 sek", "10000 SEK"),
    ],
)
def test_a_number_or_a_range_is_understood_as_people_write_it(typed: str, understood: str) -> None:
    span = read(typed)
    assert str(span) == understood
    assert Span.parse(understood) == span


@pytest.mark.parametrize("typed", ["", "none", "call me", "+46 8 465 004 12", "555 123 4567", "2026-03-01", "9" * 20])
def test_what_is_no_single_number_or_range_stays_unknown(typed: str) -> None:
    assert read(typed) is None


def test_the_word_order_is_no_currency() -> None:
    assert currency_in("all of it") == ""
    assert currency_in("10k chf") == "CHF"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Geschäftsführer", "geschaftsfuhrer"),
        ("LOGISTICS_AND_SUPPLY_CHAIN", "Logistics and Supply-Chain"),
        ("Président-Directeur  Général", "president directeur general"),
        ("STRASSE", "Straße"),
        ("Indkøb", "indkob"),
        ("Właściciel", "wlasciciel"),
    ],
)
def test_spellings_of_one_word_are_the_same(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["cto"], "CTO & Co-Founder", True),
        (["cto"], "Director", False),
        (["logisti*"], "Head of Logistik", True),
        (["*leiter"], "Bereichsleiterin", False),
        (["*leiter*"], "Bereichsleiterin", True),
        (["head of"], "Head of R&D", True),
        (["部長"], "営業部長", False),
        (["*部長*"], "営業部長", True),
    ],
)
def test_words_match_whole_words_and_a_star_any_letters(words: list[str], text: str, found: bool) -> None:
    assert (Words.of(words).find(plain(text)) is not None) is found


def test_a_list_without_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="no word to look for"):
        Words.of(["", "  ", "*"])


def test_names_of_attributes_are_compared_in_plain_words() -> None:
    assert attribute_name("# Employees") == attribute_name("employees") == attribute_name("Employees?") == "employees"


def test_the_first_attribute_that_can_be_read_answers() -> None:
    reads = {"employees": ("employees", "company_size"), "sector": ("industry",), "budget": ("budget",)}
    said = {"employees": "many", "company_size": "51-200", "budget": "call 555 123 4567 please"}
    assert read_attributes(said, reads) == {"employees": "51-200"}


def test_evidence_is_one_short_line() -> None:
    text = shown("a\n" + "word " * 100)
    assert "\n" not in text
    assert len(text) == EVIDENCE_LENGTH


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"donotcall": "True"}, "yes"),
        ({"donotcall": "ja"}, "yes"),
        ({"donotcall": "0"}, "no"),
        ({"donotcall": "Nein", "phone_opt_out": "x"}, "yes"),
        ({"donotcall": "ask her", "phone_opt_out": "no"}, "no"),
        ({"donotcall": "ask her"}, None),
        ({}, None),
    ],
)
def test_a_wish_not_to_be_called_counts_wherever_it_stands(said: dict[str, str], read: str | None) -> None:
    facts = read_attributes(said, {"do_not_call": ("donotcall", "phone_opt_out")})
    assert facts.get("do_not_call") == read


@pytest.mark.parametrize("motion", ["inbound", "outbound"])
@pytest.mark.parametrize(
    ("column", "fact"),
    [
        ("Do Not Call", "do_not_call"),
        ("DoNotCall", "do_not_call"),
        ("Ne pas appeler", "do_not_call"),
        ("HasOptedOutOfEmail", "do_not_mail"),
        ("hs_email_optout", "do_not_mail"),
        ("Email Opt Out", "do_not_mail"),
    ],
)
def test_the_shipped_rules_read_the_wishes_of_a_crm(motion: Motion, column: str, fact: str) -> None:
    assert read_attributes({attribute_name(column): "true"}, rules(motion).reads) == {fact: "yes"}
