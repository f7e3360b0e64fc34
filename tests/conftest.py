"""Fixtures for all tests: one real Kafka and one real Valkey per session, started when first asked for.

Tests share them: use topics, groups and keys of your own. ``HANDOVER_TEST_BOOTSTRAP`` and ``HANDOVER_TEST_REDIS`` name
servers that run already, which saves their start while working on one test. A test that kills its broker starts its own
(``handover.stack.start_kafka``).
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from handover.stack import start_kafka, start_valkey

settings.register_profile("same every time", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("explore" if os.environ.get("HANDOVER_EXPLORE") else "same every time")
"""A run that fails can be repeated. ``HANDOVER_EXPLORE=1`` looks at other examples each time."""


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes give no test its name: packed ones hold the time, and the processes of a run must agree on the names."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """Bootstrap servers (``127.0.0.1:PORT``) of the session's broker."""
    running = os.environ.get("HANDOVER_TEST_BOOTSTRAP")
    if running:
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="kafka-") as folder, start_kafka(Path(folder)) as cluster:
        yield cluster.bootstrap_servers


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """URL (``redis://127.0.0.1:PORT/0``) of the session's Valkey."""
    running = os.environ.get("HANDOVER_TEST_REDIS")
    if running:
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder, start_valkey(Path(folder)) as server:
        yield server.url
