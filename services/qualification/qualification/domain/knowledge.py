"""What is known about a lead, in layers by the instant at which it was said.

A later statement wins over an earlier one, whichever arrives first; of two at the same instant the greater text wins.
So the order of arrival never shows in what is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Layer:
    """What was said at one instant (UTC) and has not been said again since. Never changed in place."""

    at: datetime
    values: dict[str, str]


Known: TypeAlias = tuple[Layer, ...]
"""Oldest layer first; every name stands in exactly one of them. A lead with one touch has one layer."""


def learn(known: Known, at: datetime, values: Mapping[str, str]) -> Known:
    """What is known after ``values`` were said at ``at``; the same object where they add nothing.

    A name that is missing from ``values`` is unknown to the speaker and changes nothing.
    """
    if not known:
        return (Layer(at, dict(values)),) if values else known
    news = {name: value for name, value in values.items() if _is_news(known, at, name, value)}
    if not news:
        return known
    layers = {layer.at: _without(layer.values, news) for layer in known}
    layers[at] = {**layers.get(at, {}), **news}
    return tuple(Layer(instant, layers[instant]) for instant in sorted(layers) if layers[instant])


def current(known: Known) -> Mapping[str, str]:
    """Every name with the last thing said about it."""
    if len(known) == 1:
        return known[0].values
    return {name: value for layer in known for name, value in layer.values.items()}


def _is_news(known: Known, at: datetime, name: str, value: str) -> bool:
    for layer in known:
        if name in layer.values:
            return (at, value) > (layer.at, layer.values[name])
    return True


def _without(values: dict[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name not in names}
