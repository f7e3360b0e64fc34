"""What a verdict tells of where and what a lead is, without telling who: routing goes by it."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.qualification.samples import LEAD, NOW, book, driver, linked, received
from tests.unit.qualification.waits import enriched

from lead_contracts.events import LeadQualified, LeadTouched
from lead_contracts.events.verdict import Verdict
from lead_runtime.testing import Driver
from qualification.adapters.basis import recorded
from qualification.domain.recorded import Replay

LATER = NOW + timedelta(hours=1)
MUNICH = {"country": "DE", "attributes": {"State": "Bayern", "Zip": "80331", "Browser language": "de-AT"}}


def last(group: Driver) -> Verdict:
    return [event for event in group.outputs if isinstance(event, Verdict)][-1]


def facts(*events: Any) -> dict[str, Any]:
    """Those of the last verdict, after all of it."""
    group = driver()
    for event in events:
        group.feed(event)
    return dict(last(group).facts)


def test_a_verdict_says_all_that_routing_goes_by() -> None:
    attributes = {
        "region": "BY",
        "postal_code": "80331",
        "language": "Deutsch",
        "skills": "chemistry, export",
        "industry": "Chemie",
        "employees": "250",
    }
    found = facts(received(country="DE", campaign="Messe", attributes=attributes))
    expected = {
        "domain": None,
        "mail_domain": "nordfrakt.example",
        "country": "DE",
        "region": "DE-BY",
        "postal_prefix": "DE:803",
        "language": "de",
        "skills": "chemistry, export",
        "sector": "Chemie",
        "employees": "250",
        "source": "web",
        "campaign": "Messe",
        "channel": "live",
    }
    assert {name: found.get(name) for name in expected} == expected


def test_whatever_the_rules_read_places_and_languages_are_known_by_the_names_that_sources_give_them() -> None:
    found = facts(received(**MUNICH))
    assert (found["region"], found["postal_prefix"], found["language"]) == ("DE-BY", "DE:803", "de")


def test_what_the_person_chose_counts_before_what_their_browser_says() -> None:
    assert facts(received(attributes={"browser_language": "en-US", "preferred_language": "German"}))["language"] == "de"


def test_nothing_of_an_address_but_its_beginning_is_ever_told() -> None:
    group = driver()
    address = {"street": "Kaufingerstrasse 1", "city": "Muenchen", "postal_code": "80331", "region": "Bayern"}
    group.feed(received(country="DE", attributes=address))
    told = b"".join(record.value or b"" for record in group.records if record.topic == "leads.qualified")
    state = b"".join(out.value or b"" for out in group.changelog)
    for text in (b"80331", b"Kaufinger", b"Muenchen"):
        assert text not in told
        assert text not in state


@pytest.mark.parametrize(
    "said", [{"country": None}, {"country": "AT"}, {"country": "DE", "attributes": {"zip": "n/a"}}]
)
def test_a_place_that_cannot_be_read_is_unknown_and_no_guess(said: dict[str, Any]) -> None:
    found = facts(received(**{**MUNICH, **said}))
    assert "region" not in found
    assert found.get("postal_prefix") != "DE:803"


def test_a_later_word_from_another_country_leaves_nothing_of_the_place_before() -> None:
    found = facts(received("t-1", **MUNICH), received("t-2", country="AT", attributes={}, received_at=LATER))
    assert found["country"] == "AT"
    assert "region" not in found
    assert "postal_prefix" not in found
    assert found["language"] == "de"


@pytest.mark.parametrize("domain", ["gmail.com", "WEB.de", "yahoo.co.uk"])
def test_a_domain_where_everybody_can_have_an_address_is_no_companys(domain: str) -> None:
    assert "domain" not in facts(received(domain=domain, email=None))


def test_enrichment_tells_the_place_too() -> None:
    more = enriched(country="DE", attributes={"state": "BY", "zip": "80331"}, occurred_at=LATER)
    found = facts(received("t-1", country=None, attributes={}), more, received("t-2", country=None, attributes={}))
    assert (found["country"], found["region"], found["postal_prefix"]) == ("DE", "DE-BY", "DE:803")


def test_a_lead_that_turns_out_to_be_another_takes_its_place_along() -> None:
    group = driver()
    group.feed(received("t-1", "crm-7", **MUNICH))
    group.feed(linked("crm-7", LEAD))
    carried = [event for event in group.outputs if event.NAME == "lead.received"]
    group.feed(carried[-1])
    found = last(group).facts
    assert (found["region"], found["postal_prefix"], found["language"]) == ("DE-BY", "DE:803", "de")


def test_a_replay_knows_the_place_as_the_verdict_saw_it() -> None:
    group = driver()
    group.feed(received("t-1", **MUNICH))
    group.feed(received("t-2", country="AT", attributes={}, received_at=LATER))
    replay = Replay(book())
    for event in (each for each in group.outputs if isinstance(each, LeadQualified | LeadTouched)):
        past = recorded(event)
        assert past is not None
        assert replay.again(past).verdict == past.verdict


def test_a_verdict_of_an_earlier_release_without_them_is_still_read() -> None:
    group = driver()
    group.feed(received())
    event = last(group)
    assert not {"region", "postal_prefix", "language"} & event.facts.keys()
    assert recorded(event) is not None
