"""What is refused before anything starts."""

import os
import socket
from pathlib import Path

import pytest

from handover.errors import HandoverError
from handover.stack.plan import Plan, service
from handover.stack.ports import free_ports, is_free
from handover.stack.preflight import check_ports, check_room


def test_a_used_port_is_named_with_its_user_and_the_option_that_changes_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        plan = Plan(directory=tmp_path, valkey_port=port, services=(service("lead-intake"),))
        with pytest.raises(
            HandoverError, match=f"Port {port} for valkey is in use on 127.0.0.1 by process {os.getpid()}"
        ) as caught:
            check_ports(plan)
    assert "--port-valkey or HANDOVER_PORT_VALKEY" in caught.value.way_out


def test_every_used_port_is_named_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        ports = one.getsockname()[1], two.getsockname()[1]
        plan = Plan(directory=tmp_path, kafka_port=ports[0], services=(service("sla-monitor", port=ports[1]),))
        with pytest.raises(HandoverError) as caught:
            check_ports(plan)
    assert all(str(port) in caught.value.message for port in ports)
    assert "HANDOVER_PORT_SLA_MONITOR" in caught.value.way_out


def test_ports_left_to_choice_are_never_in_the_way(tmp_path: Path) -> None:
    check_ports(Plan(directory=tmp_path, services=(service("lead-intake"),)))


def test_a_full_disk_is_refused_with_what_is_free_and_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(HandoverError, match=rf"{tmp_path} has 499 MB free; the stack needs 500 MB") as caught:
        check_room(Plan(directory=tmp_path), tmp_path, free=lambda _: 499 << 20)
    assert "--dir" in caught.value.way_out


def test_a_disk_with_room_for_the_data_alone_is_refused_while_jars_are_to_be_fetched(tmp_path: Path) -> None:
    with pytest.raises(HandoverError) as caught:
        check_room(Plan(directory=tmp_path), tmp_path, free=lambda _: 501 << 20)
    assert "the stack needs 586 MB" in caught.value.message


def test_a_disk_with_room_is_accepted(tmp_path: Path) -> None:
    check_room(Plan(directory=tmp_path), tmp_path, free=lambda _: 600 << 20)


def test_free_ports_are_different_and_out_of_the_way_of_outgoing_connections() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert all(is_free(port) for port in ports)
    with socket.create_server(("127.0.0.1", 0)) as ephemeral:
        assert not is_free(ephemeral.getsockname()[1])
