"""Names of one's own on the shared broker, and topics made for a test."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from lead_contracts.topics import TopicSpec
from lead_runtime import admin
from lead_runtime.settings import RuntimeSettings

MakeTopic = Callable[..., str]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def unique() -> str:
    return uuid4().hex[:8]


def spec_of(name: str, partitions: int = 3, **config: str) -> TopicSpec:
    return TopicSpec(
        name=name, about="", key="", partitions=partitions, cleanup="delete", retention_ms=None,
        writers=(), readers=(), config={"cleanup.policy": "delete", **config},
    )  # fmt: skip


@pytest.fixture
def make_topic(kafka: str, unique: str) -> MakeTopic:
    def make(purpose: str = "events", partitions: int = 3) -> str:
        name = f"shell.{purpose}.{unique}"
        admin.ensure_topics(kafka, specs=[spec_of(name, partitions)])
        return name

    return make


def settings_for(bootstrap: str, **changes: object) -> RuntimeSettings:
    given = {"redis_url": "redis://127.0.0.1:9/0", "lead_id_secret": "only-for-tests-0123", **changes}
    return RuntimeSettings(bootstrap_servers=bootstrap, **given)  # type: ignore[arg-type]
