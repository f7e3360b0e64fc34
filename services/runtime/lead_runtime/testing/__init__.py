"""What tests drive a topology with: the engine's own processor, in process, on a clock that they move."""

from .driver import Driver

__all__ = ["Driver"]
