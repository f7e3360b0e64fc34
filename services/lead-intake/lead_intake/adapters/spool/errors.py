"""Why nothing can be spooled."""

from lead_runtime.errors import KafkaAway


class CannotSpool(KafkaAway):
    """Kafka is away and the spool does not take it either (none, full, disk full, not ours): nothing is promised.

    The message says why, without personal data.
    """


class DamagedFile(Exception):
    """The file cannot be read as what we wrote."""
