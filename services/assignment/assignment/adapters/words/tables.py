"""What the codes of decisions mean. An unknown code is shown as it is: a newer release wrote it."""

from typing import Final

HIM: Final = "you"
WHY_NOT: Final = {
    "left": "not with us any more",
    "inactive": "takes no new leads at present",
    "other_role": "takes the other kind of leads",
    "other_stage": "not of the stage that the lead is at",
    "had_it": "had this lead before",
    "absent": "absent",
    "holiday": "has a public holiday",
    "off_hours": "not at work at that hour",
    "full": "has as many open leads as allowed",
    "day_full": "had as many leads that day as allowed",
}
NOBODY: Final = {
    "no_reps": "there are no reps in the pool",
    "none_with_role": "nobody in the pool takes leads of this kind",
    "none_with_stage": "nobody in the pool is of the stage that the lead is at",
    "none_free": "nobody who takes leads of this kind is free",
    "no_candidates": "no step of the policy means anybody who could take it",
    "queued": "it stands in a queue, for a manager to give it out",
    "all_had_it": "everybody who takes leads of this kind had it before",
    "all_absent": "everybody who takes leads of this kind is absent",
    "all_holiday": "everybody who takes leads of this kind has a public holiday",
    "all_off_hours": "nobody who takes leads of this kind is at work now",
    "all_full": "everybody who takes leads of this kind has as many open leads as allowed",
    "all_day_full": "everybody who takes leads of this kind had as many leads today as allowed",
}
WHY_YOU: Final = {
    "owner": "the company is yours already",
    "owner.account": "another lead of the same company is or was yours",
    "owner.earlier_cycle": "you had this lead before, in an earlier cycle",
    "accounts": "the company is one of your named accounts",
    "match": "you fit the lead",
    "match.territory": "it is in your territory",
    "match.skills": "you have the skills that it needs",
    "match.languages": "you speak its language",
    "team": "team {team} takes such leads",
}
WHY_THEM: Final = {
    "owner": "the company is theirs already",
    "owner.account": "another lead of the same company is or was theirs",
    "owner.earlier_cycle": "they had this lead before, in an earlier cycle",
    "accounts": "the company is one of their named accounts",
    "match": "they fit the lead",
    "match.territory": "it is in their territory",
    "match.skills": "they have the skills that it needs",
    "match.languages": "they speak its language",
    "team": "team {team} takes such leads",
}
_BEFORE: Final = {
    "declined": "it was declined",
    "released": "it was given back",
    "accept_timeout": "it was not accepted in time",
    "handover": "it was opened, and is handed over to be closed",
    "rep_left": "they are not with us any more",
    "reassigned": "a manager moved it",
}


def because_before(code: str | None) -> str | None:
    """Why the one before has it no more, None for the first of a cycle."""
    return None if code is None else _BEFORE.get(code, code)
