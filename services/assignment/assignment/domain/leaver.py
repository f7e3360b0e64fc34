"""A rep who has left and still has leads."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Leaver:
    """``leads``: the ids of what is still to move on, the highest priority first; ``due``: when it does (UTC)."""

    leads: tuple[str, ...]
    due: datetime
