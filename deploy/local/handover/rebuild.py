"""Fills Redis from the topics: what the services' read models fold as it comes, folded again from the beginning."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from aiokafka.errors import KafkaError
from redis.exceptions import RedisError

from handover.broker import CANNOT_READ
from handover.errors import HandoverError
from lead_runtime.board.refill import Refill
from lead_runtime.board.whole import Whole
from lead_runtime.exits import ConfigurationError
from lead_runtime.host import ServiceSpec
from lead_runtime.settings import load

Report = Callable[[int], None]
"""Told how many records are folded in so far."""
Claim: TypeAlias = tuple[Whole, str]


def services(env: Mapping[str, str]) -> tuple[ServiceSpec, ...]:
    """All of them, with the settings of ``env`` over the environment's; none is started. Raises HandoverError."""
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
            return (
                lead_intake.bootstrap.build(load(IntakeSettings)),
                qualification.bootstrap.build(load(QualificationSettings)),
                assignment.bootstrap.build(load(AssignmentSettings)),
                sla_monitor.bootstrap.build(load(SlaMonitorSettings)),
            )
        except ConfigurationError as error:
            raise HandoverError(str(error), exit_code=CANNOT_READ) from None


async def rebuild(
    bootstrap_servers: str, specs: Sequence[ServiceSpec], report: Report = lambda _: None
) -> Counter[str]:
    """Folds what the topics hold, and then what has come meanwhile, until nothing has; records by topic.

    The services may go on, and fill a board themselves that they find lost. Raises HandoverError.
    """
    folded: Counter[str] = Counter()
    models = [model for spec in specs for model in spec.agents]
    try:
        claims = await _claims(specs)
        filling = Refill(bootstrap_servers, models, lambda: _go_on(claims, folded, report))
        filling.folded = folded
        whole = await filling.run() and all([await board.finish(token) for board, token in claims])
    except (RedisError, KafkaError, OSError) as error:
        failed = "Redis" if isinstance(error, RedisError) else "Kafka"
        raise HandoverError(
            f"{failed} failed: {type(error).__name__}. What was filled so far stays.",
            "Is it up (`handover status`)? Then run this again.",
            exit_code=CANNOT_READ,
        ) from error
    if not whole:
        lost = "Redis lost what it held while it was being filled."
        raise HandoverError(lost, "Run this again; services that run do it, too.", exit_code=CANNOT_READ)
    return folded


async def _claims(specs: Sequence[ServiceSpec]) -> list[Claim]:
    """Of every board that no service is filling at the moment."""
    boards = [spec.board for spec in specs if spec.board]
    claimed = [(board, await board.claim(again=True)) for board in boards]
    return [(board, token) for board, token in claimed if token]


async def _go_on(claims: Sequence[Claim], folded: Counter[str], report: Report) -> bool:
    report(folded.total())
    return all([await board.renew(token) for board, token in claims])


@contextmanager
def _environment(env: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
