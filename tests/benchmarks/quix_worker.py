"""Quix Streams, exactly once, doing the same ``work``: ``python -m tests.benchmarks.quix_worker BOOTSTRAP GROUP SOURCE OUT COUNT``.

Prints the seconds from the first handled batch to the last record handled (its last commit is left out, in its favour).
"""

import sys
import tempfile
import time
from typing import Any

from quixstreams import Application
from tests.benchmarks.work import handle

WARM = 2000


def main() -> None:
    bootstrap, group, source, out, count = sys.argv[1:6]
    total, seen, first = int(count), 0, 0.0
    written: list[tuple[str, bytes]] = []
    app = Application(
        broker_address=bootstrap,
        consumer_group=group,
        processing_guarantee="exactly-once",
        auto_offset_reset="earliest",
        auto_create_topics=False,
        use_changelog_topics=False,
        state_dir=tempfile.gettempdir(),
        loglevel="ERROR",
    )
    source_topic = app.topic(source, value_deserializer="bytes", key_deserializer="bytes")
    out_topic = app.topic(out, value_serializer="bytes", key_serializer="bytes")

    def work(value: bytes, key: bytes, timestamp: int, headers: Any) -> bytes:
        nonlocal seen, first, written
        encoded, written = handle(value, headers)
        seen += 1
        if seen == WARM:
            first = time.perf_counter()
        if seen == total:
            print(f"{total - WARM} {time.perf_counter() - first}", flush=True)
        return encoded

    def with_headers(*_: Any) -> list[tuple[str, bytes]]:
        """Those of the event just handled: without them what is written would not be a CloudEvent."""
        return written

    app.dataframe(source_topic).apply(work, metadata=True).set_headers(with_headers).to_topic(out_topic)
    app.run()


if __name__ == "__main__":
    main()
