"""A decision in words, for the rep who got the lead, for one who did not, and for a manager. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from assignment.application.views import LeadView, Members, Ownership

_WHY_NOT: Final = {
    "inactive": "takes no new leads at present",
    "other_role": "takes the other kind of leads",
    "had_it": "had this lead before",
    "absent": "absent",
    "off_hours": "not at work at that hour",
    "full": "has as many open leads as allowed",
    "day_full": "had as many leads that day as allowed",
}
_NOBODY: Final = {
    "no_reps": "there are no reps in the pool",
    "none_with_role": "nobody in the pool takes leads of this kind",
    "none_free": "nobody who takes leads of this kind is free",
    "all_had_it": "everybody who takes leads of this kind had it before",
    "all_absent": "everybody who takes leads of this kind is absent",
    "all_off_hours": "nobody who takes leads of this kind is at work now",
    "all_full": "everybody who takes leads of this kind has as many open leads as allowed",
    "all_day_full": "everybody who takes leads of this kind had as many leads today as allowed",
}


def in_words(view: LeadView, names: Mapping[str, str], reader: str | None = None) -> list[str]:
    """Sentences, the most important first. ``names``: by rep id; ``reader``: the rep who reads, called "You"."""
    ownership = view.ownership
    if ownership is None or ownership.decision is None:
        return ["Nothing has been decided yet."]
    if ownership.rep_id is None:
        sentences = [_nobody(ownership)]
    else:
        sentences = [_somebody(ownership, ownership.decision, names, reader)]
    policy = _members(ownership.decision.get("policy"))
    sentences += _others(_members(ownership.decision.get("candidates")), names, reader)
    sentences.append(f"Decided {ownership.since:%Y-%m-%d %H:%M:%S} UTC, policy {policy['name']} {policy['version']}.")
    return sentences


def _somebody(ownership: Ownership, decision: Members, names: Mapping[str, str], reader: str | None) -> str:
    who = _name(ownership.rep_id, names, reader)
    match _step(decision):
        case "manual":
            return f"{who}, because a manager gave it to {'you' if who == 'You' else 'them'}."
        case "pull":
            return f"{who}, because {'you' if who == 'You' else 'they'} asked for the next prospect."
    turn = _members(decision.get("turns")).get(str(ownership.rep_id))
    eligible = _count(_members(decision.get("candidates")).get("eligible"))
    if eligible == 1:
        return f"{who}, because nobody else could take it."
    stand = f" ({_turn(turn)})" if isinstance(turn, list) else ""
    return (
        f"{who}, because {eligible} could take it and the next turn was {'yours' if who == 'You' else 'theirs'}{stand}."
    )


def _nobody(ownership: Ownership) -> str:
    why = _NOBODY.get(ownership.reason_code or "", ownership.reason_code)
    then = f", at the latest at {ownership.retry_at:%Y-%m-%d %H:%M} UTC" if ownership.retry_at else ""
    return f"Nobody yet: {why}. It is given out as soon as that changes{then}."


def _others(candidates: Members, names: Mapping[str, str], reader: str | None) -> Iterator[str]:
    for reason, group in candidates.items():
        if reason == "eligible":
            continue
        if isinstance(group, list):
            who = ", ".join("you" if rep_id == reader else _name(rep_id, names, None) for rep_id in group)
        else:
            who = f"{_count(group)} others"
        yield f"Not {who}: {_WHY_NOT.get(reason, reason)}."


def _name(rep_id: object, names: Mapping[str, str], reader: str | None) -> str:
    return "You" if rep_id == reader else names.get(str(rep_id), str(rep_id))


def _turn(turn: list[object]) -> str:
    used, weight = turn
    return f"{used} turns used before, weight {weight:g}" if isinstance(weight, float | int) else f"{used} turns used"


def _step(decision: Members) -> object:
    steps = decision.get("steps")
    return _members(steps[-1]).get("step") if isinstance(steps, list) and steps else None


def _count(group: object) -> int:
    if isinstance(group, list):
        return len(group)
    count = _members(group).get("count", 0)
    return count if isinstance(count, int) else 0


def _members(value: object) -> Members:
    return value if isinstance(value, dict) else {}
