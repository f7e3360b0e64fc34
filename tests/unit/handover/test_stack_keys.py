"""The secrets of a stack."""

import json
import stat
from pathlib import Path

import pytest

from handover.stack.keys import ROLES, KeyRing


def test_only_the_owner_can_read_the_keys(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    ring.ensure()
    assert stat.S_IMODE(ring.file.stat().st_mode) == 0o600


def test_each_role_and_each_rep_has_a_key_that_stays(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    first = ring.ensure(("anna",))
    again = ring.ensure(("anna", "ben"))
    assert [again.of(name) for name in (*ROLES, "rep.anna")] == [first.of(name) for name in (*ROLES, "rep.anna")]
    assert again.lead_id_secret == first.lead_id_secret
    assert len({*(key.key for key in again.api_keys), again.lead_id_secret}) == len(ROLES) + 3
    assert ring.read() == again


def test_services_are_given_digests_which_the_runtime_accepts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lead_runtime.settings import RuntimeSettings

    keys = KeyRing(tmp_path).ensure(("anna",))
    given = keys.for_services()
    assert not any(key.key in given for key in keys.api_keys)

    monkeypatch.setenv("HANDOVER_API_KEYS", given)
    settings = RuntimeSettings(  # type: ignore[call-arg] # the keys come from the environment
        bootstrap_servers="127.0.0.1:1", redis_url="redis://127.0.0.1:1", lead_id_secret=keys.lead_id_secret
    )
    assert {(key.name, key.role, key.rep_id) for key in settings.api_keys} >= {
        ("admin", "admin", None),
        ("rep.anna", "rep", "anna"),
    }
    assert all(entry["key"].startswith("sha256:") for entry in json.loads(given))
