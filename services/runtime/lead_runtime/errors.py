"""What writing to Kafka from outside an engine can end in, by name."""


class KafkaAway(Exception):
    """Kafka did not confirm the record in time. It may still arrive: send it again under the same id, or spool it."""


class RecordTooLarge(Exception):
    """The record is larger than Kafka takes; sending it again does not help."""
