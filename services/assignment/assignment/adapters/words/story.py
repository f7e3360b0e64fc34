"""What happened to a lead, a sentence a line: who did what, and what came of it. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

from assignment.adapters.words.decision import Reader
from assignment.adapters.words.tables import NOBODY
from assignment.application.views import Members, StoryLine

_KINDS: Final = {
    ("call", "out"): "{who} called",
    ("call", "in"): "The prospect called{by}",
    ("email", "out"): "{who} sent an e-mail",
    ("email", "in"): "The prospect sent an e-mail{by}",
    ("meeting", "out"): "{who} met the prospect",
    ("meeting", "in"): "The prospect met{by}",
    ("demo", "out"): "{who} gave a demo",
    ("demo", "in"): "A demo was given{by}",
    ("social", "out"): "{who} wrote on a social network",
    ("social", "in"): "The prospect wrote on a social network{by}",
    ("networking", "out"): "{who} met them while networking",
    ("networking", "in"): "They were met while networking{by}",
    ("referral", "out"): "{who} asked for a referral",
    ("referral", "in"): "They were referred{by}",
    ("note", "out"): "{who} made a note",
    ("note", "in"): "A note was made{by}",
}
_OUTCOMES: Final = {
    "reached": "reached them",
    "no_answer": "no answer",
    "voicemail": "left a voicemail",
    "replied": "they replied",
    "appointment_booked": "an appointment was booked",
    "busy": "the line was busy",
    "wrong_number": "a wrong number",
    "bounced": "it came back",
    "opened": "it was opened",
    "clicked": "a link in it was clicked",
    "no_show": "they did not come",
    "held": "it took place",
}
_WHY: Final = {
    "accept_timeout": "not accepted in time",
    "handover": "handed over to be closed",
    "rep_left": "they are not with us any more",
    "reassigned": "moved by a manager",
    "closed": "the lead is closed",
    "account_handover": "won by a hunter, the account goes on to a farmer",
}
_ENDS: Final = {
    "won": "Won",
    "lost": "Lost",
    "returned": "Sent back to marketing",
    "invalid": "Closed as invalid",
    "suppressed": "Closed: they must not be contacted any more",
}
_MOTIONS: Final = {"inbound": "they came to us", "outbound": "we go to them"}


def said(line: StoryLine, names: Mapping[str, str], reader: Reader) -> str:
    """The line in words. ``names``: of reps by id; the reader is called "You"."""
    write = _LINES.get(line.event)
    told = write(line.members, _Who(names, reader)) if write else line.event
    return f"{told}."


class _Who:
    """What people are called at the beginning of a sentence, and in it."""

    def __init__(self, names: Mapping[str, str], reader: Reader) -> None:
        self._names, self.reader = names, reader

    def first(self, rep_id: object) -> str:
        return "You" if rep_id == self.reader.rep_id else self._names.get(str(rep_id), str(rep_id))

    def inside(self, rep_id: object) -> str:
        return "you" if rep_id == self.reader.rep_id else self.first(rep_id)


def _activity(told: Members, who: _Who) -> str:
    rep_id = told.get("rep_id")
    person = "A machine" if told.get("automated") else who.first(rep_id) if rep_id else "Somebody"
    by = f", {who.inside(rep_id)} answered" if rep_id else ""
    form = _KINDS.get((str(told.get("kind")), str(told.get("direction"))), "{who}: " + str(told.get("kind")))
    outcome = told.get("outcome")
    seconds, rated = told.get("duration_seconds"), told.get("satisfaction")
    more = [_OUTCOMES.get(str(outcome), _plain(outcome)) if outcome else "", _took(seconds)]
    more.append(f"rated {rated} of 5 by them" if rated else "")
    return _with(form.format(who=person, by=by), *more)


def _qualified(told: Members, _who: _Who) -> str:
    why = told.get("reason_code")
    if why:
        return _with(f"A new cycle ({told.get('cycle')}) was opened: {_WHY.get(str(why), _plain(why))}", _worth(told))
    motion = _MOTIONS.get(str(told.get("motion")), "")
    return _with(f"Touched{_from(told)} and judged to be for sales", motion, _worth(told))


def _touched(told: Members, _who: _Who) -> str:
    return _with(f"Touched again{_from(told)}", _worth(told))


def _disqualified(told: Members, _who: _Who) -> str:
    return _with(f"Touched{_from(told)}, and judged not to be for sales: {_plain(told.get('reason_code'))}")


def _assigned(told: Members, who: _Who) -> str:
    stage = "to be closed" if told.get("stage") == "closer" else ""
    return _with(f"{who.first(told.get('rep_id'))} got it", stage, f"team {told['team']}" if told.get("team") else "")


def _unassigned(told: Members, _who: _Who) -> str:
    code = str(told.get("reason_code"))
    return f"Nobody could take it: {NOBODY.get(code, _plain(code))}"


def _waiting(told: Members, who: _Who) -> str:
    code = str(told.get("reason_code"))
    return f"{who.first(told.get('rep_id'))} kept it, to be handed over: {NOBODY.get(code, _plain(code))}"


def _answer(verb: str) -> Callable[[Members, _Who], str]:
    def write(told: Members, who: _Who) -> str:
        why = told.get("reason_code")
        return _with(f"{who.first(told.get('rep_id'))} {verb}", _WHY.get(str(why), _plain(why)) if why else "")

    return write


def _closed(told: Members, _who: _Who) -> str:
    value, currency = told.get("value"), told.get("currency") or ""
    worth = f"{value:,.0f} {currency}".strip() if isinstance(value, int | float) else ""
    why = told.get("reason_code")
    return _with(_ENDS.get(str(told.get("outcome")), "Closed"), worth, _plain(why) if why else "")


def _linked(told: Members, _who: _Who) -> str:
    return f"{told.get('from')} and {told.get('to')} turned out to be one person"


def _moved(told: Members, _who: _Who) -> str:
    return f"A touch went on to {told.get('to')}"


_LINES: Final[Mapping[str, Callable[[Members, _Who], str]]] = {
    "lead.activity": _activity,
    "lead.qualified": _qualified,
    "lead.touched": _touched,
    "lead.disqualified": _disqualified,
    "lead.assigned": _assigned,
    "lead.unassigned": _unassigned,
    "lead.handover_waiting": _waiting,
    "lead.accepted": _answer("accepted it"),
    "lead.declined": _answer("declined it"),
    "lead.released": _answer("has it no more"),
    "lead.closed": _closed,
    "lead.linked": _linked,
    "lead.moved": _moved,
}


def _from(told: Members) -> str:
    where = [str(told[name]) for name in ("source", "campaign") if told.get(name)]
    return f" by {', '.join(where)}" if where else ""


def _worth(told: Members) -> str:
    return f"score {told['score']}, grade {told['grade']}" if "score" in told and "grade" in told else ""


def _took(seconds: object) -> str:
    if not isinstance(seconds, int | float) or seconds <= 0:
        return ""
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"


def _with(told: str, *more: str) -> str:
    return ": ".join([told, ", ".join(filter(None, more))]) if any(more) else told


def _plain(code: object) -> str:
    return str(code).replace("_", " ")
