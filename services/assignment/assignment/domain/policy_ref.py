"""Which version of the routing policy."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PolicyRef:
    """The version of the routing policy that was in force. ``version``: 1, 2, …"""

    name: str
    version: int
