"""Lists of lists in JSON: tables with their names in the first row or beside them, pairs of a name and its value."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from pydantic import JsonValue

from lead_intake.adapters.sources import checks
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.sources.words import compact, meaning

_HEADERS: Final = frozenset(
    {"columns", "cols", "header", "headers", "headings", "fields", "columnnames", "fieldnames", "schema", "keys"}
)
"""What the names of the columns are called that lie beside the rows."""
_CALLED: Final = ("name", "label", "title", "key", "id", "field")
_HOLDERS: Final = (dict, list)
_A_PAIR: Final = 2
_LONGEST_NAME: Final = 160


def rows_of(value: JsonValue, names: Sequence[str] = ()) -> list[JsonValue] | None:
    """The rows as objects by the names of their columns; objects in lists without the lists; None for what is neither.

    Without ``names`` the first row has them, where it says something and holds no address; else columns have numbers.
    """
    lists = _lists(value)
    if not lists:
        return None
    if all(isinstance(cell, dict) for cell in chain.from_iterable(lists)):
        return list(chain.from_iterable(lists))
    if (pairs := pairs_of(value)) is not None:
        return [pairs]
    if any(isinstance(cell, _HOLDERS) for cell in chain.from_iterable(lists)):
        return None
    if not names and _is_header(lists[0]):
        names, lists = [str(cell or "") for cell in lists[0]], lists[1:]
    return [_row(names, cells) for cells in lists if any(cell not in (None, "") for cell in cells)]


def pairs_of(value: JsonValue) -> Node | None:
    """``[["email", …], ["name", …]]`` as an object; None for anything else. A table of two columns has its names on top."""
    lists = _lists(value)
    if not lists or any(len(pair) != _A_PAIR or not isinstance(pair[0], str) for pair in lists):
        return None
    firsts = [str(pair[0]) for pair in lists]
    if _is_header(lists[0]) or not any(map(_means, firsts)) or any(map(checks.address_in, firsts)):
        return None
    return {str(pair[0]): pair[1] for pair in reversed(lists)}


def names_beside(node: Node) -> list[str]:
    """The names of columns that an object gives beside its rows, as texts or as objects; empty where it does not."""
    for key in sorted(node):
        said = node[key]
        if len(key) <= _LONGEST_NAME and compact(key) in _HEADERS and isinstance(said, list):
            names = [_name(one) for one in said]
            if any(map(_means, names)):
                return names
    return []


def _lists(value: JsonValue) -> list[list[JsonValue]]:
    """The inner lists, where all that is in there are lists."""
    items = value if isinstance(value, list) else []
    lists = [item for item in items if isinstance(item, list) and item]
    return lists if len(lists) == len(items) else []


def _is_header(cells: list[JsonValue]) -> bool:
    """Whether they are names: texts, most of which mean something, and none of them an address or a number."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    known = sum(map(_means, texts))
    return known > 0 and known * 2 >= len(texts) == len(cells) and not any(map(checks.address_in, texts))


def _means(name: str) -> bool:
    return meaning(name) is not None


def _name(said: JsonValue) -> str:
    if isinstance(said, dict):
        said = next((said[key] for key in _CALLED if isinstance(said.get(key), str)), None)
    return said if isinstance(said, str) else ""


def _row(names: Sequence[str], cells: list[JsonValue]) -> Node:
    found: Node = {}
    for index, cell in enumerate(cells):
        name = (names[index] if index < len(names) else "") or f"column {index + 1}"
        found.setdefault(name, cell)
    return found
