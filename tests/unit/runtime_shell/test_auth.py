"""Keys are bound to roles; without the right one nothing is answered."""

import hashlib
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from tests.unit.runtime_shell.conftest import AS_ADMIN, AS_CRM, AS_REP, client_of

from lead_runtime.http.auth import KeyRing
from lead_runtime.settings import ApiKey

pytestmark = pytest.mark.anyio


async def test_without_a_key_the_challenge_comes_back(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/mine")
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer wrong-key-0123456789", "Basic Y3JtOmtleQ==", "Bearer", "Bearer ", "x"])
async def test_a_wrong_key_is_as_good_as_none(client: httpx.AsyncClient, header: str) -> None:
    assert (await client.get("/v1/mine", headers={"Authorization": header})).status_code == 401


async def test_a_key_with_bytes_that_are_not_ascii_is_only_wrong(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/mine", headers={"Authorization": "Bearer schlüssel".encode("latin-1")})
    assert response.status_code == 401


async def test_the_wrong_role_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/mine", headers=AS_CRM)
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_rep_is_known_by_rep_id(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/mine", headers=AS_REP)
    assert response.json() == {"name": "ann", "role": "rep", "rep_id": "rep-1", "actor": "rep-1"}


async def test_an_admin_may_do_everything(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/mine", headers=AS_ADMIN)).json()["actor"] == "root"


async def test_no_role_asked_for_means_any_key(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/anyone", headers=AS_CRM)).json() == {"name": "crm"}
    assert (await client.get("/v1/anyone")).status_code == 401


async def test_without_keys_nobody_gets_in(app_of: Callable[..., FastAPI]) -> None:
    async with client_of(app_of(api_keys=())) as client:
        assert (await client.get("/v1/mine", headers=AS_ADMIN)).status_code == 401


def test_a_key_may_be_configured_as_its_digest() -> None:
    digest = hashlib.sha256(b"the-real-key-of-the-dialer").hexdigest()
    ring = KeyRing([ApiKey(name="dialer", role="ops", key=f"sha256:{digest}")])
    found = ring.identify("the-real-key-of-the-dialer")
    assert found is not None
    assert found.name == "dialer"
    assert ring.identify(f"sha256:{digest}") is None


def test_the_ring_holds_no_key() -> None:
    ring = KeyRing([ApiKey(name="crm", role="marketing", key="crm-key-0123456789")])
    assert "crm-key-0123456789" not in repr(vars(ring))
