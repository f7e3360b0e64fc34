"""What lies in ``deploy/config``, published: rule sets, routing and SLA policies on config.versions, reps on sales.reps."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from assignment.adapters.publish import published_reps, published_routing
from kafka import KafkaProducer

from handover.errors import HandoverError
from lead_contracts.base import Event
from lead_contracts.codec import ContractError
from lead_contracts.events import ConfigPublished, RepChanged
from lead_contracts.ids import derived_id
from lead_contracts.topics import CONFIG_VERSIONS, SALES_REPS
from lead_runtime.admin import read_topic
from lead_runtime.config import ConfigError
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.wire import encode_event, read_event
from qualification.adapters.publish import published_rules
from sla_monitor.adapters.publish import published_policy

BY = "handover"


def publish(bootstrap_servers: str, config_dir: Path) -> int:
    """Publishes what is not published yet; the number of events written. Raises HandoverError for a faulty file."""
    known = list(_known(bootstrap_servers))
    try:
        events = list(_unpublished(config_dir, datetime.now(UTC), known))
    except ConfigError as error:
        raise HandoverError(str(error), "Mend the file; nothing was published.") from error
    _write(bootstrap_servers, events)
    return len(events)


def rep_ids(config_dir: Path) -> tuple[str, ...]:
    """The reps of ``config_dir``. Raises HandoverError for a faulty file."""
    try:
        return tuple(rep.rep_id for rep in published_reps(config_dir / "reps.yaml"))
    except ConfigError as error:
        raise HandoverError(str(error), "Mend the file.") from error


def _unpublished(config_dir: Path, now: datetime, known: list[Event]) -> Iterator[Event]:
    versions = [event for event in known if isinstance(event, ConfigPublished)]
    yield from published_rules(sorted((config_dir / "rules").glob("*.yaml")), now, BY, versions)
    for policy in (
        published_routing(config_dir / "routing.yaml", now, BY, versions),
        published_policy(config_dir / "sla.yaml", now, BY, versions),
    ):
        if policy not in versions:
            yield policy
    # The newest event of a rep is the truth: one that an API has changed since is not set back by a restart.
    there = {event.rep_id for event in known if isinstance(event, RepChanged)}
    yield from (rep for rep in published_reps(config_dir / "reps.yaml") if rep.rep_id not in there)


def _known(bootstrap_servers: str) -> Iterator[Event]:
    for topic in (CONFIG_VERSIONS, SALES_REPS):
        for record in read_topic(bootstrap_servers, topic):
            if record.value is None:
                continue
            try:
                yield read_event(record)
            except ContractError as error:
                raise HandoverError(f"{topic} holds what this release cannot read: {error}.") from error


def _write(bootstrap_servers: str, events: Iterable[Event]) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap_servers.split(","), acks="all")
    try:
        for event in events:
            _send(producer, event)
        producer.flush(timeout=30)
    finally:
        producer.close()


def _send(producer: KafkaProducer, event: Event) -> None:
    now, key = datetime.now(UTC), event.key()
    headers, value = encode_event(event, id=derived_id(key, event.type(), now.isoformat()), source=f"/{BY}", time=now)
    partition = partition_of(key.encode(), len(producer.partitions_for(event.TOPIC)))
    producer.send(event.TOPIC, value=value, key=key.encode(), headers=list(headers), partition=partition)
