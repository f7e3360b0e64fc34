"""Fills Redis from the topics: what the services' read models fold as it comes, folded again from the beginning."""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from redis.exceptions import RedisError

from handover.broker import CANNOT_READ, Log, Snapshot
from handover.errors import HandoverError
from lead_runtime.engine.api import Record
from lead_runtime.exits import ConfigurationError
from lead_runtime.host import ReadModel
from lead_runtime.settings import load

AT_ONCE: Final = 500
"""Records of one partition that a fold gets at a time, as in the services."""
MOST_PASSES: Final = 20
Report = Callable[[str], None]


def read_models(env: Mapping[str, str]) -> tuple[ReadModel, ...]:
    """Those of all services, with the settings of ``env`` over the environment's. Raises HandoverError."""
    import assignment.bootstrap
    import lead_intake.bootstrap
    import qualification.bootstrap
    import sla_monitor.bootstrap
    from assignment.settings import AssignmentSettings
    from lead_intake.settings import IntakeSettings
    from qualification.settings import QualificationSettings
    from sla_monitor.settings import SlaMonitorSettings

    with _environment(env):
        try:
            specs = (
                lead_intake.bootstrap.build(load(IntakeSettings)),
                qualification.bootstrap.build(load(QualificationSettings)),
                assignment.bootstrap.build(load(AssignmentSettings)),
                sla_monitor.bootstrap.build(load(SlaMonitorSettings)),
            )
        except ConfigurationError as error:
            raise HandoverError(str(error), exit_code=CANNOT_READ) from None
    return tuple(model for spec in specs for model in spec.agents)


async def rebuild(bootstrap_servers: str, models: Sequence[ReadModel], report: Report = lambda _: None) -> Counter[str]:
    """Folds what the topics hold, and then what has come meanwhile, until nothing has; records by topic.

    The services may go on: they fold what comes, too, and where they were ahead the next pass brings it again.
    Raises HandoverError.
    """
    topics = sorted({model.topic for model in models})
    folded: Counter[str] = Counter()
    with Log(bootstrap_servers) as log:
        span = log.snapshot(topics)
        for _ in range(MOST_PASSES):
            before = folded.total()
            for topic in topics:
                report(topic)
                folded[topic] += await _fold(log, span, topic, [one for one in models if one.topic == topic])
            if folded.total() == before:
                break
            span = replace(log.snapshot(topics), begins=span.ends)
    return folded


async def _fold(log: Log, span: Snapshot, topic: str, models: Sequence[ReadModel]) -> int:
    from lead_runtime.host.read_models import seen_in

    count = 0
    for batch in _batches(log.read(span, span.partitions([topic]))):
        seen = list(seen_in(topic, batch))
        count += len(batch)
        for model in models if seen else ():
            try:
                await model.handler(seen)
            except (RedisError, OSError) as error:
                raise HandoverError(
                    f"Redis failed: {type(error).__name__}. What was filled so far stays.",
                    "Is it up (`handover status`)? Then run this again.",
                    exit_code=CANNOT_READ,
                ) from error
    return count


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    """Records of one partition each, in their order."""
    waiting: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        batch = waiting[record.partition]
        batch.append(record)
        if len(batch) == AT_ONCE:
            yield waiting.pop(record.partition)
    yield from waiting.values()


@contextmanager
def _environment(env: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
