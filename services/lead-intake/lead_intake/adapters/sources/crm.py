"""What CRMs have in common: events about people whom we may know, in batches, and what was done with them."""

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

from pydantic import JsonValue

from lead_contracts.mailboxes import is_shared
from lead_contracts.normalise import email, instant, text
from lead_intake.adapters.canonical_lead import canonical
from lead_intake.adapters.claim import Claim
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import IntakeError, NobodyNamed, WrongShape
from lead_intake.domain.lead import Activity, Direction, Kind, Person, Suppression
from lead_intake.domain.parsed import Disposition, Parsed, Refused, merged

Item = TypeVar("Item")
WITHDRAWN: Final = "consent_withdrawn"
ERASED: Final = "erasure"
_LONGEST_ID: Final = 512
"""What the contracts take as an id."""
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")


def each(items: Iterable[Item], read: Callable[[Item], Parsed]) -> Parsed:
    """The items of a batch as one; one that cannot be read is refused, and the others go on. A lone one raises."""
    found = tuple(items)
    if len(found) == 1:
        return read(found[0])
    return merged(_part(index, item, read) for index, item in enumerate(found))


def _part(index: int, item: Item, read: Callable[[Item], Parsed]) -> Parsed:
    try:
        return read(item)
    except IntakeError as error:
        return Parsed.refusing(Refused(index, type(error).__name__, str(error)))


def updated(delivery: Delivery, *claims: Claim, warning: str | None = None) -> Parsed:
    """What is said of somebody who is no new lead by that."""
    leads = tuple(canonical(delivery, claim) for claim in claims)
    return Parsed(Disposition.UPDATE_ONLY, leads=leads, warnings=(warning,) if warning else ())


def unfetched(delivery: Delivery, *claims: Claim, what: str = "contact") -> Parsed:
    """Ids only: somebody is there, and who has to be fetched."""
    leads = tuple(canonical(delivery, claim) for claim in claims)
    return Parsed(Disposition.NEEDS_ENRICHMENT, leads=leads, warnings=(f"ids only: the {what} has to be fetched",))


def ignored(why: str) -> Parsed:
    """Acknowledged; ``why`` holds no personal data."""
    return Parsed(Disposition.IGNORE, warnings=(why,))


def deleted() -> Parsed:
    """Tidied away at the source. What we know of the person stays: only an erasure or their own wish suppresses."""
    return ignored("deleted at the source: nothing changes here, since no erasure was asked for")


def suppressed(delivery: Delivery, person: Person, reason: str, occurred_at: JsonValue) -> Parsed:
    """The person must not be contacted any more. NobodyNamed, WrongShape."""
    at = instant(occurred_at, UTC) or delivery.received_at
    if at is None:
        raise WrongShape("nothing says when it was", "occurred_at")
    item = Suppression(known(person), delivery.source, reason, at)
    return Parsed(Disposition.SUPPRESS, suppressions=(item,))


def person(external_id: JsonValue = None, address: JsonValue = None) -> Person:
    """Who is meant, by the raw values of the source."""
    return Person(email=email(address), external_id=text(external_id))


