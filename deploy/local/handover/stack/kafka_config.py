"""What the embedded brokers are told: ``server.properties`` and where they log."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handover.stack.ports import HOST


@dataclass(frozen=True, slots=True)
class Node:
    """One broker, which is a controller too: ``number`` from 1, its two ports, its folder."""

    number: int
    client_port: int
    controller_port: int
    folder: Path


def server_properties(node: Node, nodes: Sequence[Node]) -> str:
    """The broker's settings: all replicas that there are brokers for (at most 3), and one of them may be away."""
    replicas = min(len(nodes), 3)
    in_sync = max(1, replicas - 1)
    settings: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": node.number,
        "controller.quorum.voters": ",".join(f"{peer.number}@{HOST}:{peer.controller_port}" for peer in nodes),
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{HOST}:{node.client_port},CONTROLLER://{HOST}:{node.controller_port}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{node.client_port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": node.folder / "data",
        "auto.create.topics.enable": "false",
        "default.replication.factor": replicas,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": replicas,
        "transaction.state.log.replication.factor": replicas,
        "transaction.state.log.min.isr": in_sync,
        "share.coordinator.state.topic.replication.factor": replicas,
        "share.coordinator.state.topic.min.isr": in_sync,
        # Small machine: a few partitions and buffers serve a handful of groups as well as fifty do.
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.num.partitions": 4,
        "offsets.topic.segment.bytes": 16 << 20,
        "transaction.state.log.segment.bytes": 16 << 20,
        "log.cleaner.dedupe.buffer.size": 16 << 20,
        "num.network.threads": 2,
        "num.io.threads": 4,
        # A group of one does not wait for members who will never come; chaos tests use short sessions.
        "group.initial.rebalance.delay.ms": 0,
        "group.min.session.timeout.ms": 1000,
        # A broker that was killed may register again when its last session has ended; the default is 9 s.
        "broker.heartbeat.interval.ms": 500,
        "broker.session.timeout.ms": 3000,
        # An open transaction holds back every reader of its partitions: 60 s is the most anyone may ask for.
        "transaction.max.timeout.ms": 60_000,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def log4j2_properties(file: Path) -> str:
    """Logs to ``file``, bounded: 3 files of 10 MB."""
    return f"""\
status = error
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = {file}
appender.file.filePattern = {file}.%i
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{{ISO8601}} %p %m (%c{{1}})%n%throwable
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 10MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 3
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
"""
