"""What is on the topics and how far each group is behind, in events: offsets would count transaction markers as well."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from handover.errors import HandoverError
from lead_runtime.admin import KafkaUnreachable, StillOpenError, admin_client, lag, read_topic
from lead_runtime.engine.api import Headers

STATE_SUFFIX = ".state"
TYPE = "ce_type"
UNTYPED = "(no type)"


@dataclass(slots=True)
class Traffic:
    """Committed events by topic and type; ``lags``: by group and topic, the events it has not done yet.

    ``complete`` is false where time ran out: the events are then at least these.
    """

    events: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lags: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    complete: bool = True


def read(bootstrap_servers: str, seconds: float = 10) -> Traffic:
    """Asks for the lags, then reads all topics but the groups' state for at most about ``seconds``.

    Raises HandoverError where Kafka is away.
    """
    traffic = Traffic()
    try:
        with admin_client(bootstrap_servers) as admin:
            topics = [topic["name"] for topic in admin.describe_topics() if not topic["is_internal"]]
            groups = sorted(group["group_id"] for group in admin.list_groups())
        for group in groups:
            for partition in lag(bootstrap_servers, group):
                traffic.lags[group][partition.topic] += partition.lag
        _count(bootstrap_servers, sorted(topics), traffic, time.monotonic() + seconds)
    except KafkaUnreachable as error:
        raise HandoverError(f"{error}.") from error
    return traffic


def _count(bootstrap_servers: str, topics: list[str], traffic: Traffic, deadline: float) -> None:
    for topic in topics:
        if topic.endswith(STATE_SUFFIX):
            continue
        try:
            for record in read_topic(bootstrap_servers, topic, patience_seconds=max(1, deadline - time.monotonic())):
                traffic.events[topic][_type(record.headers)] += 1
                if time.monotonic() > deadline:
                    traffic.complete = False
                    return
        except StillOpenError:
            traffic.complete = False


def _type(headers: Headers) -> str:
    return next((value.decode(errors="replace") for name, value in headers if name == TYPE), UNTYPED)
