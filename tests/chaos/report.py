"""The account of a campaign, for the terminal and for report.md: only what was seen."""

import os
import platform
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import psutil
from tests.chaos.campaign import Verdict
from tests.chaos.lanes import Scene

FILE = Path(__file__).with_name("report.md")


def told(verdict: Verdict) -> str:
    """A short account."""
    return "\n".join(f"{what}: {how}" for what, how in _facts(verdict))


def written(verdict: Verdict, scene: Scene, file: Path = FILE) -> None:
    """Writes it as a page, with the facts of the machine."""
    rows = [f"| {what} | {how} |" for what, how in [*_machine(scene), *_facts(verdict)]]
    page = ["# Chaos", "", f"`python -m tests.chaos`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.", ""]
    page += ["| | |", "|---|---|", *rows, "", "## Violations", ""]
    page += [f"- {line}" for line in verdict.violations] or ["None."]
    file.write_text("\n".join(page) + "\n", encoding="utf-8")


def _facts(verdict: Verdict) -> Iterator[tuple[str, str]]:
    ledger, account, counts = verdict.ledger, verdict.account, verdict.audit.counts
    fought, calm = verdict.seconds
    yield "seed", verdict.seed
    yield "seconds", f"{fought:.0f} under load and mayhem, {calm:.0f} until everything had had its effect"
    yield "POSTs", f"{ledger.posts:,} in {ledger.tries:,} tries, {ledger.repeats:,} repeated after their 202"
    yield "answers", _listed(ledger.answers)
    yield "acknowledged", _listed({kind: len(marks) for kind, marks in ledger.kept.items()})
    yield "workers killed", f"{len(account.kills)} ({_listed(account.kills_by_group())})"
    moments = {f"{group} {moment} offsets": number for (group, moment), number in account.freezes_by_group().items()}
    yield "workers frozen in a transaction", f"{len(account.freezes)} ({_listed(moments)})"
    yield (
        "their transactions, once they were woken",
        _listed(Counter(freeze.outcome or "not seen" for freeze in account.freezes)),
    )
    yield "Valkey killed", str(account.valkey_kills)
    yield "brokers killed", f"{len(account.broker_kills)} ({_listed(Counter(account.broker_kills))})"
    yield "brokers frozen", f"{len(account.broker_freezes)} ({_listed(Counter(account.broker_freezes))})"
    yield "on the topics", _listed({name: number for name, number in counts.as_dict().items() if number})
    yield "deliveries that intake sent twice", f"{verdict.sent_twice:,}"
    yield "open dead letters", str(len(verdict.audit.open_dead_letters))
    found = Counter(str(violation.kind) for violation in verdict.audit.violations)
    yield "audit", f"{len(verdict.audit.violations)} violations {_listed(found)}".strip()
    yield "broken promises of a 202", str(len(verdict.broken))


def _machine(scene: Scene) -> Iterator[tuple[str, str]]:
    gigabytes = psutil.virtual_memory().total / 2**30
    yield (
        "machine",
        f"{os.cpu_count()} cores, {gigabytes:.0f} GB, {platform.platform()}, Python {platform.python_version()}",
    )
    plan = scene.stack.plan
    workers = ", ".join(f"{service.workers} {service.name}" for service in plan.services)
    yield "stack", f"{plan.brokers} broker(s), workers: {workers}"


def _listed(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in sorted(numbers.items(), key=lambda each: str(each[0])))
