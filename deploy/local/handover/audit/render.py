"""How a report is shown: as JSON for programs, as tables for people."""

from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from handover.commands.options import JsonValue

from .report import Counts, OpenDeadLetter, Promise, Report, Violation

MOST_SHOWN = 50
"""Violations, and dead letters, that people are shown; ``--json`` has all."""


def as_json(report: Report) -> dict[str, JsonValue]:
    """The whole report."""
    return {
        "holds": report.holds,
        "read_until": report.read_until.isoformat(),
        "kept_from": {topic: instant.isoformat() for topic, instant in report.kept_from.items()},
        "counts": report.counts.as_dict(),
        "records": dict(report.records),
        "violations": [_violation_json(violation) for violation in report.violations],
        "open_dead_letters": [_letter_json(letter) for letter in report.open_dead_letters],
    }


def as_tables(report: Report) -> Iterator[RenderableType]:
    """The report at a glance: the numbers, each promise, every violation and open dead letter in one line."""
    yield _numbers(report.counts)
    yield _promises(report)
    if report.violations:
        yield _violations(report.violations)
    if report.open_dead_letters:
        yield _dead_letters(report.open_dead_letters)
    for topic, instant in report.kept_from.items():
        yield f"[yellow]{topic} is kept from {instant:%Y-%m-%d %H:%M:%S} UTC on: what came before cannot be judged.[/]"
    yield _last_line(report)


def _numbers(counts: Counts) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_row("received", _line(counts, "deliveries", "touches", "repeated_touches", "leads"))
    table.add_row("decided", _line(counts, "qualified", "disqualified", "merged", "undecided", "closed"))
    table.add_row("owned", _line(counts, "assigned", "waiting", "accepted", "declined", "released"))
    table.add_row("worked on", _line(counts, "activities", "requests", "refused"))
    table.add_row("timed", _line(counts, "met", "warned", "breached", "escalated", "withdrawn", "stuck"))
    table.add_row("dead letters", _line(counts, "lettered", "replayed", "discarded"))
    return table


def _line(counts: Counts, *members: str) -> str:
    numbers = counts.as_dict()
    return " · ".join(f"{numbers[member]:,} {member.replace('_', ' ')}" for member in members)


def _promises(report: Report) -> Table:
    broken = Counter(violation.kind.promise for violation in report.violations)
    table = Table(box=None, show_header=False, padding=(1, 2, 0, 0))
    for promise in Promise:
        number = broken[promise]
        table.add_row(
            "[red]✗[/]" if number else "[green]✓[/]", promise, f"{number:,} violations" if number else "holds"
        )
    return table


def _violations(violations: tuple[Violation, ...]) -> Table:
    table = Table("violation", "lead", "record", "what", title=_title("violations", len(violations)))
    for violation in violations[:MOST_SHOWN]:
        table.add_row(violation.kind, violation.lead_id or "-", str(violation.at), escape(violation.detail))
    return table


def _dead_letters(letters: tuple[OpenDeadLetter, ...]) -> Table:
    table = Table("dead letter", "group", "record", "error", "attempt", title=_title("open dead letters", len(letters)))
    for letter in letters[:MOST_SHOWN]:
        table.add_row(letter.dead_id, letter.group, letter.origin, escape(letter.error), str(letter.attempt))
    return table


def _title(what: str, number: int) -> str:
    return f"{number:,} {what}" + (f", the first {MOST_SHOWN}" if number > MOST_SHOWN else "")


def _last_line(report: Report) -> str:
    if not report.holds:
        return f"[bold red]The audit fails: {len(report.violations):,} violations.[/]"
    still_open = len(report.open_dead_letters)
    return "[bold green]The audit holds.[/]" + (
        f" [yellow]{still_open:,} dead letters are open.[/]" if still_open else ""
    )


def _violation_json(violation: Violation) -> dict[str, JsonValue]:
    return {
        "kind": violation.kind,
        "promise": violation.kind.promise,
        "lead_id": violation.lead_id,
        "topic": violation.at.topic,
        "partition": violation.at.partition,
        "offset": violation.at.offset,
        "time": violation.at.time.isoformat(),
        "detail": violation.detail,
    }


def _letter_json(letter: OpenDeadLetter) -> dict[str, JsonValue]:
    return {
        "dead_id": letter.dead_id,
        "group": letter.group,
        "origin": letter.origin,
        "error": letter.error,
        "attempt": letter.attempt,
        "occurred_at": letter.occurred_at.isoformat(),
        "lead_id": letter.lead_id,
        "touch_id": letter.touch_id,
    }
