"""What a replay found, for people and programs: counts, load, and the leads for whom it changes most."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

from qualification.application.ports import Told
from qualification.application.runs import SIDES, Side
from qualification.application.what_if import Change, Findings, source_of
from qualification.application.words import in_words
from qualification.domain.receive import Kind
from qualification.domain.recorded import Recorded, Version
from qualification.domain.touch import Motion
from qualification.domain.verdict import Verdict

Report: TypeAlias = dict[str, Any]
TEAMS: Final[Mapping[Motion, str]] = {"inbound": "farmers", "outbound": "hunters"}
"""Who gets the leads of a motion."""


def report(found: Findings, since: datetime, until: datetime) -> Report:
    """As JSON members. ``was`` is what was decided, ``would_be`` what the draft would have decided."""
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "verdicts": {
            "read": found.read,
            "replayed": found.replayed,
            "changed": found.changed,
            "of_motions_without_a_draft": found.others,
            "not_replayable": {"without_basis": found.without_basis, "without_rules": found.without_rules},
        },
        "asked_anew": {"verdicts": found.asked_anew, "what": _ranked(found.anew)},
        "by_reason": _pairs(found.reasons),
        "by_grade": _pairs(found.grades),
        "by_rule": _ranked(found.rules),
        "by_source": _by_source(found),
        "leads": {
            "gained": found.runs.gained.total(),
            "lost": found.runs.lost.total(),
            "begun_before": found.runs.begun_before,
        },
        "load": _load(found, max((until - since).total_seconds() / 86_400, 1.0)),
        "largest_changes": [_change(found.largest[lead_id]) for lead_id in found.largest],
    }


def _by_source(found: Findings) -> list[Report]:
    return [
        {
            "source": source,
            "verdicts": verdicts,
            "changed": found.changed_sources[source],
            "gained": found.runs.gained[source],
            "lost": found.runs.lost[source],
        }
        for source, verdicts in sorted(found.sources.items(), key=lambda item: (-item[1], item[0]))
    ]


def _load(found: Findings, days: float) -> Report:
    load = found.runs.load
    weeks = sorted({week for _, week, _ in load})

    def of(side: Side, motion: Motion) -> int:
        return sum(load[side, week, motion] for week in weeks)

    return {
        "teams": {
            team: {
                "motion": motion,
                "was": of("then", motion),
                "would_be": of("now", motion),
                "was_a_day": round(of("then", motion) / days, 2),
                "would_be_a_day": round(of("now", motion) / days, 2),
            }
            for motion, team in TEAMS.items()
        },
        "weeks": [
            {
                "week": week,
                **{
                    team: {
                        name: load[side, week, motion] for side, name in zip(SIDES, ("was", "would_be"), strict=True)
                    }
                    for motion, team in TEAMS.items()
                },
            }
            for week in weeks
        ],
    }


def _change(change: Change) -> Report:
    past = change.past
    return {
        "lead_id": past.lead_id,
        "touch_id": past.touch.touch_id,
        "cycle": past.cycle,
        "source": source_of(past),
        "decided_at": past.decided_at.isoformat(),
        "was": _side(past, past.motion, past.verdict, past.rules, past.kind),
        "would_be": _side(past, change.motion, change.verdict, change.by, _kind(past, change.verdict)),
    }


def _kind(past: Recorded, now: Verdict) -> Kind:
    if past.kind == "touched" or past.is_set_aside:
        return past.kind
    return "qualified" if now.reason_code is None else "disqualified"


def _side(past: Recorded, motion: Motion, verdict: Verdict, by: Version, kind: Kind) -> Report:
    told: dict[str, Any] = {
        "type": f"lead.{kind}",
        "motion": motion,
        "reason_code": verdict.reason_code,
        "score": verdict.score,
        "fit": verdict.fit,
        "engagement": verdict.engagement,
        "grade": verdict.grade,
        "priority": verdict.priority,
        "reasons": [reason._asdict() for reason in verdict.reasons],
        "open_questions": list(verdict.open_questions),
        "suggested_approach": verdict.approach,
        "rule_set": {"name": by[0], "version": by[1]},
        "decided_at": past.decided_at.isoformat(),
    }
    shown: Told = told
    return {**told, "in_words": in_words(shown)}


def _pairs(counts: Counter[tuple[str, str]]) -> list[Report]:
    return [{"was": was, "would_be": now, "verdicts": count} for (was, now), count in _sorted(counts)]


def _ranked(counts: Counter[str]) -> list[Report]:
    return [{"name": name, "verdicts": count} for name, count in _sorted(counts)]


def _sorted(counts: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
