"""A process stops cleanly when told, ends with the code that says why, and answers while Kafka is away."""

import asyncio
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.runtime_shell.conftest import MakeTopic, spec_of
from tests.integration.runtime_shell.processes import Processes, processes
from tests.support import eventually

from lead_runtime import admin

pytestmark = pytest.mark.kafka


@pytest.fixture
def samples(kafka: str, valkey: str, unique: str, tmp_path: Path) -> Iterator[Processes]:
    with processes(tmp_path, bootstrap_servers=kafka, redis_url=valkey, name=f"sample-{unique}") as running:
        yield running


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_what_it_has_in_hand(samples: Processes, signum: signal.Signals) -> None:
    process = samples.start(engine="works")
    assert process.client().get("/healthz").status_code == 200
    assert process.told(signum) == 0
    assert "engine finished" in process.text()
    assert process.lines()[-1]["event"] == "stopped"


def test_every_line_it_writes_is_json_and_says_who_wrote_it(samples: Processes, unique: str) -> None:
    process = samples.start(engine="works", slot="4")
    process.said("publisher is connected")
    process.told()
    assert {(line["service"], line["slot"]) for line in process.lines()} == {(f"sample-{unique}", "4")}


def test_an_engine_that_crashes_takes_the_process_down_with_70(samples: Processes) -> None:
    process = samples.start(engine="crashes")
    assert process.exit_code() == 70
    line = process.said("crashed")
    assert line["error"] == "RuntimeError"
    assert "ann@example.com" not in process.text().replace("engine runs", "")


def test_an_engine_that_halts_on_purpose_ends_the_process_with_78(samples: Processes) -> None:
    process = samples.start(engine="halts")
    assert process.exit_code() == 78
    line = process.said("halted on purpose")
    assert (line["error"], line["reason"]) == ("FloodOfDeadLetters", "50 in a row: UnknownLead")


def test_an_engine_that_ends_by_itself_is_a_crash(samples: Processes) -> None:
    assert samples.start(engine="ends").exit_code() == 70


def test_an_engine_that_is_cancelled_from_inside_does_not_leave_an_idle_process_behind(samples: Processes) -> None:
    process = samples.start(engine="is cut off")
    assert process.exit_code() == 70
    assert "cancelled from inside" in process.said("crashed")["exception"]


