"""What a file is cut into before anybody knows its columns."""

from typing import Final, NamedTuple, TypeAlias

MOST_COLUMNS: Final = 2_000
"""More are no list of people."""
LONGEST_RECORD: Final = 1 << 20
"""Characters of one row."""


class Record(NamedTuple):
    """The cells of one row; ``line`` is where it begins in the file, or its number in the sheet, from 1."""

    line: int
    cells: list[str]


class Broken(NamedTuple):
    """A line that cannot be cut into cells. ``detail`` says why, without what is in it."""

    line: int
    detail: str


Cut: TypeAlias = Record | Broken
