"""kafka-python reads what any client may have written: header names that are no UTF-8, at which its own reader raises.

One such record would hide its whole topic from status, audit, replay and dead letters. The worker's reader has the same
cure, in ``engine.header_names``.
"""

from typing import Any

from kafka.record import memory_records
from kafka.record.default_records import DefaultRecordBatch

from lead_runtime.lenient import LenientBytes


class _LenientBatch(DefaultRecordBatch):  # type: ignore[misc]
    _buffer: bytearray

    def _read_msg(self) -> Any:
        try:
            return super()._read_msg()
        except UnicodeDecodeError:  # the rest of this batch is read with more patience, and slower
            self._buffer = LenientBytes(self._buffer)
            return super()._read_msg()


def read_leniently() -> None:
    """From here on, what is not UTF-8 in a header's name reads as U+FFFD; may be called as often as wanted."""
    memory_records.DefaultRecordBatch = _LenientBatch
