"""The report of a simulation, for people."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.table import Table

from handover.commands.options import console

Said = Mapping[str, Any]
MOST_ROWS = 15
_ASKED = {
    "lead.decline": "leads declined",
    "lead.release": "leads given back",
    "lead.reassign": "leads taken from somebody",
}


def show_report(said: Said) -> None:
    """Prints it."""
    for line in _head(said):
        console.print(line, markup=False)
    for title in ("motion", "grade", "source", "pool"):
        rows = [(each["name"], f"{each['leads']:,}", f"{each['changed']:,}") for each in said[f"by_{title}"]]
        _table(f"owners by {title}", (title, "leads", "changed"), rows)
    _table("load", ("rep", "team", "got", "would get", "open", "would be"), map(_load_row, said["load"]))
    _table(
        "fairness, by turns", ("pool", "motion", "", "leads", "most over", "most under", "apart", "free"), _fair(said)
    )
    _table(
        "waits", ("", "waited", "no owner yet", "median", "95 %", "longest"), map(_wait_row(said), ("was", "would_be"))
    )
    for change in said["largest_changes"]:
        _change(change)


def _head(said: Said) -> Iterable[str]:
    leads, history, times = said["leads"], said["history"], said["timeouts"]
    yield f"{leads['changed']:,} of {leads['compared']:,} leads would have another owner; nothing was written."
    yield f"leads that gain an owner {leads['gained_an_owner']:,}, lose it {leads['lost_their_owner']:,}"
    yield f"offers that lapsed {times['was']:,}, would lapse {times['would_be']:,}"
    if history["as_it_ran"]:
        yield "The draft is what ran: whatever differs is a mistake of the simulation."
    if history["cut"]:
        yield f"The log is shortened: what was open before {history['begins']} is not known, so loads may be too low."
    for kind, count in history["passed_over"].items():
        yield f"{count:,} {_ASKED.get(kind, kind)} in history by who has them not here: nobody does it"
    for name, words in (("unreadable", "records cannot be read"), ("not_decided", "events could not be decided")):
        if history[name]:
            yield f"{history[name]:,} {words} by this release: they are left out"


def _load_row(row: Said) -> Sequence[str]:
    was, now = row["was"], row["would_be"]
    return (
        f"{row['name']} ({row['rep_id']})",
        row["team"],
        *(f"{was['given']:,} {now['given']:,} {was['open']:,} {now['open']:,}".split()),
    )


def _fair(said: Said) -> Iterable[Sequence[str]]:
    for row in said["fairness"]:
        for name, title in (("was", "was"), ("would_be", "would be")):
            side = row[name]
            yield (
                row["pool"],
                row["motion"],
                title,
                f"{side['leads']:,}",
                _off(side["most_over"]),
                _off(side["most_under"]),
                _figure(side["spread"]),
                _figure(side["spread_when_free"]),
            )


def _off(one: Said | None) -> str:
    return f"{one['rep_id']} {one['leads']:+g}" if one else "-"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _wait_row(said: Said) -> Any:
    def row(name: str) -> Sequence[str]:
        each = said["waits"][name]
        spans = (span(each[member]) for member in ("median", "p95", "longest"))
        return name.replace("_", " "), f"{each['waited']:,}", f"{each['never_had_an_owner']:,}", *spans

    return row


def span(seconds: float | None) -> str:
    """A duration as one says it: ``45 s``, ``12 min``, ``3 h 20 min``, ``2 d 4 h``."""
    if seconds is None:
        return "-"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min"
    return f"{hours // 24} d {hours % 24} h"


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    cells = list(rows)
    if not cells:
        return
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column)
    for row in cells[:MOST_ROWS]:
        table.add_row(*row)
    if len(cells) > MOST_ROWS:
        table.caption = f"and {len(cells) - MOST_ROWS} more: see --json"
    console.print(table)


def _change(change: Said) -> None:
    what = f"\nlead {change['lead_id']}, cycle {change['cycle']}: {change['motion']}, grade {change['grade']}, from {change['source']}"
    console.print(what, style="bold", markup=False)
    for title, side in (("was", change["was"]), ("would be", change["would_be"])):
        waited = f", after {span(side['waited'])}" if side["waited"] else ""
        console.print(f"  {title}: {side['owner'] or 'nobody'}{waited}", markup=False)
        for line in side["in_words"]:
            console.print(f"    {line}", markup=False)
