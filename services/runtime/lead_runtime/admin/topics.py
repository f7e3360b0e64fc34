"""The topics as ``topics.yaml`` has them: created where missing, brought up to date, never given other partitions."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError, for_code
from kafka.protocol.metadata import MetadataRequest

from lead_contracts import topics
from lead_contracts.topics import TopicSpec
from lead_runtime.admin.clients import KafkaUnreachable, admin_client

_VISIBLE_SECONDS: Final = 30.0
_PAUSE: Final = 0.05
_NONE, _ALREADY_EXISTS = 0, 36


class TopicMismatch(Exception):
    """A topic is there with another partition count. It cannot be changed: each partition holds certain leads."""


def ensure_topics(
    bootstrap: str,
    *,
    replication_factor: int = 1,
    min_insync: int = 1,
    specs: Sequence[TopicSpec] | None = None,
) -> tuple[str, ...]:
    """Creates what is missing of ``specs`` (default: all), sets what is set differently, waits until brokers know it.

    May be called as often as wanted, by several at once. Returns the names of the topics that this call created.
    Raises TopicMismatch before anything is changed, and KafkaUnreachable.
    """
    wanted = topics.load() if specs is None else specs
    with admin_client(bootstrap) as client:
        partitions = _partition_counts(client)
        _refuse_other_counts(wanted, partitions)
        missing = [spec for spec in wanted if spec.name not in partitions]
        created = _create(client, missing, replication_factor, min_insync)
        _wait_until_visible(client, wanted)
        _refuse_other_counts(wanted, _partition_counts(client))  # another caller may have been first
        _align(client, [spec for spec in wanted if spec.name not in created], min_insync)
    return created


def _partition_counts(client: KafkaAdminClient) -> dict[str, int]:
    return {topic["name"]: len(topic["partitions"]) for topic in client.describe_topics()}


def _refuse_other_counts(specs: Iterable[TopicSpec], partitions: Mapping[str, int]) -> None:
    wrong = [
        f"{spec.name} has {partitions[spec.name]} partitions and needs {spec.partitions}"
        for spec in specs
        if partitions.get(spec.name, spec.partitions) != spec.partitions
    ]
    if wrong:
        raise TopicMismatch("; ".join(wrong))


def _settings(spec: TopicSpec, min_insync: int) -> dict[str, str]:
    return {**spec.config, "min.insync.replicas": str(min_insync)}


def _create(client: KafkaAdminClient, specs: Sequence[TopicSpec], replicas: int, min_insync: int) -> tuple[str, ...]:
    if not specs:
        return ()
    wanted = {
        spec.name: {
            "num_partitions": spec.partitions,
            "replication_factor": replicas,
            "configs": _settings(spec, min_insync),
        }
        for spec in specs
    }
    answers: list[dict[str, Any]] = client.create_topics(wanted, raise_errors=False)["topics"]
    for answer in answers:
        if answer["error_code"] not in (_NONE, _ALREADY_EXISTS):
            raise for_code(answer["error_code"])(f"{answer['name']}: {answer['error_message']}")
    return tuple(answer["name"] for answer in answers if answer["error_code"] == _NONE)


def _align(client: KafkaAdminClient, specs: Sequence[TopicSpec], min_insync: int) -> None:
    """Sets what differs; what was set by hand beyond the file stays."""
    if not specs:
        return
    asked = [ConfigResource(ConfigResourceType.TOPIC, spec.name) for spec in specs]
    found = client.describe_configs(asked, config_filter="all")["topic"]
    changes = []
    for spec in specs:
        now = {name: each["value"] for name, each in found[spec.name].items()}
        wanted = _settings(spec, min_insync)
        if differing := {name: value for name, value in wanted.items() if now.get(name) != value}:
            changes.append(ConfigResource(ConfigResourceType.TOPIC, spec.name, differing))
    if changes:
        client.alter_configs(changes)


def _wait_until_visible(client: KafkaAdminClient, specs: Sequence[TopicSpec]) -> None:
    """Until every broker knows a leader of every partition: a client may ask any of them first."""
    deadline = time.monotonic() + _VISIBLE_SECONDS
    while unknown := [
        name for broker in client.describe_cluster()["brokers"] for name in _unknown_to(client, broker, specs)
    ]:
        if time.monotonic() > deadline:
            raise KafkaUnreachable(f"these topics have no leader on every broker: {sorted(set(unknown))}")
        time.sleep(_PAUSE)


def _unknown_to(client: KafkaAdminClient, broker: Mapping[str, Any], specs: Sequence[TopicSpec]) -> list[str]:
    request = MetadataRequest(
        topics=[MetadataRequest.MetadataRequestTopic(name=spec.name) for spec in specs],
        allow_auto_topic_creation=False,
    )
    manager = client._manager  # noqa: SLF001 - the public calls ask a broker of their choice, never a given one
    try:
        known = manager.run(manager.send, request, broker["broker_id"]).topics
    except KafkaError:
        return [] if broker["is_fenced"] else [spec.name for spec in specs]
    led = {
        topic.name: sum(partition.leader_id >= 0 for partition in topic.partitions)
        for topic in known
        if topic.error_code == _NONE
    }
    return [spec.name for spec in specs if led.get(spec.name) != spec.partitions]
