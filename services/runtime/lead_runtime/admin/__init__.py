"""What is done to Kafka from outside, synchronously, with kafka-python: topics, lag, reading a topic from end to end.

For the command line, the audit, replays and tests; never called from an event loop.
"""

from lead_runtime.admin.clients import KafkaUnreachable, admin_client
from lead_runtime.admin.lag import PartitionLag, lag
from lead_runtime.admin.reading import StillOpenError, read_topic, records
from lead_runtime.admin.topics import TopicMismatch, ensure_topics

__all__ = [
    "KafkaUnreachable",
    "PartitionLag",
    "StillOpenError",
    "TopicMismatch",
    "admin_client",
    "ensure_topics",
    "lag",
    "read_topic",
    "records",
]
