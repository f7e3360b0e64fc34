"""What the brokers are told."""

from pathlib import Path

from handover.stack.kafka_config import Node, server_properties


def properties(brokers: int) -> dict[str, str]:
    nodes = [Node(n, 20000 + n, 21000 + n, Path(f"/data/{n}")) for n in range(1, brokers + 1)]
    return dict(line.split("=", 1) for line in server_properties(nodes[0], nodes).splitlines())


def test_three_brokers_keep_three_copies_and_need_two() -> None:
    told = properties(3)
    for name in (
        "default.replication.factor",
        "offsets.topic.replication.factor",
        "transaction.state.log.replication.factor",
    ):
        assert told[name] == "3"
    assert (told["min.insync.replicas"], told["transaction.state.log.min.isr"]) == ("2", "2")
    assert told["controller.quorum.voters"] == "1@127.0.0.1:21001,2@127.0.0.1:21002,3@127.0.0.1:21003"


def test_one_broker_needs_itself_alone() -> None:
    told = properties(1)
    assert (told["default.replication.factor"], told["min.insync.replicas"]) == ("1", "1")


def test_a_broker_listens_on_this_machine_alone_and_makes_no_topic_by_itself() -> None:
    told = properties(1)
    assert all(listener.split("://")[1].startswith("127.0.0.1:") for listener in told["listeners"].split(","))
    assert told["auto.create.topics.enable"] == "false"
    assert told["transaction.max.timeout.ms"] == "60000"
