"""The OpenAPI document: complete, true, and no way through it ends in an error of ours."""

import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import schemathesis
import structlog
from hypothesis import HealthCheck, Phase, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from tests.unit.lead_intake.calls import ask
from tests.unit.lead_intake.openapi_examples import SHIPPED, made
from tests.unit.lead_intake.world import KEY, NOW, FakeLog, app

from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.http.openapi import NDJSON, Example, examples
from lead_intake.adapters.http.upload import XLSX
from lead_intake.adapters.sources import ADAPTERS, readers
from lead_intake.application.interpret import interpret
from lead_intake.application.status import Arrived, DeliveryStatus, status
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Disposition

OURS = frozenset({"activities", "canonical", "enrichments", "links", "suppressions"})
"""They read ``/v1``."""
HEADERS = {
    "cloudevents": {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/x", "ce-type": "com.example.lead"},
    "salesloft": {"x-salesloft-event": "person_created"},
}
"""What these say in headers."""
TOKENS = {"X-Auth-Token", "token"}


class AnyStatus:
    """A read model that knows every delivery."""

    async def find(self, delivery_id: str) -> DeliveryStatus | None:
        arrived = Arrived("website", "live", "2026-11-16T12:00:00+00:00", 3, 7, "accept")
        return status(delivery_id, arrived, {"t1": "l1"}, ())


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = ask("GET", "/openapi.json", key=None).json()
    return found


def places(node: Any, name: str) -> Iterator[Any]:
    """Every value under that name."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == name)
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for value in inside:
        yield from places(value, name)


def test_there_is_an_example_of_every_source() -> None:
    assert {one.adapter for one in examples()} >= ADAPTERS - OURS


def test_the_examples_that_are_shipped_are_the_samples() -> None:
    assert orjson.loads(SHIPPED.read_bytes()) == made(), "python -m tests.unit.lead_intake.openapi_examples"


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_every_example_is_understood_by_its_adapter(example: Example) -> None:
    text = example.value if isinstance(example.value, str) else orjson.dumps(example.value).decode()
    headers = {"content-type": example.media_type} | HEADERS.get(example.adapter, {})
    delivery = Delivery(example.source, example.adapter, text.encode(), NOW, headers=headers)

    parsed = interpret(delivery, readers(Catalogue({}).route), 1 << 20)

    assert parsed.disposition is not Disposition.REJECT_INVALID
    assert parsed.leads or parsed.disposition is Disposition.NEEDS_ENRICHMENT


def test_every_reference_points_somewhere(document: dict[str, Any]) -> None:
    for reference in places({name: value for name, value in document.items() if name != "info"}, "$ref"):
        if isinstance(reference, str):
            node: Any = document
            for part in reference.removeprefix("#/").split("/"):
                node = node[part]


def test_every_path_says_how_its_caller_proves_himself_and_what_may_go_wrong(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if path.startswith("/v1"):
                assert operation["security"] == [{"HTTPBearer": []}], path
            assert "application/problem+json" in operation["responses"]["default"]["content"], (path, method)
    hook = document["paths"]["/hooks/{source}"]["post"]
    named = {name for one in hook["security"] for name in one}
    assert named == document["components"]["securitySchemes"].keys()
    assert {scheme.get("name") for scheme in document["components"]["securitySchemes"].values()} >= TOKENS


@pytest.mark.parametrize("path", ["/v1/leads", "/v1/activities", "/v1/suppressions"])
def test_the_examples_of_v1_fit_their_schema_and_are_taken(document: dict[str, Any], path: str) -> None:
    body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]

    for example in body["examples"].values():
        assert list(Draft202012Validator(body["schema"]).iter_errors(example["value"])) == []
        assert ask("POST", path, json=example["value"]).status_code == 202


def whole_app() -> Any:
    """Without a limit of requests, or most of them would only see that."""
    return app(FakeLog(), AnyStatus(), rate_limit=0)  # type: ignore[arg-type]


schemathesis.serializer.alias([NDJSON, "text/csv", XLSX], "application/octet-stream")
config = SchemathesisConfig.from_dict({"generation": {"mode": "all", "deterministic": True}})
schema = schemathesis.openapi.from_asgi("/openapi.json", whole_app(), config=config)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of requests need no lines of their own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.reset_defaults()


@schema.exclude(tag="operations").parametrize()
@pytest.mark.usefixtures("quiet")
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_whatever_ends_in_an_error_of_ours(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"}, checks=[not_a_server_error])
