"""Where a rep or team asks to be reached, checked when it is set."""

from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue

from lead_runtime.delivery.notify import problem
from lead_runtime.delivery.settings import DeliveryFile
from lead_runtime.http.problems import invalid


class Reached:
    """By the channels of ``delivery.yaml``."""

    def __init__(self, file: DeliveryFile) -> None:
        self._file = file

    def check(self, notify: Mapping[str, JsonValue]) -> None:
        """Raises the problem 422 for what would never be reached, or must not be called."""
        found = problem(notify, self._file)
        if found is not None:
            raise invalid(*found)


ANYWHERE: Final = Reached(DeliveryFile())
"""Without channels nothing is called, and anything may be noted."""