def known(who: Person) -> Person:
    """The person by what identifies them: a shared mailbox does not. NobodyNamed when nothing is left."""
    address = who.email if who.email and not is_shared(who.email.lower()) else None
    if not (address or who.external_id):
        raise NobodyNamed("nothing in it says which person is meant", "person")
    return Person(email=address, external_id=who.external_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done, as the source logged it: ``occurred_at`` and ``seconds`` raw, texts without a zone in UTC.

    ``event_id`` is the id of the call, mail or meeting itself, so that it counts once however often it is told.
    """

    kind: Kind
    direction: Direction
    occurred_at: JsonValue
    event_id: str | None = None
    outcome: str | None = None
    seconds: JsonValue = None
    automated: bool = False
    rep: JsonValue = None


SENT: Final = "sent"
REPLIED: Final = "replied"
BOUNCED: Final = "bounced"


def mail_deeds(key: str, became: Mapping[str, JsonValue], *, automated: bool, rep: JsonValue) -> Iterator[Deed]:
    """What ``became`` of a mail of ours: SENT, REPLIED, BOUNCED, each with its raw instant; ``key`` tells the mail.

    ``automated`` and ``rep`` are of the sending. A mail server says that it bounced: whoever wrote it, it reached nobody.
    """
    for outcome, at in became.items():
        yield Deed(
            kind="email",
            direction="in" if outcome == REPLIED else "out",
            outcome=outcome,
            occurred_at=at,
            event_id=f"{key}:{outcome}",
            automated=automated if outcome == SENT else outcome == BOUNCED,
            rep=rep if outcome == SENT else None,
        )


def done(delivery: Delivery, deed: Deed, *people: Person) -> Parsed:
    """The activity, once for each of the people. NobodyNamed where there is none, WrongShape without an instant."""
    at = instant(deed.occurred_at, UTC) or delivery.received_at
    if at is None:
        raise WrongShape("nothing says when it was", "occurred_at")
    named = tuple(dict.fromkeys(_identified(people)))
    if not named:
        raise NobodyNamed("nothing in the activity says with whom it was", "person")
    return Parsed(
        Disposition.ACCEPT, activities=tuple(_activity(delivery, deed, who, at, alone=len(named) == 1) for who in named)
    )


def _identified(people: tuple[Person, ...]) -> Iterator[Person]:
    for who in people:
        try:
            yield known(who)
        except NobodyNamed:
            continue


def _activity(delivery: Delivery, deed: Deed, who: Person, at: datetime, *, alone: bool) -> Activity:
    event_id = deed.event_id
    if event_id and not alone:
        event_id = f"{event_id}:{_told_apart(who)}"
    return Activity(
        person=who,
        source=delivery.source,
        kind=deed.kind,
        direction=deed.direction,
        occurred_at=at,
        recorded_at=delivery.received_at or at,
        event_id=event_id,
        outcome=deed.outcome,
        duration_seconds=seconds_of(deed.seconds),
        automated=deed.automated,
        rep_id=_id(deed.rep),
    )


def _told_apart(who: Person) -> str:
    """Ids are shown; addresses are not."""
    return who.external_id or hashlib.sha256((who.email or "").encode()).hexdigest()[:16]


def seconds_of(value: JsonValue, per_second: int = 1) -> float | None:
    """A length of time in seconds; ``per_second``: 1000 for milliseconds. None for what is none."""
    try:
        found = float(text(value) or "nan")
    except ValueError:
        return None
    return found / per_second if math.isfinite(found) and found >= 0 else None


def _id(value: JsonValue) -> str | None:
    found = text(value)
    return found if found and len(found) <= _LONGEST_ID else None


def word(value: JsonValue) -> str:
    """A name as one lower-case word: ``No Answer`` and ``NO_ANSWER`` are ``no_answer``; empty where nothing is said."""
    return _SEPARATORS.sub("_", (text(value) or "").lower()).strip("_")


_KINDS: Final[tuple[tuple[Kind, str], ...]] = (
    ("demo", "demo|presentation"),
    ("meeting", "meeting|lunch|appointment|visit"),
    ("call", "call|phone|dial"),
    ("email", "e_?mail"),
    ("social", "sms|whats_?app|linkedin|chat|social|messenger"),
    ("note", "note"),
)
_OUTCOMES: Final = (
    ("no_answer", "no_?answer|missed|unanswered|timeout|abandoned|no_response|not_(answered|connected|reached)"),
    ("voicemail", "voice_?mail|vm_|left_.*message"),
    ("wrong_number", "wrong_number"),
    ("busy", "busy"),
    ("bounced", "bounce"),
    ("failed", "fail|error|blocked|cancel"),
    ("replied", "repl"),
    ("reached", "answered|connected|reached|spoke|conversation|completed"),
)
_ROBOT: Final = re.compile(
    r"sequence|workflow|automat|auto_?(repl|respon)|out_of_office|mass_|list_?email|(^|_)(bot|robot|bulk)(_|$)"
)


def kind_of(*names: JsonValue) -> Kind | None:
    """The kind of activity that the first telling name means; a chat, a text or a LinkedIn message is ``social``."""
    return next((kind for name in names for kind, pattern in _KINDS if re.search(pattern, word(name))), None)


def outcome_of(*names: JsonValue) -> str | None:
    """What came of it, in our words, by the first telling name; None where none tells."""
    return next((ours for name in names for ours, pattern in _OUTCOMES if re.search(pattern, word(name))), None)


def by_machine(*names: JsonValue) -> bool:
    """Whether any of the names is that of a machine: a sequence, a workflow, an auto-reply."""
    return any(_ROBOT.search(word(name)) for name in names)
