"""Fetching without a network."""

from pathlib import Path

import pytest

from handover.errors import HandoverError
from handover.stack.fetch import fetch
from handover.stack.jars import Jar
from handover.stack.ports import free_ports


def test_without_a_network_the_error_says_what_is_missing_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = f"http://127.0.0.1:{free_ports(1)[0]}"
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, closed)
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(
        HandoverError, match=r"kafka_2\.13:4\.2\.2 is not cached and cannot be fetched: ProxyError"
    ) as caught:
        fetch(Jar("org.apache.kafka:kafka_2.13:4.2.2", 1, ""), tmp_path)
    assert "needs the network once" in caught.value.way_out
