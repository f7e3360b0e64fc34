"""Bytes whose texts are read whatever they are: what is not UTF-8 in them reads as U+FFFD."""

from typing import Any


class LenientBytes(bytearray):
    """Lent to the readers of aiokafka and kafka-python, which raise at a header's name that is not UTF-8."""

    def __getitem__(self, at: Any) -> Any:
        """A slice is lenient too."""
        found = super().__getitem__(at)
        return LenientBytes(found) if isinstance(at, slice) else found

    def decode(self, encoding: str = "utf-8", errors: str = "replace") -> str:
        """The text."""
        return super().decode(encoding, errors)
