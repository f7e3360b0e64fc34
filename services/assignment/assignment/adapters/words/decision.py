"""A decision in words, for the rep who got the lead, for one who did not, and for a manager. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from assignment.adapters.words.record import Record, count_of, instant
from assignment.adapters.words.tables import HIM, NOBODY, WHY_NOT, WHY_THEM, WHY_YOU, because_before
from assignment.application.views import Members, Ownership


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a rep is called "You", and reads their own time. ``zone``: IANA."""

    rep_id: str | None = None
    zone: str = "UTC"

    def at(self, when: datetime) -> str:
        """The instant in the reader's time, which is named."""
        zone = UTC if self.zone == "UTC" else ZoneInfo(self.zone)
        return f"{when.astimezone(zone):%Y-%m-%d %H:%M} {'UTC' if zone is UTC else self.zone}"


def retold(ownership: Ownership | None, names: Mapping[str, str], reader: Reader) -> list[str]:
    """Sentences, the most important first, of what was decided then, whatever has changed since. ``names``: by rep id."""
    if ownership is None or ownership.decision is None:
        return ["Nothing has been decided yet."]
    return list(_Telling(Record(ownership.decision), ownership, names, reader).sentences())


@dataclass(frozen=True, slots=True)
class _Telling:
    record: Record
    ownership: Ownership
    names: Mapping[str, str]
    reader: Reader

    def sentences(self) -> Iterator[str]:
        if self.ownership.rep_id is None:
            yield self._nobody()
        else:
            yield self._somebody(self.ownership.rep_id)
            yield from self._before(self.ownership)
        yield from filter(None, map(self._step, self.record.steps))
        for reason, group in self.record.dropped:
            yield f"Not {self._whom(group, reason)}."
        if self.ownership.handover:
            yield self._handover(self.ownership.handover)
        yield f"Decided {self.ownership.since:%Y-%m-%d %H:%M:%S} UTC, policy {self.record.policy}."

    def _somebody(self, rep_id: str) -> str:
        who, you = self._name(rep_id), rep_id == self.reader.rep_id
        match self.record.by_hand:
            case "manual":
                return f"{who}, because a manager gave it to {'you' if you else 'them'}."
            case "pull":
                return f"{who}, because {'you' if you else 'they'} asked for the next prospect."
        reasons = [reason for reason in (self._candidate(you), self._turn(rep_id, you)) if reason]
        return f"{who}, because {'; '.join(reasons)}."

    def _candidate(self, you: bool) -> str:
        """Why they were asked before others; empty where everybody was."""
        step = self.record.picked
        kind = str(step.get("kind"))
        owner, match = step.get("owner"), step.get("match")
        parts = {"owner": owner, "match": match}.get(kind)
        words = WHY_YOU if you else WHY_THEM
        if isinstance(parts, str):
            parts = [parts]
        if isinstance(parts, list) and parts:
            return " and ".join(words.get(f"{kind}.{part}", str(part)) for part in parts)
        return words.get(kind, "").format(team=step.get("team", ""))

    def _turn(self, rep_id: str, you: bool) -> str:
        if self.record.free == 1:
            narrowed = self.record.picked.get("kind") not in (None, "anybody")
            return "nobody else of those was free" if narrowed else "nobody else could take it"
        turn = self.record.turn(rep_id)
        stand = f" ({_turn(turn)})" if turn else ""
        return f"{self.record.free} could take it and the next turn was {'yours' if you else 'theirs'}{stand}"

    def _before(self, ownership: Ownership) -> Iterator[str]:
        had = self.record.seen("had")
        last = str(had[-1]) if isinstance(had, list) and had else None
        if last and (why := because_before(ownership.came_by)):
            yield f"Before, {'you' if last == self.reader.rep_id else self._name(last)} had it: {why}."
        elif self.record.seen("stage") == "closer":
            yield "It is handed over to be closed."
        if ownership.accept_by:
            you = ownership.rep_id == self.reader.rep_id
            yield f"{'Accept it' if you else 'To be accepted'} by {self.reader.at(ownership.accept_by)}, or it goes on."

    def _step(self, step: Members) -> str | None:
        name, until = step.get("step"), instant(step.get("until"))
        match step.get("result"):
            case "nobody_free":
                of = f" of {self._list(step['candidates'])}" if "candidates" in step else ""
                return f"Step {name}: nobody{of} was free."
            case "no_match":
                return f"Step {name}: nobody is meant by it."
            case "waits" if step.get("kind") == "queue":
                return f"It stands in the queue {step.get('queue', name)}: a manager gives it out."
            case "waits":
                of = self._list(step["candidates"]) if "candidates" in step else "those it is meant for"
                then = f" until {self.reader.at(until)}, then others count" if until else ""
                return f"Step {name}: it waits for {of}{then}."
        return None

    def _nobody(self) -> str:
        code, retry_at = self.ownership.reason_code or "", self.ownership.retry_at
        then = f", at the latest at {self.reader.at(retry_at)}" if retry_at else ""
        return f"Nobody yet: {NOBODY.get(code, code)}. It is given out as soon as that changes{then}."

    def _handover(self, waiting: Members) -> str:
        code, retry_at = str(waiting.get("reason_code")), instant(waiting.get("retry_at"))
        then = f" It is tried again at the latest at {self.reader.at(retry_at)}." if retry_at else ""
        you = self.ownership.rep_id == self.reader.rep_id
        keeps = "You keep it" if you else f"{self._name(self.ownership.rep_id)} keeps it"
        return f"{keeps} until somebody closes it: {NOBODY.get(code, code)}.{then}"

    def _whom(self, group: object, reason: str) -> str:
        why = WHY_NOT.get(reason, reason)
        back = {rep_id: self.record.until(rep_id) for rep_id in group} if isinstance(group, list) else {}
        if not any(back.values()):
            return f"{self._list(group)}: {why}"
        return "; not ".join(
            f"{self._inside(rep_id)}: {why}{f' until {self.reader.at(at)}' if at else ''}"
            for rep_id, at in back.items()
        )

    def _list(self, group: object) -> str:
        if isinstance(group, list):
            return ", ".join(map(self._inside, group))
        return f"{count_of(group)} others"

    def _inside(self, rep_id: str) -> str:
        return HIM if rep_id == self.reader.rep_id else self.names.get(rep_id, rep_id)

    def _name(self, rep_id: object) -> str:
        return "You" if rep_id == self.reader.rep_id else self.names.get(str(rep_id), str(rep_id))


def _turn(turn: list[object]) -> str:
    used, weight, *more = turn
    if not isinstance(weight, float | int):
        return f"{used} turns used"
    turns = "turn" if used == 1 else "turns"
    counted = f", counted as {more[0]} since turns that were missed are not caught up" if more else ""
    return f"{used} {turns} used before, weight {weight:g}{counted}"
