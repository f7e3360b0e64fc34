"""Joining, leaving and walking the lines of waiting leads."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from assignment.application.ports import Book
from assignment.domain.book import expected
from assignment.domain.lead import Lead, Placement
from assignment.domain.needs import Needs
from assignment.domain.waiting import Level, Line, Place


def join(book: Book, placement: Placement, needs: Needs, since: datetime) -> None:
    """Puts the lead into the line of its needs, behind those of its priority who have stood for longer than ``since``."""
    lead, name = placement.lead, needs.line
    line = book.lines.get(name) or Line(needs=needs)
    wait = needs.next_wait()
    moves_at = expected(placement.since) + timedelta(seconds=wait) if wait else None
    level = line.level(lead.priority)
    after = level.last if level else None
    while after and (ahead := expected(book.place(after))).since and expected(ahead.since) > since:
        after = ahead.before
    following = (expected(book.place(after)).after if after else level.first) if level else None
    if after:
        book.set_place(after, replace(expected(book.place(after)), after=lead.lead_id))
    if following:
        book.set_place(following, replace(expected(book.place(following)), before=lead.lead_id))
    book.set_place(lead.lead_id, Place(after, following, name, lead.priority, since, moves_at))
    first = lead.lead_id if level is None or after is None else level.first
    last = lead.lead_id if level is None or following is None else level.last
    book.set_line(name, line.with_level(Level(lead.priority, first, last), joined=1))


def leave(book: Book, lead: Lead) -> Place | None:
    """Takes the lead out, wherever it stands, and says where it stood; one that does not wait stays as it is."""
    place = book.place(lead.lead_id) if book.lines else None
    if place is None:
        return None
    if place.before:
        book.set_place(place.before, replace(expected(book.place(place.before)), after=place.after))
    if place.after:
        book.set_place(place.after, replace(expected(book.place(place.after)), before=place.before))
    book.set_place(lead.lead_id, None)
    name = place.line or lead.motion.value
    priority = place.priority if place.line else lead.priority
    book.set_line(name, _without(expected(book.lines.get(name)), lead.lead_id, priority, place))
    return place


def walk(book: Book, name: str) -> Iterator[str]:
    """The ids of the leads in that line, best first. The one in hand may leave meanwhile, no other."""
    for level in expected(book.lines.get(name)).levels:
        lead_id: str | None = level.first
        while lead_id:
            following = expected(book.place(lead_id)).after
            yield lead_id
            lead_id = following


def head(book: Book, name: str) -> Placement:
    """The best lead of that line."""
    return expected(book.placement(expected(book.lines.get(name)).levels[0].first))


def rank(book: Book, name: str) -> tuple[int, float, str]:
    """Of several lines the one with the least has the best head: the highest priority, then the longest waiting."""
    level = expected(book.lines.get(name)).levels[0]
    since = expected(book.place(level.first)).since
    return (-level.priority, since.timestamp() if since else 0.0, level.first)


def _without(line: Line, lead_id: str, priority: int, place: Place) -> Line:
    level = expected(line.level(priority))
    if place.before is None and place.after is None:
        return line.without_level(priority)
    first = level.first if place.before else place.after or level.first
    last = level.last if place.after else place.before or level.last
    return line.with_level(Level(priority, first, last), joined=-1)
