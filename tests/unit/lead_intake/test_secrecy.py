"""What forms send beside the lead and nobody may see: passwords, tokens, numbers of cards."""

import json
from typing import Any

import pytest
from tests.unit.lead_intake.world import delivery, driver, hooked

from lead_contracts.events import Delivery
from lead_intake.adapters.paths import LEADS
from lead_intake.adapters.secrecy import is_secret

TYPED = {"password": "hunter-22", "apiKey": "hunter-22", "Card number": "hunter-22", "token": "hunter-22"}
FORM = {"email": "ann@firm.example", "team": "12", **TYPED}


def raw(body: Any) -> bytes:
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    "sent",
    [
        delivery("website", LEADS, raw(FORM)),
        delivery("website", LEADS, raw({"email": "ann@firm.example", "attributes": {"team": "12", **TYPED}})),
        hooked("new-tool", raw(FORM)),
        hooked("zapier", raw(FORM)),
        hooked("webflow", raw({"triggerType": "form_submission", "payload": {"name": "demo", "data": FORM}})),
        hooked("contact-form-7", raw(FORM)),
        hooked("gravity-forms", raw(FORM)),
    ],
    ids=lambda sent: sent.source,
)
def test_what_is_secret_stays_in_the_raw_delivery_whichever_adapter_reads_it(sent: Delivery) -> None:
    worker = driver()
    worker.feed(sent)

    (lead,) = worker.outputs
    assert lead.attributes["team"] in ("12", 12)
    assert "hunter" not in lead.model_dump_json()


@pytest.mark.parametrize(
    "name", ["Password", "new_password", "password-2", "Mot de passe", "Contraseña", "Lösenord", "CVV"]
)
def test_a_secret_is_known_in_any_spelling(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["", "team", "token_count", "signature_date", "budget", "card", "2024"])
def test_other_fields_are_none(name: str) -> None:
    assert not is_secret(name)
