"""What sources say, and what it means. Version 1 of the rules: a change that moves a row here is a new version."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.contract.documents import JSON

from lead_contracts import normalise
from lead_contracts.normalise.company import is_freemail


@pytest.mark.parametrize(
    ("given_", "meant"),
    [
        (" Acme Tooling ", "Acme Tooling"),
        (4711, "4711"),
        ("a\x00b\x1f", "ab"),
        ("line\nline", "line\nline"),
        ("Null", None),
        ("", None),
        ("  ", None),
        ("-", None),
        ("N/A", None),
        ("undefined", None),
        ("[not provided]", None),
        ("{{lead.Company}}", None),
        ("{{first}} {{last}}", None),
        ("*|FNAME|*", None),
        ("%%phone%%", None),
        ("${company}", None),
        ("<%= company %>", None),
        ("{!Lead.Company}", None),
        ("#{company}", None),
        ("{company}", None),
        ("{Ann}{Lee}", None),
        ("Curly {braces} Ltd", "Curly {braces} Ltd"),
        ("(not set)", None),
        ("<no value>", None),
        ("[object Object]", None),
        ("\ufeffAcme\u200b ", "Acme"),
        ("\u200b", None),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("<test lead: dummy data for company_name>", None),
        ("Acme {{suffix}}", "Acme {{suffix}}"),
        ("Nullmeier", "Nullmeier"),
        (None, None),
        (True, None),
        (["Acme"], None),
        ({"value": "Acme"}, None),
    ],
)
def test_text_and_placeholders(given_: JsonValue, meant: str | None) -> None:
    assert normalise.text(given_) == meant


@pytest.mark.parametrize(
    ("given_", "meant"),
    [
        (" Liam.Walsh@ACME.Example ", "Liam.Walsh@acme.example"),
        ("o'neil+web@x.ie", "o'neil+web@x.ie"),
        ("mailto:a@b.co", "a@b.co"),
        ("MailTo:a@b.co", "a@b.co"),
        ("\u200ba@b.co\u200b", "a@b.co"),
        ("a@b.co\xa0", "a@b.co"),
        ("Liam Walsh <liam@acme.example>", "liam@acme.example"),
        ("jörg@exämple.de", "jörg@exämple.de"),
        ("lead@load.test", "lead@load.test"),
        ("a@b", None),
        ("a@b@c.co", None),
        ("a..b@c.co", None),
        ("not an address", None),
        ("{{lead.Email}}", None),
        (None, None),
    ],
)
def test_email(given_: JsonValue, meant: str | None) -> None:
    assert normalise.email(given_) == meant


@pytest.mark.parametrize(
    ("number", "country", "meant"),
    [
        ("+44 20 7946 0700", None, "+442079460700"),
        ("'+1 202-555-0190", "US", "+12025550190"),
        ("0044 20 7946 0321", None, "+442079460321"),
        ("0044 20 7946 0321", "US", "+442079460321"),
        ("+44 (0)20 7946 0321 ext. 12", None, "+442079460321"),
        ("+49 30 23125 123x4", None, "+493023125123"),
        ("tel:+442079460188;ext=5", None, "+442079460188"),
        ("+49 30 23125 123 Durchwahl 4", None, "+493023125123"),
        ("+33 1 99 00 55 10 (poste 12)", None, "+33199005510"),
        ("(+44) 20 7946 0700", None, "+442079460700"),
        ("\u202a+44 20 7946 0700\u202c", None, "+442079460700"),
        ("+44 20 7946 0700 / +44 20 7946 0701", None, None),
        ("442079460700", None, None),
        ("p:+33199005510", None, "+33199005510"),
        ("020 7946 0321", "GB", "+442079460321"),
        ("08-465 004 11", "SE", "+46846500411"),
        ("(202) 555-0122", "US", "+12025550122"),
        (12025550122, "US", "+12025550122"),
        ("020 7946 0321", None, None),
        ("2025550190", None, None),
        ("555-0101", "US", None),
        ("+1", None, None),
        ("+999 123 456 789", None, None),
        ("call me", "GB", None),
        ("+44 20 7946 0700" * 10, None, None),
        ("null", "GB", None),
    ],
)
def test_phone(number: JsonValue, country: str | None, meant: str | None) -> None:
    assert normalise.phone(number, country) == meant


@pytest.mark.parametrize(
    ("first", "last", "full", "meant"),
    [
        ("Ana", "Silva", "Somebody Else", ("Ana", "Silva")),
        ("Ana", None, "Ana Silva", ("Ana", None)),
        (None, "Silva", "Ana Silva", (None, "Silva")),
        (None, None, "Inês de  Carvalho", ("Inês", "de Carvalho")),
        ("{{first}}", "", " Cher ", ("Cher", None)),
        (None, None, None, (None, None)),
    ],
)
def test_names(first: str | None, last: str | None, full: str | None, meant: tuple[str | None, str | None]) -> None:
    assert normalise.names(first, last, full) == meant


@pytest.mark.parametrize(
    ("website", "address", "meant"),
    [
        ("https://www.Acme.example/contact?x=1", None, "acme.example"),
        ("www.verre-clair.example", None, "verre-clair.example"),
        ("harbourline.example", "priya@gmail.com", "harbourline.example"),
        ("ftp://user@shop.acme.co.uk:81/", None, "shop.acme.co.uk"),
        ("exämple.de.", None, "exämple.de"),
        ("//www.acme.example/", None, "acme.example"),
        ("HTTP://WWW.ACME.EXAMPLE:80/x", None, "acme.example"),
        ("acme.example\u200b", None, "acme.example"),
        (None, "liam@ACME.example", "acme.example"),
        ("n/a", "liam@acme.example", "acme.example"),
        ("https://facebook.com/acme", "liam@acme.example", "acme.example"),
        ("http://localhost:8080", "liam@acme.example", "acme.example"),
        ("http://[::1", "liam@acme.example", "acme.example"),
        ("192.0.2.10", None, None),
        ("Acme Tooling Ltd", None, None),
        (None, "priya@gmail.com", None),
        (None, "priya@yahoo.co.uk", None),
        (None, "not an address", None),
    ],
)
def test_domain(website: str | None, address: str | None, meant: str | None) -> None:
    assert normalise.domain(website, address) == meant


@pytest.mark.parametrize(
    ("host", "free"),
    [("gmail.com", True), ("outlook.fr", True), ("web.de", True), ("live.acme.com", False), ("acme.example", False)],
)
def test_freemail(host: str, free: bool) -> None:
    assert is_freemail(host) is free


@pytest.mark.parametrize(
    ("declared", "meant"),
    [
        ("GB", "GB"),
        ("gb", "GB"),
        ("UK", "GB"),
        ("GBR", "GB"),
        ("United Kingdom", "GB"),
        ("England", "GB"),
        ("U.S.A.", "US"),
        ("United States", "US"),
        ("Deutschland", "DE"),
        ("ALLEMAGNE", "DE"),
        ("Österreich", "AT"),
        ("oesterreich", None),
        ("Côte d\u2019Ivoire", "CI"),
        ("Korea, Republic of", "KR"),
        ("Bosnia and Herzegovina", "BA"),
        ("Česko", "CZ"),
        ("Brasil", "BR"),
        ("Suomi", "FI"),
        ("Kenya", "KE"),
        ("Niger", "NE"),
        ("EU", None),
        ("XX", None),
        ("Atlantis", None),
        ("", None),
        (None, None),
    ],
)
def test_country(declared: str | None, meant: str | None) -> None:
    assert normalise.country(declared) == meant


NOON = datetime(2026, 11, 16, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-16T12:00:00Z",
        "2026-11-16T13:00:00+01:00",
        "2026-11-16T12:00:00.000000Z",
        "2026-11-16T12:00:00+0000",
        "2026-11-16 12:00:00 UTC",
        "2026-11-16 17:30:00 +0530",
        "Mon, 16 Nov 2026 12:00:00 GMT",
        "Mon, 16 Nov 2026 07:00:00 -0500",
        1794830400,
        1794830400.0,
        "1794830400",
        1794830400000,
        "1794830400000",
        1794830400000000,
    ],
)
def test_an_instant_in_any_writing(said: JsonValue) -> None:
    assert normalise.instant(said) == NOON


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-16 12:00:00",
        "2026-11-16T12:00:00",
        "Mon, 16 Nov 2026 12:00:00 -0000",
        "2026-11-16",
        "10:57 PM UTC",
        "20261116",
        "yesterday",
        "0001-01-01T00:00:00+10:00",
        12,
        "nan",
        "inf",
        1e300,
        True,
        None,
    ],
)
def test_no_instant_without_a_usable_zone(said: JsonValue) -> None:
    assert normalise.instant(said) is None


def test_the_zone_that_a_source_is_known_to_mean_is_taken_where_it_gives_none() -> None:
    assert normalise.instant("2026-11-16 12:00:00", UTC) == NOON
    assert normalise.instant("2026-11-16 13:00:00", ZoneInfo("Europe/Paris")) == NOON
    assert normalise.instant("2026-11-16T13:00:00+01:00", ZoneInfo("Asia/Tokyo")) == NOON


def test_campaign_is_utm_else_name_else_id() -> None:
    assert normalise.campaign("spring", "Spring 2026", 17) == "spring"
    assert normalise.campaign("{{utm_campaign}}", "Spring 2026", 17) == "Spring 2026"
    assert normalise.campaign(None, "", 17) == "17"
    assert normalise.campaign() is None


@settings(deadline=None, max_examples=200)
@given(JSON | st.text())
def test_whatever_a_source_says_nothing_is_raised_and_twice_is_once(said: JsonValue) -> None:
    for rule in (normalise.text, normalise.email, normalise.country, normalise.domain, normalise.phone):
        once = rule(said)
        assert rule(once) == once
    normalise.names(said, said, said)
    normalise.phone(said, "DE")
    normalise.instant(said)
