"""When everything has had its effect: all workers ready, all groups read to the end, no transaction open, nothing moving."""

import threading
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

import httpx
from kafka import TopicPartition
from kafka.errors import KafkaError

from handover.stack.stack import Stack
from lead_contracts import topics
from lead_runtime.admin import KafkaUnreachable, lag
from lead_runtime.admin.clients import Isolation, reader
from lead_runtime.admin.reading import partitions_of

STILL_FOR, LOOK_EVERY = 3.0, 0.5
"""Seconds. A timer that is due fires within one; the last transaction of whoever died is aborted after ten."""

Ends: TypeAlias = dict[TopicPartition, int]


class NeverQuiet(Exception):
    """Something went on for too long; says what."""


def wait_until_quiet(
    stack: Stack, not_before: datetime, within: float, groups: Collection[str] = topics.GROUPS
) -> float:
    """The seconds that it took. ``not_before``: the last deadline; ``groups``: who works here. Raises NeverQuiet."""
    started = since = time.monotonic()
    ends: Ends = {}
    while True:
        unrest, now = _look(stack, not_before, groups)
        if unrest or now != ends:
            since, ends = time.monotonic(), now
        elif time.monotonic() - since > STILL_FOR:
            return time.monotonic() - started
        if time.monotonic() - started > within:
            raise NeverQuiet(unrest or "something is still written")
        threading.Event().wait(LOOK_EVERY)


def _look(stack: Stack, not_before: datetime, groups: Collection[str]) -> tuple[str, Ends]:
    try:
        return _unrest(stack, not_before, groups), _ends(stack.bootstrap_servers, "read_uncommitted")
    except (KafkaUnreachable, KafkaError) as error:
        return f"Kafka: {type(error).__name__}", {}


def _unrest(stack: Stack, not_before: datetime, groups: Collection[str]) -> str:
    """What is not at rest yet; empty when all is."""
    if datetime.now(UTC) <= not_before:
        return f"a deadline is still to come, at {not_before:%H:%M:%S}"
    if waiting := [part.name for part in stack.services if not _ready(part.ready)]:
        return f"not ready: {', '.join(waiting)}"
    if open_on := _open(stack.bootstrap_servers):
        return f"a transaction is open on {', '.join(open_on)}"
    behind = {
        group: sum(each.lag for each in lag(stack.bootstrap_servers, group, read))
        for group, read in inputs().items()
        if group in groups
    }
    return f"behind: {behind}" if any(behind.values()) else ""


def _open(bootstrap_servers: str) -> list[str]:
    stable, ends = _ends(bootstrap_servers, "read_committed"), _ends(bootstrap_servers, "read_uncommitted")
    return [f"{at.topic}-{at.partition} ({stable[at]} of {end})" for at, end in ends.items() if stable[at] != end]


def inputs() -> Mapping[str, list[str]]:
    """The topics on which each group commits its place: what it reads without being its own, and not whole at each start."""
    shared = [spec for spec in topics.load() if spec.name != topics.CONFIG_VERSIONS and spec.readers != spec.writers]
    return {group: [spec.name for spec in shared if group in spec.readers] for group in topics.GROUPS}


def _ends(bootstrap_servers: str, isolation: Isolation) -> Ends:
    with reader(bootstrap_servers, isolation) as consumer:
        places = [place for spec in topics.load() for place in partitions_of(consumer, spec.name)]
        ends: Ends = consumer.end_offsets(places)
        return ends


def _ready(url: str | None) -> bool:
    try:
        return url is None or httpx.get(url, timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
