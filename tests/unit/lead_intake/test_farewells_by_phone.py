"""A wish to be left alone that comes with a phone number: whose it is has to be certain, and it is never just dropped."""

import json
from typing import Any

import pytest
from tests.unit.lead_intake.world import driver, hooked

from lead_contracts.events import LeadReceived, LeadSuppressed
from lead_runtime.testing import Driver

NUMBER = "+46 8 465 004 12"


def after(*bodies: Any) -> Driver:
    worker = driver()
    for body in bodies:
        worker.feed(hooked("dialer", json.dumps(body).encode()))
    return worker


@pytest.mark.parametrize("status", ["do_not_call", "unsubscribed", "opted_out"])
def test_name_and_number_are_the_lead_that_they_made(status: str) -> None:
    person = {"first_name": "Ann", "last_name": "Berg", "phone": NUMBER}
    came, left = after(person, person | {"first_name": "ANN", "status": status}).outputs

    assert isinstance(came, LeadReceived)
    assert isinstance(left, LeadSuppressed)
    assert left.lead_id == came.lead_id


@pytest.mark.parametrize("who", [{"phone": NUMBER}, {"phone": "08-465 004 12"}])
def test_a_bare_number_is_nobodys_for_certain_and_a_dead_letter_for_somebody_to_look_at(who: dict[str, str]) -> None:
    worker = after(who | {"status": "do_not_call"})

    assert worker.outputs == []
    (letter,) = worker.dead_letters
    assert letter.error == "NobodyNamed"
    assert "465" not in letter.detail


def test_beside_others_it_is_refused_by_its_place_and_they_go_on() -> None:
    worker = after([{"email": "bo@firm.example"}, {"phone": NUMBER, "status": "do_not_call"}])

    assert [type(event) for event in worker.outputs] == [LeadReceived]
    assert ["item 1" in letter.detail for letter in worker.dead_letters] == [True]


@pytest.mark.parametrize("known", [{"email": "ann@firm.example"}, {"contact_id": "7"}])
def test_what_is_surer_than_a_number_says_who_it_is(known: dict[str, str]) -> None:
    said = {"first_name": "Ann", "last_name": "Berg", "phone": NUMBER, "status": "do_not_call"}
    (alone,) = after(known | {"status": "do_not_call"}).outputs
    (beside,) = after(known | said).outputs

    assert alone.key() == beside.key()
