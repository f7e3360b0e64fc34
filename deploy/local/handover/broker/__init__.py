"""Kafka as the commands need it, synchronous (kafka-python): the log as it is at one moment, and single transactions."""

from handover.broker.connect import CANNOT_READ, BootstrapServers, reaching, servers
from handover.broker.snapshot import Log, LogHeldBack, Snapshot

__all__ = ["CANNOT_READ", "BootstrapServers", "Log", "LogHeldBack", "Snapshot", "reaching", "servers"]
