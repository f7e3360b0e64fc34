"""One whole stack for all end-to-end tests: real Kafka, real Valkey, the four services as processes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from handover.demo.sender import with_demo_sources
from handover.stack.plan import local_plan
from handover.stack.stack import Stack, start_stack


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with (
        tempfile.TemporaryDirectory(prefix="e2e-") as folder,
        start_stack(with_demo_sources(local_plan(Path(folder)))) as up,
    ):
        yield up
