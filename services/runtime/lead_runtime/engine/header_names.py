"""Reads records whose header names are not UTF-8, as an outsider's client may write them: aiokafka's own reader raises.

Only once such a record was met: this reader is in Python, and several times slower than aiokafka's in C.
"""

from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import _MemoryRecordsPy

from lead_runtime.lenient import LenientBytes

_MAGIC_AT, _OLD_FORMATS = 16, (0, 1)


class _LenientBatch(_DefaultRecordBatchPy):  # type: ignore[misc]
    _buffer: bytearray

    def _maybe_uncompress(self) -> None:
        if not self._decompressed:
            super()._maybe_uncompress()
            self._buffer = LenientBytes(self._buffer)


class _LenientRecords(_MemoryRecordsPy):  # type: ignore[misc]
    def next_batch(self) -> Any:
        raw = self._next_slice
        batch = super().next_batch()
        return batch if raw is None or raw[_MAGIC_AT] in _OLD_FORMATS else _LenientBatch(raw)


def read_leniently() -> bool:
    """From here on, in this process, what is not UTF-8 in a header's name reads as U+FFFD. False if it was so before."""
    before = fetcher.MemoryRecords
    fetcher.MemoryRecords = _LenientRecords
    return before is not _LenientRecords
