"""``assign simulate``: how long a history of 100,000 leads takes to be decided again by a draft, and what it costs."""

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from kafka import KafkaProducer
from tests.unit.assignment.story import NOW, closed, policy, qualified, rep, request

from assignment.adapters import decide
from handover.publishing import publish
from handover.stack import start_kafka
from lead_contracts.base import Event
from lead_contracts.topics import ASSIGNMENT_REQUESTS, LEADS_ASSIGNED
from lead_runtime import admin
from lead_runtime.engine.api import Record
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.wire import encode_event
from lead_runtime.testing import Driver

LEADS, REPS, PARTITIONS = 100_000, 50, 12
POOLS = ("north", "south")
STEP = timedelta(seconds=20)
OPEN = 1_400
"""Leads that come until one is closed."""
TAKEN_UP = timedelta(minutes=20)
"""After so long somebody takes up what they have."""
Given = deque[tuple[datetime, str, str]]
"""When who got which lead, until they take it up: instant, lead, rep."""
HOURS = {day: ["06:00-20:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
"""What comes at night waits."""
_OWNER = re.compile(rb'"lead_id":"([^"]+)","cycle":1,"assignment_id":"[^"]+","attempt":\d+,"rep_id":"([^"]+)"')
DRAFT = """
name: routing
pools: {north: {}, south: {}}
rules: [{when: {country: [FR]}, pool: south}]
default_pool: north
steps:
  - {name: known, candidates: {owner: [account]}}
  - {name: anybody, candidates: anybody}
accept_within: [{within: 1h}]
"""


def measure() -> Iterable[tuple[str, str, str]]:
    """What, reached, aim."""
    with tempfile.TemporaryDirectory(prefix="simulate-") as folder, start_kafka(Path(folder) / "kafka") as cluster:
        servers = cluster.bootstrap_servers
        admin.ensure_topics(servers)
        ran = policy(
            since=NOW - timedelta(days=1),
            pools={pool: {} for pool in POOLS},
            default_pool="north",
            rules=[{"when": {"country": ["FR"]}, "pool": "south"}],
        )
        publish(servers, lambda _: (ran,))
        write(servers, Driver(decide.topology(), NOW), ran)
        draft = Path(folder) / "draft.yaml"
        draft.write_text(DRAFT)
        for what, options in (("as it ran", ()), ("by a draft", ("--policy", str(draft)))):
            took, said, usage = _run(servers, options)
            changed = f"{said['leads']['changed']:,} of {said['leads']['compared']:,} changed"
            row = f"{took:.1f} ({usage[0]:.1f} of CPU), {usage[1]:.0f} MB, {changed}"
            yield f"{LEADS:,} leads decided again {what}, s", row, "under 60"


def _run(servers: str, options: tuple[str, ...]) -> tuple[float, dict[str, dict[str, int]], tuple[float, float]]:
    since = (NOW + timedelta(hours=1)).isoformat().replace("+00:00", "+0000")
    command = [sys.executable, "-m", "handover.cli", "assign", "simulate", "--json", "--since", since, *options]
    before, started = _cpu(), time.perf_counter()
    done = subprocess.run([*command, "--bootstrap-servers", servers], check=True, stdout=subprocess.PIPE)
    took, busy = time.perf_counter() - started, _cpu() - before
    return took, json.loads(done.stdout), (busy, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def write(servers: str, driver: Driver, ran: Event) -> None:
    """What the service writes, made by its own handlers."""
    driver.set_global(ran)
    producer = KafkaProducer(bootstrap_servers=servers, linger_ms=20, batch_size=1 << 17)
    given: Given = deque()
    for number, (at, pool, event) in enumerate(_history(given)):
        driver.advance(to=at)
        _send(producer, driver, given)
        headers, value = encode_event(event, id=f"event-{number}", source="/assignment.route", time=driver.now)
        milliseconds = int(driver.now.timestamp() * 1000)
        where = partition_of(pool.encode(), PARTITIONS)
        record = Record(ASSIGNMENT_REQUESTS, where, number, milliseconds, pool.encode(), value, headers)
        producer.send(ASSIGNMENT_REQUESTS, value, record.key, list(headers), where, milliseconds)
        driver.feed_record(record)
        _send(producer, driver, given)
    producer.flush()
    producer.close()


def _send(producer: KafkaProducer, driver: Driver, given: Given) -> None:
    for record in driver.records:
        if record.topic == LEADS_ASSIGNED:
            found = _OWNER.search(record.value or b"")
            if found:
                given.append((driver.now, found[1].decode(), found[2].decode()))
            producer.send(LEADS_ASSIGNED, record.value, record.key, list(record.headers), record.partition)
    driver.records = []
    driver.changelog = []


def _history(given: Given) -> Iterator[tuple[datetime, str, Event]]:
    """Every lead comes, is taken up after a while by somebody, and is closed; at night all are away."""
    for number in range(REPS):
        pool = POOLS[number % 2]
        yield NOW, pool, rep(f"rep-{number}", "both", pool=pool, max_open=60, weight=1 + number % 3, hours=HOURS)
    for number in range(LEADS + OPEN):
        at = NOW + number * STEP
        if number < LEADS:
            country = "FR" if number % 2 else "DE"
            facts = {"domain": f"firm-{number % 5000}.test", "country": country, "source": "web"}
            grade, motion = "ABCD"[number % 4], ("inbound", "outbound")[number % 3 == 0]
            members = {"priority": number % 5, "grade": grade, "facts": facts, "decided_at": at}
            yield at, POOLS[number % 2], qualified(f"lead-{number}", motion, **members)
        if number >= OPEN:
            old = number - OPEN
            yield at + STEP / 2, POOLS[old % 2], closed(f"lead-{old}")
        while given and given[0][0] + TAKEN_UP <= at:
            _, lead, rep_id = given.popleft()
            pool = POOLS[int(lead.removeprefix("lead-")) % 2]
            yield at + STEP / 2, pool, request("accept", lead, rep_id, request_id=f"accept-{lead}")


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
