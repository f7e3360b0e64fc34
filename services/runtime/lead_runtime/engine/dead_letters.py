"""Dead letters: what could not be processed, whole, with reason and origin, inside the transaction that passes it by."""

import traceback

import msgspec

from lead_contracts.ids import is_id

from .api import DeadLetter, Headers, Record

PREFIX = "dlq-"
REPLAY_FOR = "replay-for"
ATTEMPT = "dlq-attempt"
_DETAIL_CHARS = 300
_ATTEMPT_DIGITS = 9


class Ids(msgspec.Struct):
    """What the event in a record names, as it says it."""

    lead_id: str | None = None
    touch_id: str | None = None
    activity_id: str | None = None


_read_ids = msgspec.json.Decoder(Ids).decode


def is_for_another(record: Record, group: str) -> bool:
    """True for a replayed dead letter of another group: this one has handled the original."""
    for name, value in record.headers:  # noqa: SIM110 - asked of every record: any() costs two to three times as much
        if name == REPLAY_FOR and value != group.encode():
            return True
    return False


def of(record: Record, error: Exception, *, expected: bool) -> DeadLetter:
    """The dead letter of a record. The text of an unexpected error is left out: it may quote the content."""
    ids = ids_in(record)
    detail = str(error) if expected else f"unexpected {type(error).__name__} at {origin_of(error)}"
    return DeadLetter(record, type(error).__name__, detail[:_DETAIL_CHARS], ids.lead_id, ids.touch_id)


def without_foreign_ids(letter: DeadLetter) -> DeadLetter:
    """The letter with ids only where they have the form of ours: a bad record may hold anything there, an address too."""
    return DeadLetter(letter.record, letter.error, letter.detail, ours(letter.lead_id), ours(letter.touch_id))


def ours(value: str | None) -> str | None:
    """The id where it has the form of ours, else None."""
    return value if value is not None and is_id(value) else None


def event_id_of(record: Record) -> str | None:
    """The CloudEvent's id, where it has the form of ours."""
    found = next((value for name, value in record.headers if name == "ce_id" and value), b"")
    return ours(found.decode("ascii", "replace"))


def origin_of(error: Exception) -> str:
    """Where an error was raised: ``file:line in function``, without anything of its message."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown place"
    last = frames[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno} in {last.name}"


def attempt_of(record: Record) -> int:
    """1 for a first attempt; a replay counts on. An outsider may have set the header to anything, or to null."""
    for name, value in record.headers:
        if name == ATTEMPT and value and value.isdigit() and len(value) <= _ATTEMPT_DIGITS:
            return max(1, int(value))
    return 1


def headers(letter: DeadLetter, dead_id: str, group: str, occurred_at: str) -> Headers:
    """The original headers (without those of an earlier death) and what is needed to understand and to replay it."""
    record = letter.record
    facts = {
        "id": dead_id,
        "group": group,
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "error": letter.error,
        "detail": letter.detail,
        "attempt": str(attempt_of(record)),
        "occurred-at": occurred_at,
        "lead-id": letter.lead_id,
        "touch-id": letter.touch_id,
    }
    kept = tuple((n, v) for n, v in record.headers if not n.startswith(PREFIX) and n != REPLAY_FOR)
    return kept + tuple((PREFIX + name, value.encode()) for name, value in facts.items() if value is not None)


def ids_in(record: Record) -> Ids:
    """The ids in the record's value; none where nothing is readable."""
    try:
        return _read_ids(record.value or b"null")
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError):
        return Ids()


def read(record: Record) -> DeadLetter:
    """A dead letter as it lies on the group's topic, back as a value: the original record with reason and ids."""
    facts = {name.removeprefix(PREFIX): value.decode() for name, value in record.headers if name.startswith(PREFIX)}
    original = record._replace(
        topic=facts["topic"],
        partition=int(facts["partition"]),
        offset=int(facts["offset"]),
        headers=tuple((name, value) for name, value in record.headers if not name.startswith(PREFIX)),
    )
    return DeadLetter(original, facts["error"], facts["detail"], facts.get("lead-id"), facts.get("touch-id"))
