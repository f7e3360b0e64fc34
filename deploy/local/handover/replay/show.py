"""The report of a replay, for people."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.table import Table

from handover.commands.options import console
from qualification.application.words import lines

Said = Mapping[str, Any]
MOST_ROWS = 15


def show_report(said: Said) -> None:
    """Prints it."""
    for line in _head(said):
        console.print(line, markup=False)
    _table("by reason", ("was", "would be", "verdicts"), said["by_reason"], ("was", "would_be", "verdicts"))
    _table("by grade", ("was", "would be", "verdicts"), said["by_grade"], ("was", "would_be", "verdicts"))
    _table("by rule", ("rule", "verdicts"), said["by_rule"], ("name", "verdicts"))
    columns = ("source", "verdicts", "changed", "gained", "lost")
    _table("by source", columns, said["by_source"], columns)
    _load(said["load"])
    for change in said["largest_changes"]:
        _change(change)


def _head(said: Said) -> Iterable[str]:
    verdicts, leads, anew = said["verdicts"], said["leads"], said["asked_anew"]
    yield f"{verdicts['changed']:,} of {verdicts['replayed']:,} verdicts would change; nothing was written."
    yield f"leads gained {leads['gained']:,}, lost {leads['lost']:,}"
    if leads["begun_before"]:
        yield f"{leads['begun_before']:,} touches are of cycles that had begun before: not counted as gained or lost"
    if verdicts["of_motions_without_a_draft"]:
        yield f"{verdicts['of_motions_without_a_draft']:,} verdicts stay: no draft decides about their motion"
    lost = verdicts["not_replayable"]
    if lost["without_basis"]:
        yield f"{lost['without_basis']:,} verdicts cannot be replayed: they are of a release that kept too little"
    if lost["without_rules"]:
        yield f"{lost['without_rules']:,} verdicts cannot be replayed: other rules had a say that cannot be read"
    if anew["verdicts"]:
        yield f"{anew['verdicts']:,} verdicts are asked what was not asked then, so the answer is unknown:"
        yield from (f"  {each['name']}: {each['verdicts']:,}" for each in anew["what"][:MOST_ROWS])


def _table(title: str, columns: Sequence[str], rows: Sequence[Said], members: Sequence[str]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column)
    for row in rows[:MOST_ROWS]:
        table.add_row(*(str(row[member]) for member in members))
    if len(rows) > MOST_ROWS:
        table.caption = f"and {len(rows) - MOST_ROWS} more: see --json"
    console.print(table)


def _load(load: Said) -> None:
    for team, each in load["teams"].items():
        a_day = f"{each['was_a_day']:g} a day, would be {each['would_be_a_day']:g}"
        console.print(f"{team} ({each['motion']}): {each['was']:,}, would be {each['would_be']:,} leads; {a_day}")
    rows = [
        {"week": each["week"], **{team: f"{each[team]['was']} → {each[team]['would_be']}" for team in load["teams"]}}
        for each in load["weeks"]
    ]
    columns = ("week", *load["teams"])
    _table("by week", columns, rows, columns)


def _change(change: Said) -> None:
    console.print(f"\nlead {change['lead_id']}, from {change['source']}", style="bold", markup=False)
    for title, side in (("was", change["was"]), ("would be", change["would_be"])):
        console.print(f"  {title}", markup=False)
        for line in lines(side["in_words"]):
            console.print(f"    {line}", markup=False)
