"""The embedded stack (Kafka, Valkey, the four services as processes) and the ``handover`` command."""
