"""One campaign from its first lead to the verdict: load and mayhem side by side, quiet, audit."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from tests.chaos.account import Account
from tests.chaos.ledger import Ledger, broken_promises, on_the_topics
from tests.chaos.load import Load
from tests.chaos.quiet import wait_until_quiet

from handover.audit import Report
from handover.audit.run import audit_topics
from handover.broker import Log
from handover.stack.stack import Stack

LEEWAY = timedelta(seconds=5)


Lane: TypeAlias = Callable[[], object]
"""Something that is done to the stack meanwhile; returns when it is done."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a campaign showed. ``seconds``: of load and mayhem, and until all was quiet."""

    seed: str
    account: Account
    ledger: Ledger
    audit: Report
    broken: tuple[str, ...]
    """Promises that the ledger remembers and the topics do not keep."""
    sent_twice: int
    """Deliveries that intake wrote to Kafka more than once."""
    seconds: tuple[float, float]

    @property
    def violations(self) -> list[str]:
        """All that must not be, each in a line."""
        return [*self.broken, *map(str, self.audit.violations), *self.ledger.refused]


def judge(stack: Stack, load: Load, account: Account, seed: str, fought: float, quiet_within: float) -> Verdict:
    """Waits until everything has had its effect, then holds the topics against the promises."""
    calm = wait_until_quiet(stack, load.last_due, quiet_within)
    with Log(stack.bootstrap_servers) as log:
        report = audit_topics(log, read_until=datetime.now(UTC), leeway=LEEWAY)
    found = on_the_topics(stack.bootstrap_servers)
    broken = tuple(broken_promises(load.ledger, found))
    return Verdict(seed, account, load.ledger, report, broken, found.sent_twice, (fought, calm))


def fight(stack: Stack, load: Load, account: Account, seed: str, lanes: list[Lane], quiet_within: float) -> Verdict:
    """Runs the lanes under the load, to the end of the last; then judges. Raises what a lane raised."""
    started = time.monotonic()
    with load:
        with ThreadPoolExecutor(len(lanes)) as pool:
            for lane in [pool.submit(lane) for lane in lanes]:
                lane.result()
        for part in stack.services:  # whoever walked into a trap that was being taken away
            part.process.thaw()
        load.finish()
    return judge(stack, load, account, seed, time.monotonic() - started, quiet_within)