def test_a_port_in_use_is_said_in_plain_words(samples: Processes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = samples.start(http_port=taken.getsockname()[1])
        assert process.exit_code() == 70
        assert "cannot listen on 127.0.0.1" in process.said("crashed")["exception"]


def test_a_missing_setting_ends_it_with_78_and_its_name(samples: Processes) -> None:
    process = samples.start(redis_url="nonsense")
    assert process.exit_code() == 78
    assert "HANDOVER_REDIS_URL" in process.text()
    assert "Traceback" not in process.text()


def test_a_part_that_does_not_stop_holds_up_nobody_for_long(samples: Processes) -> None:
    process = samples.start(stuck="true", stop_timeout_seconds=1)
    process.said("http listens")
    assert process.told() == 70
    assert process.said("a part did not stop in time: the process is ended")


def test_without_read_models_it_joins_no_group(samples: Processes, kafka: str, unique: str) -> None:
    process = samples.start(engine="works")
    process.said("publisher is connected")
    with admin.admin_client(kafka) as client:
        groups = {group["group_id"] for group in client.list_groups()}
    assert f"sample-{unique}.read-models" not in groups


def test_a_real_engine_works_reports_and_stops(
    samples: Processes, kafka: str, make_topic: MakeTopic, unique: str
) -> None:
    topic, out = make_topic("in", 12), make_topic("out", 12)
    make_named(kafka, f"sample-{unique}.dlq")
    process = samples.start(engine="real", topic=topic, out=out)
    with process.client() as client:
        eventually(lambda: client.get("/readyz").status_code == 200, timeout=30, what="ready")
        assert client.post("/send-event/lead-1").status_code == 202
        (record,) = eventually(lambda: list(admin.read_topic(kafka, out)), timeout=20, what="an output")
        assert record.key == b"lead-1"
        measured = client.get("/metrics").text
    assert f'handover_batch_records_count{{group="sample-{unique}"}} 1.0' in measured
    assert process.told() == 0
    assert process.lines()[-1]["event"] == "stopped"


def test_an_idle_process_stays_under_120_megabytes(
    samples: Processes, kafka: str, make_topic: MakeTopic, unique: str
) -> None:
    topic, out = make_topic("in", 12), make_topic("out", 12)
    make_named(kafka, f"sample-{unique}.dlq")
    process = samples.start(engine="real", topic=topic, out=out)
    eventually(lambda: _members(kafka, f"sample-{unique}.read-models") == 1, timeout=30, what="a member")
    with process.client() as client:
        eventually(lambda: client.get("/readyz").status_code == 200, timeout=30, what="ready")
        assert client.post("/send-event/a").status_code == 202
    assert process.resident_megabytes() < 120


def test_topics_of_unequal_partition_counts_end_it_with_78(
    samples: Processes, kafka: str, make_topic: MakeTopic, unique: str
) -> None:
    topic, other = make_topic("in", 12), make_topic("out", 3)
    process = samples.start(engine="real", topic=topic, also=other, out=other)
    assert process.exit_code() == 78
    assert process.said("halted on purpose")["error"] == "UnequalPartitions"


def make_named(bootstrap: str, name: str) -> None:
    admin.ensure_topics(bootstrap, specs=[spec_of(name, 12)])


def test_a_loop_that_was_stuck_shows_in_its_health(samples: Processes) -> None:
    process = samples.start()
    with process.client() as client:
        client.post("/block/3")
        response = eventually(lambda: _unwell(client.get("/healthz")), timeout=5, what="an unhealthy answer")
        assert response.json()["reasons"] == ["the event loop was stuck"]
        assert "handover_loop_lag_seconds" in client.get("/metrics").text


def test_a_body_of_5_mb_over_a_real_connection_is_refused_and_the_next_request_goes_on(samples: Processes) -> None:
    with samples.start().client() as client:
        chunks = (b"x" * 65536 for _ in range(80))
        assert client.post("/send/a", content=b"x" * (5 << 20)).status_code == 413
        assert client.post("/send/a", content=chunks).status_code == 413
        assert client.get("/healthz").status_code == 200


def test_while_kafka_is_away_it_answers_503_and_goes_on_when_kafka_comes(
    samples: Processes, kafka: str, make_topic: MakeTopic
) -> None:
    with Door(kafka) as door:
        process = samples.start(bootstrap_servers=f"127.0.0.1:{door.port}", topic=make_topic())
        with process.client() as client:
            assert client.get("/healthz").status_code == 200
            ready = client.get("/readyz")
            assert (ready.status_code, ready.json()["reasons"]) == (503, ["kafka is away"])
            refused = client.post("/send/a")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
            door.open()
            eventually(lambda: client.get("/readyz").status_code == 200, timeout=30, what="ready")
            assert client.post("/send/a").status_code == 202
        assert process.told() == 0


def test_it_stops_cleanly_although_kafka_was_never_there(samples: Processes) -> None:
    process = samples.start(bootstrap_servers="127.0.0.1:1", topic="shell.nowhere")
    process.said("read models wait for kafka")
    assert process.told() == 0


def _members(bootstrap: str, group: str) -> int:
    with admin.admin_client(bootstrap) as client:
        return len(client.describe_groups([group])[group]["members"])


def _unwell(response: object) -> object:
    return response if response.status_code == 503 else None  # type: ignore[attr-defined]


class Door:
    """A port that leads to Kafka once it is opened."""

    def __init__(self, target: str) -> None:
        self._host, _, port = target.partition(":")
        self._target = int(port)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "Door":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def open(self) -> None:
        opening = asyncio.start_server(self._lead_through, "127.0.0.1", self.port)
        asyncio.run_coroutine_threadsafe(opening, self._loop).result(5)

    async def _lead_through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._host, self._target)
        await asyncio.gather(self._pipe(reader, far_writer), self._pipe(far_reader, writer))

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()
