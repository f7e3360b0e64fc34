"""What is in a dead letter: the record as it was, kept on GROUP.dlq."""

from collections.abc import Iterable, Iterator

from handover.broker import Log
from handover.errors import HandoverError
from lead_runtime.engine.api import Record

from .letters import Letter

ID = "dlq-id"


def contents(log: Log, letters: Iterable[Letter]) -> dict[str, Record]:
    """Dead id to the record on GROUP.dlq, whole. Each partition is read once.

    Raises HandoverError, also where retention has removed a record.
    """
    wanted = {letter.facts.dead_id: letter for letter in letters}
    found = dict(_found(log, wanted))
    missing = next((letter for dead_id, letter in wanted.items() if dead_id not in found), None)
    if missing:
        raise HandoverError(
            f"the content of {missing.facts.dead_id} is no longer on {missing.facts.group}.dlq",
            "it can be marked with `handover dlq resolve`, not replayed",
        )
    return found


def _found(log: Log, wanted: dict[str, Letter]) -> Iterator[tuple[str, Record]]:
    for topic in {f"{letter.facts.group}.dlq" for letter in wanted.values()}:
        numbers = {letter.facts.partition for letter in wanted.values() if f"{letter.facts.group}.dlq" == topic}
        snapshot = log.snapshot([topic])
        for record in log.read(snapshot, [at for at in snapshot.ends if at.partition in numbers]):
            dead_id = header(record, ID)
            if dead_id in wanted:
                yield dead_id, record


def header(record: Record, name: str) -> str:
    """The text of a header; empty where there is none."""
    return next((value.decode("utf-8", "replace") for each, value in record.headers if each == name and value), "")
