"""``rules replay``: how long a history of 100,000 verdicts takes to be judged again by a draft, and what it costs."""

import resource
import tempfile
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from kafka import KafkaProducer
from tests.unit.qualification.samples import FILES, NOW, driver, poor, received, shipped

from handover.publishing import publish
from handover.replay import replay
from handover.stack import start_kafka
from lead_contracts.ids import derived_id
from lead_contracts.topics import LEADS_QUALIFIED
from lead_runtime import admin
from lead_runtime.engine.api import Record
from lead_runtime.engine.partitioner import partition_of
from qualification.adapters.publish import check_rules

VERDICTS, LEADS, PARTITIONS = 100_000, 1000, 12
MESSAGES = ("Please send a quote", None, "Hello", None)


def measure() -> Iterable[tuple[str, str, str]]:
    """What, reached, aim."""
    with tempfile.TemporaryDirectory(prefix="replay-") as folder, start_kafka(Path(folder) / "kafka") as cluster:
        servers = cluster.bootstrap_servers
        admin.ensure_topics(servers)
        publish(servers, lambda _: shipped(NOW - timedelta(days=1)))
        write(servers)
        for what, drafts in (("by the rules that decided", FILES), ("by a draft", _drafts(Path(folder)))):
            before, started = _cpu(), time.perf_counter()
            found = replay(servers, check_rules(drafts), NOW - timedelta(days=7))
            took, busy = time.perf_counter() - started, _cpu() - before
            assert found.replayed == VERDICTS, found
            row = f"{took:.1f} ({busy:.1f} of CPU), {found.changed:,} changed"
            yield f"{VERDICTS:,} verdicts judged again {what}, s", row, "under 60"


def write(servers: str) -> None:
    """The verdicts: those of a thousand leads, three each, as often as it takes, every time of other leads."""
    made = [record for record in _verdicts() if record.topic == LEADS_QUALIFIED and record.value is not None]
    producer = KafkaProducer(bootstrap_servers=servers, linger_ms=20)
    for number in range(VERDICTS):
        record = made[number % len(made)]
        again = derived_id((record.key or b"").decode(), "lead", str(number // len(made))).encode()
        value = (record.value or b"").replace(record.key or b"", again)
        partition = partition_of(again, PARTITIONS)
        producer.send(LEADS_QUALIFIED, value, again, list(record.headers), partition)
    producer.flush()
    producer.close()


def _verdicts() -> list[Record]:
    group = driver()
    for number in range(LEADS):
        lead_id, company = derived_id(str(number), "lead", "bench"), f"Firm {number % 211}"
        group.feed(received(f"a-{number}", lead_id, message=MESSAGES[number % 4], company=company))
        group.feed(poor(f"b-{number}", lead_id) if number % 3 else received(f"b-{number}", lead_id, job_title="CEO"))
        group.feed(received(f"c-{number}", lead_id, received_at=NOW - timedelta(hours=5), campaign="Spring demo"))
    return group.records


def _drafts(folder: Path) -> list[Path]:
    """The rules for inbound leads with dearer decision makers and less for coming to us."""
    draft = folder / "draft.yaml"
    text = FILES[0].read_text().replace("qualify: 15", "qualify: 55").replace("points: 35", "points: 20")
    draft.write_text(text)
    return [draft]


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)
