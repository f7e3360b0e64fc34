"""Joining, leaving and walking the line of waiting leads."""

from collections.abc import Iterator
from dataclasses import replace

from assignment.application.ports import Book
from assignment.domain.book import expected
from assignment.domain.lead import Lead, Motion
from assignment.domain.waiting import Level, Line, Place


def join(book: Book, lead: Lead) -> None:
    """Puts the lead behind those of its priority."""
    line = book.line(lead.motion)
    level = line.level(lead.priority)
    if level is None:
        book.set_place(lead.lead_id, Place())
        level = Level(lead.priority, lead.lead_id, lead.lead_id)
    else:
        _relink(book, level.last, after=lead.lead_id)
        book.set_place(lead.lead_id, Place(before=level.last))
        level = replace(level, last=lead.lead_id)
    book.set_line(lead.motion, line.with_level(level, joined=1))


def leave(book: Book, lead: Lead) -> None:
    """Takes the lead out, wherever it stands; one that does not wait stays as it is."""
    place = book.place(lead.lead_id)
    if place is None:
        return
    if place.before:
        _relink(book, place.before, after=place.after)
    if place.after:
        _relink(book, place.after, before=place.before)
    book.set_place(lead.lead_id, None)
    book.set_line(lead.motion, _without(book.line(lead.motion), lead, place))


def walk(book: Book, motion: Motion) -> Iterator[str]:
    """The ids of the waiting leads, best first. The one in hand may leave meanwhile, no other."""
    for level in book.line(motion).levels:
        lead_id: str | None = level.first
        while lead_id:
            following = expected(book.place(lead_id)).after
            yield lead_id
            lead_id = following


def _relink(book: Book, lead_id: str, **ends: str | None) -> None:
    book.set_place(lead_id, replace(expected(book.place(lead_id)), **ends))


def _without(line: Line, lead: Lead, place: Place) -> Line:
    level = expected(line.level(lead.priority))
    if place.before is None and place.after is None:
        return line.without_level(lead.priority)
    first = level.first if place.before else place.after or level.first
    last = level.last if place.after else place.before or level.last
    return line.with_level(Level(lead.priority, first, last), joined=-1)
