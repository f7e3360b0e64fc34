"""``handover status``: what is up, how far each group is behind, what is on each topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.table import Table

from handover.commands.options import Directory, Json, JsonValue, console, print_json
from handover.stack import control
from handover.stack.state import PartState, StackState, alive
from handover.stack.traffic import Traffic, read

Seconds = Annotated[float, typer.Option(help="The longest time spent on counting events.", min=0)]


def status(directory: Directory, json: Json = False, seconds: Seconds = 10) -> None:
    """Shows the processes, the lag of each consumer group, and the events on each topic. Exits 1 if nothing is up."""
    directory = directory.resolve()
    state = StackState.read(directory)
    up = control.is_up(directory)
    kafka = [part.address for part in state.parts if part.name.startswith("kafka-") and part.address] if state else []
    traffic = read(",".join(kafka), seconds) if up and kafka and state and state.phase == "up" else None
    if json:
        print_json(summary(directory, state, traffic))
    elif state and up:
        _show(directory, state, traffic)
    else:
        console.print(f"Nothing is running in {directory}." + (f" {state.message}" if state and state.message else ""))
    raise typer.Exit(0 if up else 1)


def summary(directory: Path, state: StackState | None, traffic: Traffic | None = None) -> JsonValue:
    """All of it for programs. ``lag`` and ``events`` are null where they were not counted."""
    running = state is not None and control.is_up(directory)
    return {
        "directory": str(directory),
        "phase": state.phase if state and running else "failed" if state and state.phase == "failed" else "down",
        "message": state.message if state else "",
        "processes": [_entry(row) for row in _rows(state)],
        "lag": {group: dict(topics) for group, topics in traffic.lags.items()} if traffic else None,
        "events": {topic: dict(types) for topic, types in traffic.events.items()} if traffic else None,
        "complete": traffic.complete if traffic else None,
    }


def processes(state: StackState) -> Table:
    """The processes, for people."""
    shown = Table("process", "state", "pid", "address", "restarts", box=None, header_style="bold")
    for row in _rows(state):
        colour = {"ready": "green", "running": "green"}.get(row.condition, "red")
        part = row.part
        shown.add_row(
            part.name, f"[{colour}]{row.condition}[/]", str(part.pid or ""), part.address or "", str(part.restarts)
        )
    return shown


@dataclass(frozen=True, slots=True)
class _Row:
    part: PartState
    condition: str
    """ready, not ready, running (it has no readiness to ask for), restarting, halted, stopped, gone"""


def _rows(state: StackState | None) -> Sequence[_Row]:
    return [_Row(part, _condition(part)) for part in state.parts] if state else ()


def _condition(part: PartState) -> str:
    if part.phase != "running":
        return part.phase
    if not alive(part.pid, part.started):
        return "gone"
    if part.ready is None:
        return "running"
    try:
        answer = httpx.get(part.ready, timeout=2, trust_env=False)
    except httpx.HTTPError:
        return "not ready"
    return "ready" if answer.status_code == httpx.codes.OK else "not ready"


def _entry(row: _Row) -> JsonValue:
    part = row.part
    return {
        "name": part.name,
        "state": row.condition,
        "pid": part.pid,
        "address": part.address,
        "restarts": part.restarts,
        "exit_code": part.exit_code,
        "log": str(part.log),
    }


def _show(directory: Path, state: StackState, traffic: Traffic | None) -> None:
    console.print(f"[bold]{state.phase}[/] in {directory} {state.step}")
    console.print(processes(state))
    if traffic is None:
        return
    lag = Table("group", "topic", "behind", box=None, header_style="bold")
    for group, topics in sorted(traffic.lags.items()):
        for topic, records in sorted(topics.items()):
            lag.add_row(group, topic, f"{records:,}")
    events = Table("topic", "event", "count", box=None, header_style="bold")
    for topic, types in sorted(traffic.events.items()):
        for kind, count in types.most_common():
            events.add_row(topic, kind, f"{count:,}")
    console.print(lag, events)
    if not traffic.complete:
        console.print("Not all events were read in the time given (--seconds): numbers are at least these.")
