"""kafka-python reads what any client may have written: it gets the codecs that aiokafka has (cramjam).

By itself it knows gzip alone and fails at the first record in lz4, snappy or zstd, which is what our publisher and most
marketing systems write. Its own libraries, where installed, are left to it.
"""

from aiokafka import codec as ours
from kafka import codec as theirs
from kafka.record import default_records


def lend() -> None:
    """Fills in what kafka-python lacks; may be called as often as wanted."""
    for name in ("snappy", "lz4", "zstd"):
        if not getattr(theirs, f"has_{name}")():
            setattr(theirs, f"has_{name}", getattr(ours, f"has_{name}"))
            for way in ("encode", "decode"):
                setattr(default_records, f"{name}_{way}", getattr(ours, f"{name}_{way}"))
