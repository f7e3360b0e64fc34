"""Tunes Python's garbage collector for a process that holds much state and makes many short-lived objects."""

import gc
from typing import Final

_YOUNG, _MIDDLE, _OLD = 50_000, 20, 100
TUNED: Final = (_YOUNG, _MIDDLE, _OLD)


def tune() -> None:
    """Takes what lives already out of the collector's sight, and lets it look less often.

    A batch allocates tens of thousands of objects that die with it: looked at every 700 allocations, as is the default,
    they are scanned again and again while they live.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*TUNED)
