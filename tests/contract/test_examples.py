"""Every example is what its contract says."""

import json
from pathlib import Path

import pytest
from tests.contract.documents import CATALOGUE, complaints

from lead_contracts.base import Event
from lead_contracts.events import Delivery
from lead_contracts.events.requests import Request
from lead_contracts.registry import REGISTRY

MODELS = pytest.mark.parametrize("model", REGISTRY.values(), ids=lambda model: model.type())
EXAMPLES = pytest.mark.parametrize(
    ("model", "path"),
    [
        pytest.param(model, path, id=f"{model.NAME}.{path.stem}")
        for model in REGISTRY.values()
        for path in CATALOGUE.examples(model)
    ],
)


@EXAMPLES
def test_an_example_is_valid_by_every_frozen_revision(model: type[Event], path: Path) -> None:
    assert complaints(model, json.loads(path.read_bytes())) == []


@EXAMPLES
def test_the_model_reads_an_example_and_has_a_key_for_it(model: type[Event], path: Path) -> None:
    assert model.model_validate_json(path.read_bytes()).key()


@MODELS
def test_the_full_example_shows_every_member(model: type[Event]) -> None:
    shown = json.loads((CATALOGUE.root / "examples" / model.NAME / "1" / "full.json").read_bytes()).keys()
    members = CATALOGUE.schemas(model)[0]["properties"].keys()
    if issubclass(model, Request):
        members = members & (shown | {"request_id", "actor", "actor_role", "occurred_at", "recorded_at"})
    assert shown == members


@MODELS
def test_the_minimal_example_shows_only_what_is_required(model: type[Event]) -> None:
    shown = json.loads((CATALOGUE.root / "examples" / model.NAME / "1" / "minimal.json").read_bytes()).keys()
    assert shown == set(CATALOGUE.schemas(model)[0]["required"])


@MODELS
def test_an_example_without_a_required_member_is_refused_by_model_and_schema(model: type[Event]) -> None:
    document = json.loads((CATALOGUE.root / "examples" / model.NAME / "1" / "minimal.json").read_bytes())
    for member, field in model.model_fields.items():
        if field.is_required():
            poorer = {name: value for name, value in document.items() if name != (field.alias or member)}
            assert complaints(model, poorer)
            with pytest.raises(ValueError, match=field.alias or member):
                model.model_validate(poorer)


def test_the_validator_is_awake() -> None:
    assert complaints(Delivery, {})
    assert complaints(REGISTRY["com.leadhandover.lead.contact.v1"], {"lead_id": "l", "updated_at": "yesterday"})
