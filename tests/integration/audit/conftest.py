"""A broker of their own: the audit reads the topics by their real names, which other tests may fill."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from handover.stack import start_kafka
from lead_contracts import topics
from lead_runtime import admin

AUDITED = frozenset(
    {
        *(topics.MARKETING_EVENTS, topics.LEADS_RECEIVED, topics.LEADS_ACTIVITIES, topics.LEADS_QUALIFIED),
        *(topics.LEADS_ASSIGNED, topics.SLA_ALERTS, topics.CONFIG_VERSIONS, topics.DEAD_LETTERS),
        topics.SALES_REPS,
    }
)


@pytest.fixture(scope="session")
def own_kafka() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="audit-") as folder, start_kafka(Path(folder), heap_mb=384) as cluster:
        yield cluster.bootstrap_servers


@pytest.fixture
def topics_of_its_own(own_kafka: str) -> Iterator[str]:
    """Bootstrap servers of a Kafka whose topics are there and empty."""
    admin.ensure_topics(own_kafka, specs=[spec for spec in topics.load() if spec.name in AUDITED])
    yield own_kafka
    with admin.admin_client(own_kafka) as client:
        client.delete_topics(sorted(AUDITED))
