"""A header name that is no UTF-8 hides no record from those who read topics with kafka-python."""

import pytest
from kafka.record.memory_records import MemoryRecords, MemoryRecordsBuilder

from lead_runtime.admin import clients

PLAIN, GZIP = 0, 1


class NotUtf8(str):
    """A header's name as librdkafka would write it, unlike Java."""

    def encode(self, *_: str) -> bytes:
        return b"\xff\xfe"


@pytest.mark.parametrize("compression", [PLAIN, GZIP])
def test_a_header_name_that_is_not_utf8_is_read_and_so_is_what_follows(compression: int) -> None:
    assert clients.reader
    builder = MemoryRecordsBuilder(magic=2, compression_type=compression, batch_size=1 << 16)
    for name, value in (("a", b"1"), (NotUtf8("xx"), b"2"), ("b", b"3")):
        builder.append(timestamp=1, key=b"k", value=value, headers=[(name, b"v")])
    builder.close()

    batch = MemoryRecords(builder.buffer()).next_batch()
    assert batch is not None
    read = [(bytes(record.key), bytes(record.value), record.headers) for record in batch]

    assert read == [
        (b"k", b"1", [("a", b"v")]),
        (b"k", b"2", [("\ufffd\ufffd", b"v")]),
        (b"k", b"3", [("b", b"v")]),
    ]
