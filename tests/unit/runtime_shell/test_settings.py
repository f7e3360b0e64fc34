"""Settings come from the environment; what is missing or wrong is named, and no secret is shown."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from lead_runtime import exits, host
from lead_runtime.exits import ConfigurationError
from lead_runtime.host import ServiceSpec
from lead_runtime.settings import RuntimeSettings, Secret, load

KEY = {"name": "crm", "role": "marketing", "key": "crm-key-0123456789"}
REP = {"name": "ann", "role": "rep", "rep_id": "rep-1", "key": "rep-key-0123456789"}


class IntakeSettings(RuntimeSettings):
    model_config = SettingsConfigDict(env_prefix="HANDOVER_INTAKE_")

    spool: str = "off"
    lead_id_secret: Secret


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("HANDOVER_BOOTSTRAP_SERVERS", "HANDOVER_REDIS_URL", "HANDOVER_LEAD_ID_SECRET", "HANDOVER_API_KEYS",
                 "HANDOVER_HTTP_PORT", "HANDOVER_SLOT", "HANDOVER_OTLP_ENDPOINT"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def complete(environment: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    environment.setenv("HANDOVER_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
    environment.setenv("HANDOVER_REDIS_URL", "redis://127.0.0.1:6379/0")
    environment.setenv("HANDOVER_LEAD_ID_SECRET", "a-secret-of-16-at-least")
    return environment


def refusal(kind: type[RuntimeSettings] = RuntimeSettings) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(kind)
    return str(caught.value)


def test_what_is_missing_is_named_all_at_once() -> None:
    text = refusal(IntakeSettings)
    for name in (
        "HANDOVER_BOOTSTRAP_SERVERS",
        "HANDOVER_REDIS_URL",
        "HANDOVER_INTAKE_LEAD_ID_SECRET",
    ):
        assert f"{name}: Field required" in text


@pytest.mark.usefixtures("complete")
def test_the_rest_has_defaults() -> None:
    settings = load(RuntimeSettings)
    assert (settings.slot, settings.http_host, settings.body_limit) == ("0", "127.0.0.1", 1 << 20)
    assert settings.api_keys == ()


def test_a_service_reads_its_own_prefix_first_and_then_the_common_one(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("HANDOVER_INTAKE_SPOOL", "on")
    complete.setenv("HANDOVER_HTTP_PORT", "8000")
    complete.setenv("HANDOVER_SLOT", "7")
    complete.setenv("HANDOVER_INTAKE_HTTP_PORT", "8001")
    settings = load(IntakeSettings)
    assert (settings.spool, settings.http_port, settings.slot) == ("on", 8001, "7")


def test_secrets_may_be_files(complete: pytest.MonkeyPatch, tmp_path: Path) -> None:
    complete.delenv("HANDOVER_LEAD_ID_SECRET")
    (tmp_path / "handover_lead_id_secret").write_text("from-a-mounted-file\n")
    complete.setenv("HANDOVER_SECRETS_DIR", str(tmp_path))
    assert load(IntakeSettings).lead_id_secret.get_secret_value() == "from-a-mounted-file"


@pytest.mark.parametrize(
    ("name", "value"),
    [("HANDOVER_HTTP_PORT", "http"), ("HANDOVER_HTTP_PORT", "70000"), ("HANDOVER_REDIS_URL", "127.0.0.1:6379"),
     ("HANDOVER_SLOT", "a b"), ("HANDOVER_LOG_LEVEL", "loud"), ("HANDOVER_OTLP_ENDPOINT", "collector:4318"),
     ("HANDOVER_INTAKE_LEAD_ID_SECRET", "short")],
)  # fmt: skip
def test_a_wrong_value_is_named_and_not_shown(complete: pytest.MonkeyPatch, name: str, value: str) -> None:
    complete.setenv(name, value)
    text = refusal(IntakeSettings)
    assert f"{name}: " in text
    assert value not in text


@pytest.mark.parametrize(
    "keys",
    [[{**KEY, "role": "king"}], [{**KEY, "key": "short"}], [{**KEY, "rep_id": "rep-1"}], [{**REP, "rep_id": None}],
     [KEY, {**KEY, "name": "other"}], [KEY, {**REP, "name": "crm"}], [{**KEY, "rights": "all"}], [{**KEY, "name": "a b"}],
     [{**KEY, "key": "sha256:not-a-digest-at-all"}]],
)  # fmt: skip
def test_keys_that_cannot_be_meant_are_refused_without_being_shown(
    complete: pytest.MonkeyPatch, keys: list[dict[str, str]]
) -> None:
    complete.setenv("HANDOVER_API_KEYS", json.dumps(keys))
    text = refusal()
    assert "api_keys" in text.lower()
    assert "0123456789" not in text


def test_keys_that_are_not_json_are_named(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("HANDOVER_API_KEYS", "crm=crm-key-0123456789")
    text = refusal()
    assert "HANDOVER_API_KEYS" in text
    assert "0123456789" not in text


def test_settings_do_not_change_and_do_not_show_their_secrets(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("HANDOVER_API_KEYS", json.dumps([KEY]))
    settings = load(RuntimeSettings)
    assert "0123456789" not in repr(settings)
    assert "a-secret-of" not in repr(settings)
    with pytest.raises(ValidationError):
        settings.slot = "1"  # type: ignore[misc]


def test_a_process_without_settings_says_so_in_plain_words_and_ends_with_78(capsys: pytest.CaptureFixture[str]) -> None:
    def build(settings: RuntimeSettings) -> ServiceSpec:
        raise AssertionError("it has no settings to build from")

    with pytest.raises(SystemExit) as caught:
        host.main(RuntimeSettings, build)
    said = capsys.readouterr().err
    assert caught.value.code == exits.HALTED == 78
    assert "HANDOVER_BOOTSTRAP_SERVERS" in said
    assert "Traceback" not in said
