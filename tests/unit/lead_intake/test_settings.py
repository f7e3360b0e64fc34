"""Sources are configured with a secret, or the process does not start."""

import json

import pytest
from tests.unit.lead_intake.world import settings

from lead_intake.adapters.catalogue import Catalogue
from lead_intake.bootstrap import build
from lead_intake.settings import IntakeSettings, SourceSettings
from lead_runtime.exits import ConfigurationError
from lead_runtime.settings import load


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("HANDOVER_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setenv("HANDOVER_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("HANDOVER_LEAD_ID_SECRET", "secret-of-sixteen")
    return monkeypatch


def test_sources_come_from_the_environment(environment: pytest.MonkeyPatch) -> None:
    environment.setenv(
        "LEAD_INTAKE_SOURCES", json.dumps({"forms": {"adapter": "canonical", "secrets": ["token-of-forms"]}})
    )

    assert load(IntakeSettings).sources["forms"].schemes == ("token",)


@pytest.mark.parametrize(
    ("sources", "named"),
    [
        ({"forms": {"adapter": "canonical"}}, "LEAD_INTAKE_SOURCES.forms: Value error, a source needs a secret"),
        (
            {"forms": {"adapter": "canonical", "secrets": ["token-of-forms"], "shceme": 1}},
            "LEAD_INTAKE_SOURCES.forms.shceme",
        ),
        ({"forms": {"adapter": "nobody", "secrets": ["token-of-forms"]}}, "LEAD_INTAKE_SOURCES.forms.adapter"),
        (
            {"forms": {"adapter": "canonical", "secrets": ["token-of-forms"], "schemes": ["nod"]}},
            "LEAD_INTAKE_SOURCES.forms.schemes",
        ),
        ({"forms": {"adapter": "canonical", "secrets": ["short"]}}, "LEAD_INTAKE_SOURCES.forms.secrets.0"),
    ],
)
def test_a_wrong_source_is_named_and_no_secret_is_shown(
    environment: pytest.MonkeyPatch, sources: dict[str, object], named: str
) -> None:
    environment.setenv("LEAD_INTAKE_SOURCES", json.dumps(sources))

    with pytest.raises(ConfigurationError) as refusal:
        Catalogue.of(load(IntakeSettings).sources, {})

    assert named in str(refusal.value)
    assert "token-of-forms" not in str(refusal.value)
    assert "short" not in str(refusal.value).replace("too_short", "").replace("shorter", "").replace("at least", "")


def test_a_secret_that_is_named_and_not_set_stops_the_start(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("FORMS_TOKEN", raising=False)
    sources = {"forms": SourceSettings(adapter="canonical", secret_env=("FORMS_TOKEN",))}

    with pytest.raises(ConfigurationError, match="FORMS_TOKEN"):
        build(settings(sources=sources))


def test_the_longest_beginning_of_a_cloudevents_source_wins() -> None:
    catalogue = Catalogue.of(
        {
            "site": SourceSettings(adapter="canonical", secret_env=("S",), cloudevent_sources=("https://x.example/",)),
            "form": SourceSettings(
                adapter="typeform", secret_env=("S",), cloudevent_sources=("https://x.example/form/",)
            ),
        },
        {"S": "secret"},
    )

    found = [catalogue.route(f"https://x.example/{path}") for path in ("form/7", "other")]
    assert [(route.source, route.adapter) for route in found if route] == [("form", "typeform"), ("site", "canonical")]
    assert catalogue.route("https://y.example/") is None


def test_no_secret_shows_where_sources_are_printed() -> None:
    sources = {"forms": SourceSettings(adapter="canonical", secret_env=("S",))}

    assert "hidden-word" not in repr(Catalogue.of(sources, {"S": "hidden-word"}).find("forms"))


def test_building_the_process_opens_no_connection() -> None:
    spec = build(settings())

    assert spec.name == "lead-intake"
    read = [model.topic for model in spec.agents]
    assert read == ["marketing.events", "leads.received", "dead.letters", "leads.received"]


def test_a_process_that_only_takes_deliveries_makes_no_leads_and_folds_nothing(
    environment: pytest.MonkeyPatch,
) -> None:
    whole = build(load(IntakeSettings))
    environment.setenv("LEAD_INTAKE_WORKER", "false")
    taking = build(load(IntakeSettings))

    assert (len(whole.engines), bool(whole.agents)) == (1, True)
    assert (len(taking.engines), bool(taking.agents)) == (0, False)
    assert taking.http is not None
    assert len(taking.services) == len(whole.services)
