"""Who may see and ask what."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final, TypeAlias

from fastapi import Depends

from assignment.application.ports import BoardAway
from assignment.application.views import LeadView
from lead_runtime.http.auth import Principal, require
from lead_runtime.http.problems import forbidden, not_found, unavailable

Managing: TypeAlias = Annotated[Principal, Depends(require("manager", "ops"))]
"""Whoever may see and change reps; admin always may."""
Selling: TypeAlias = Annotated[Principal, Depends(require("rep", "manager"))]
"""Whoever may ask for something about a lead."""
Hunting: TypeAlias = Annotated[Principal, Depends(require("rep"))]
"""A rep for themselves."""
Reading: TypeAlias = Annotated[Principal, Depends(require("rep", "manager", "ops"))]

_SEE_CONTACTS: Final = frozenset({"manager", "admin"})


def seen_by(who: Principal, view: LeadView | None) -> LeadView:
    """The lead, if this key may see it: a rep sees the leads that they have or had. Raises the problems 404 and 403."""
    if view is None:
        raise not_found("Nothing is known of that lead.")
    if not may_see(who, view):
        raise forbidden("That lead was never yours.")
    return view


def may_see(who: Principal, view: LeadView | None) -> bool:
    """Whether this key may read about the lead."""
    had = view.ownership.had if view is not None and view.ownership else ()
    return who.role != "rep" or who.rep_id in had


def sees_contact(who: Principal, view: LeadView) -> bool:
    """Whether the person's name and address are for these eyes."""
    return who.role in _SEE_CONTACTS or (who.role == "rep" and who.rep_id == view.holder)


@contextmanager
def board() -> Iterator[None]:
    """Answers 503 while the read model is away."""
    try:
        yield
    except BoardAway as error:
        raise unavailable(f"The read model is {error}; no lead and no decision is lost by that.") from error
