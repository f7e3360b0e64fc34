"""How a report is shown: as JSON for programs, as tables for people."""

from collections import Counter

from rich.console import Console
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


def show(report: Report, console: Console) -> None:
    """Prints the report at a glance: the numbers, each promise, every violation and open dead letter in one line."""
    console.print(_numbers(report.counts))
    console.print(_promises(report))
    for violation in report.violations[:MOST_SHOWN]:
        _print_line(console, "[red]✗[/]", str(violation))
    _print_rest(console, "violations", len(report.violations))
    for letter in report.open_dead_letters[:MOST_SHOWN]:
        _print_line(console, "[yellow]•[/]", _open_letter(letter))
    _print_rest(console, "open dead letters", len(report.open_dead_letters))
    for topic, instant in report.kept_from.items():
        since = f"{instant:%Y-%m-%d %H:%M:%S} UTC"
        _print_line(console, "[yellow]•[/]", f"{topic} is kept from {since} on: what came before cannot be judged")
    console.print(_last_line(report), soft_wrap=True)


def _numbers(counts: Counts) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_row("received", _line(counts, "deliveries", "touches", "repeated_touches", "leads"))
    table.add_row(
        "decided", _line(counts, "qualified", "disqualified", "merged", "moved", "undecided", "closed", "handed_over")
    )
    table.add_row("owned", _line(counts, "assigned", "waiting", "accepted", "declined", "released"))
    table.add_row("worked on", _line(counts, "activities", "requests", "refused"))
    table.add_row("timed", _line(counts, "met", "warned", "breached", "escalated", "withdrawn", "stuck"))
    table.add_row("dead letters", _line(counts, "lettered", "replayed", "discarded"))
    return table


def _line(counts: Counts, *members: str) -> str:
    numbers = counts.as_dict()
    return " · ".join(f"{member.replace('_', ' ')} {numbers[member]:,}" for member in members if numbers[member]) or "-"


def _promises(report: Report) -> Table:
    broken = Counter(violation.kind.promise for violation in report.violations)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for promise in Promise:
        number = broken[promise]
        table.add_row(
            "[red]✗[/]" if number else "[green]✓[/]", promise, f"violations {number:,}" if number else "holds"
        )
    return table


def _print_line(console: Console, mark: str, text: str) -> None:
    console.print(f"{mark} {escape(text)}", soft_wrap=True)


def _print_rest(console: Console, what: str, number: int) -> None:
    if number > MOST_SHOWN:
        console.print(f"  … {number - MOST_SHOWN:,} more {what}: see --json")


def _open_letter(letter: OpenDeadLetter) -> str:
    of = f"lead {letter.lead_id or '-'} at {letter.origin}"
    return f"dead letter {letter.dead_id} of {letter.group}: {letter.error}, {of}, attempt {letter.attempt}"


def _last_line(report: Report) -> str:
    if not report.holds:
        return f"[bold red]The audit fails: violations {len(report.violations):,}.[/]"
    still_open = len(report.open_dead_letters)
    return "[bold green]The audit holds.[/]" + (f" [yellow]Open dead letters: {still_open:,}.[/]" if still_open else "")


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
