"""The embedded stack: real Kafka, real Valkey, and the services as processes.

For tests and tools, ready to import::

    from handover.stack import start_kafka, start_valkey

    with start_kafka(directory, brokers=1, heap_mb=512) as kafka, start_valkey(directory) as valkey:
        kafka.bootstrap_servers, valkey.url
        kafka.kill(0), kafka.start(0), kafka.freeze(0), kafka.thaw(0), kafka.stop()
        valkey.kill(), valkey.start()

The four services with them, in this process (demo, end-to-end tests, chaos): ``handover.stack.stack.start_stack``.
Detached, as ``handover up`` does it: ``handover.stack.control``.

Tests in this repository take the fixtures ``kafka`` and ``valkey`` of ``tests/conftest.py``, which share one of each.
"""

from handover.stack.kafka import KafkaCluster, start_kafka
from handover.stack.valkey import Valkey, start_valkey

__all__ = ["KafkaCluster", "Valkey", "start_kafka", "start_valkey"]
