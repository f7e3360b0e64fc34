"""An application with a little of everything, and a client that speaks to it in process."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from io import StringIO
from typing import Annotated, Any

import httpx
import pytest
import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import BaseModel, Field, field_validator

from lead_runtime import logs
from lead_runtime.errors import KafkaAway, RecordTooLarge
from lead_runtime.health import Readiness
from lead_runtime.http.app import create_app
from lead_runtime.http.auth import Principal, require
from lead_runtime.http.idempotency import IdempotencyKey
from lead_runtime.http.media import accepts
from lead_runtime.http.problems import invalid, unavailable
from lead_runtime.settings import ApiKey, RuntimeSettings

CRM, REP, ADMIN = "crm-key-0123456789", "rep-key-0123456789", "admin-key-0123456789"
AS_CRM = {"Authorization": f"Bearer {CRM}"}
AS_REP = {"Authorization": f"Bearer {REP}"}
AS_ADMIN = {"Authorization": f"Bearer {ADMIN}"}


class Lead(BaseModel):
    email: str
    score: int = Field(ge=0, le=100)

    @field_validator("email")
    @classmethod
    def _has_an_at(cls, value: str) -> str:
        if "@" not in value:
            raise ValueError(f"{value} is not an address")
        return value


class Batch(BaseModel):
    leads: list[Lead]


@pytest.fixture(autouse=True)
def log() -> Iterator[StringIO]:
    """What is logged, as the process would write it to stdout."""
    stream = StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    logs.configure("sample", level="debug", slot="3", stream=stream)
    yield stream
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def settings_of() -> Callable[..., RuntimeSettings]:
    def build(**changes: Any) -> RuntimeSettings:
        keys = (
            ApiKey(name="crm", role="marketing", key=CRM),
            ApiKey(name="ann", role="rep", rep_id="rep-1", key=REP),
            ApiKey(name="root", role="admin", key=ADMIN),
        )
        given = {"bootstrap_servers": "127.0.0.1:9", "redis_url": "redis://127.0.0.1:9/0", "api_keys": keys, **changes}
        return RuntimeSettings(lead_id_secret="only-for-tests-0123", **given)

    return build


@pytest.fixture
def app_of(settings_of: Callable[..., RuntimeSettings]) -> Callable[..., FastAPI]:
    def build(readiness: Readiness = Readiness(True), **changes: Any) -> FastAPI:  # noqa: B008 - frozen
        limits = {"/v1/imports": 4 << 20}
        return create_app(
            "Sample",
            settings=settings_of(**changes),
            readiness=lambda: readiness,
            routers=[_router()],
            body_limits=limits,
        )

    return build


@pytest.fixture
async def client(app_of: Callable[..., FastAPI]) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app_of()) as client:
        yield client


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sample")


def _router() -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.post("/leads")
    async def leads(batch: Batch) -> dict[str, int]:
        return {"count": len(batch.leads)}

    @router.get("/leads/{lead_id}")
    async def lead(lead_id: str, limit: int = 10) -> dict[str, Any]:
        return {"lead_id": lead_id, "limit": limit}

    @router.post("/raw")
    @router.post("/imports")
    async def raw(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @router.post("/csv", dependencies=[Depends(accepts("text/csv", "*+json"))])
    async def csv() -> dict[str, bool]:
        return {"taken": True}

    @router.get("/mine")
    async def mine(principal: Annotated[Principal, Depends(require("rep", "manager"))]) -> dict[str, Any]:
        return {"name": principal.name, "role": principal.role, "rep_id": principal.rep_id, "actor": principal.actor}

    @router.get("/anyone")
    async def anyone(principal: Annotated[Principal, Depends(require())]) -> dict[str, str]:
        return {"name": principal.name}

    @router.post("/once")
    async def once(key: IdempotencyKey) -> dict[str, str | None]:
        return {"key": key}

    @router.get("/fails/{how}")
    async def fails(how: str) -> None:
        raise {
            "bug": RuntimeError("the password is hunter2 and the lead is ann@example.com"),
            "away": KafkaAway("no confirmation"),
            "large": RecordTooLarge("the record is too large"),
            "field": invalid("until", "must lie in the future"),
            "busy": unavailable("The spool is full.", retry_after_seconds=7),
        }[how]

    return router
