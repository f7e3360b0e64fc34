"""What must hold in a book."""

from typing import TypeVar

T = TypeVar("T")


class BrokenBook(Exception):
    """The book contradicts itself: a mistake of ours. The event becomes a dead letter and the book stays as it was."""


def expected(value: T | None) -> T:
    """The value, which the rest of the book says is there. Raises BrokenBook."""
    if value is None:
        raise BrokenBook("something in the book points to what is not there")
    return value
