"""Records as read models see them."""

from collections.abc import Iterable

from aiokafka import ConsumerRecord

from lead_contracts.codec import ContractError, decode
from lead_runtime import metrics
from lead_runtime.engine.api import Incoming, Record
from lead_runtime.host.spec import Erased, Seen


def seen_in(topic: str, records: Iterable[ConsumerRecord[bytes, bytes]]) -> Iterable[Seen]:
    """The events and erasures among the records; what is not one of our events is passed over, in a metric."""
    for each in records:
        headers = tuple((name, value or b"") for name, value in each.headers)
        record = Record(topic, each.partition, each.offset, each.timestamp, each.key, each.value, headers)
        if record.value is None:
            yield Erased((record.key or b"").decode("utf-8", "replace"), record)
            continue
        try:
            envelope, data = decode(headers, record.value)
        except ContractError as error:
            metrics.READ_MODEL_PASSED_OVER.labels(topic, type(error).__name__).inc()
        else:
            yield Incoming(envelope.id, envelope.time, data, record)
