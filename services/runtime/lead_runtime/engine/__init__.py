"""The exactly-once engine: pure handlers in, one Kafka transaction per batch out."""
