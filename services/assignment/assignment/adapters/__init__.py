"""Kafka, Redis, HTTP and YAML: the translation between the contracts and the domain."""
