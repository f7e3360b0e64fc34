"""A real Apache Kafka (KRaft, broker and controller in one process) on 127.0.0.1, of one or three brokers.

with start_kafka(directory, brokers=3) as cluster:
    client(bootstrap_servers=cluster.bootstrap_servers)   # "127.0.0.1:21034,127.0.0.1:27001,…"
    cluster.kill(0)         # SIGKILL; brokers are numbered from 0
    cluster.start(0)        # again, same ports, same data
    cluster.freeze(1), cluster.thaw(1)
"""

import base64
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from handover.errors import HandoverError
from handover.stack.jars import class_path, kafka_version
from handover.stack.jvm import environment, java
from handover.stack.kafka_config import Node, log4j2_properties, server_properties
from handover.stack.kafka_ready import wait_until_ready
from handover.stack.paths import cache_directory
from handover.stack.ports import HOST, free_ports
from handover.stack.process import Process

READY_WITHIN = 120  # seconds; 3 on a quiet machine
# The light compiler alone. Measured on 2 busy cores: 2.9 s of CPU to start instead of 4.7; 5.9 ms of CPU for each of the
# first 500 transactions instead of 14.8, and 2.0 instead of 2.6 for those from 1,500 to 2,000.
QUICK = ("-XX:TieredStopAtLevel=1",)
STOP_WITHIN = 30  # seconds a broker may take to close its logs
UNSAID = "4.3.1"  # the Kafka that formatted what does not say by which it was formatted


class KafkaCluster:
    """Brokers with their data under ``directory``. Not started by its constructor; see ``start_kafka``.

    ``client_ports`` fixes the first brokers' ports (the rest: free ones, kept for the cluster's life). ``heap_mb`` is the
    limit of each broker's heap; the process takes 100 to 150 MB more. ``long_run`` lets the JVM optimise fully, which
    costs in the first minutes what it brings later.
    """

    def __init__(
        self,
        directory: Path,
        *,
        brokers: int = 1,
        heap_mb: int = 512,
        client_ports: Sequence[int] = (),
        log: Path | None = None,
        long_run: bool = False,
    ) -> None:
        self.directory = directory.resolve()
        self._options = [f"-Xmx{heap_mb}m", f"-Xms{min(heap_mb, 256)}m", *(() if long_run else QUICK)]
        self._jars = class_path(cache_directory())
        free = free_ports(2 * brokers)
        client_ports = [*client_ports, *free][:brokers]
        self.nodes = [
            Node(index + 1, client_ports[index], free[brokers + index], self.directory / f"broker-{index + 1}")
            for index in range(brokers)
        ]
        logs = log or self.directory
        self.processes = [self._process(node, logs / f"kafka-{node.number}.log") for node in self.nodes]

    @property
    def bootstrap_servers(self) -> str:
        """The brokers' addresses, comma-separated."""
        return ",".join(f"{HOST}:{node.client_port}" for node in self.nodes)

    def start(self, broker: int | None = None, *, wait: bool = True) -> None:
        """Starts one broker or all that do not run; with ``wait``, returns when the running ones answer.

        Raises HandoverError with the end of the broker's log where it does not come up.
        """
        chosen = self._chosen(broker)
        self._refuse_another_size()
        self._cluster_id()  # made once, before several nodes ask for it
        with ThreadPoolExecutor(len(chosen)) as pool:
            list(pool.map(lambda index: self._configure(self.nodes[index]), chosen))
        for index in chosen:
            self.processes[index].start()
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self, timeout: float = READY_WITHIN) -> None:
        """Waits until all brokers that run, and are not frozen, have registered and answer. Raises HandoverError."""
        pairs = zip(self.nodes, self.processes, strict=True)
        running = {f"{HOST}:{node.client_port}": p for node, p in pairs if p.running and not p.frozen}
        wait_until_ready(running, self._cluster_id(), timeout)

    def kill(self, broker: int = 0) -> None:
        """SIGKILL: the broker is gone without a goodbye, its data stays."""
        self.processes[broker].kill()

    def freeze(self, broker: int = 0) -> None:
        """SIGSTOP."""
        self.processes[broker].freeze()

    def thaw(self, broker: int = 0) -> None:
        """SIGCONT."""
        self.processes[broker].thaw()

    def stop(self, broker: int | None = None) -> None:
        """Stops one broker or all, gracefully, then by force."""
        chosen = [self.processes[index] for index in self._chosen(broker)]
        if len(chosen) > 1:
            # Three that stop at once leave no quorum to say goodbye to: each would wait for its time-out.
            for process in chosen:
                process.kill()
        for process in chosen:
            process.stop(STOP_WITHIN)

    def _chosen(self, broker: int | None) -> Sequence[int]:
        return range(len(self.nodes)) if broker is None else (broker,)

    def _process(self, node: Node, log: Path) -> Process:
        options = [*self._options, f"-Dlog4j2.configurationFile={node.folder / 'log4j2.properties'}"]
        command = java(self._jars, "kafka.Kafka", str(node.folder / "server.properties"), options=options)
        return Process(f"kafka-{node.number}", command, log, env=environment())

    def _configure(self, node: Node) -> None:
        node.folder.mkdir(parents=True, exist_ok=True)
        (node.folder / "server.properties").write_text(server_properties(node, self.nodes))
        (node.folder / "log4j2.properties").write_text(log4j2_properties(node.folder / "server.log"))
        formatted = node.folder / "formatted"  # Kafka's own marks are there already when a format is cut short
        if formatted.exists():
            _refuse_newer(node.folder, formatted.read_text().strip() or UNSAID)
            return
        shutil.rmtree(node.folder / "data", ignore_errors=True)
        self._format(node)
        formatted.write_text(kafka_version())

    def _refuse_another_size(self) -> None:
        there = len(list(self.directory.glob("broker-*/formatted")))
        if there and there != len(self.nodes):
            raise HandoverError(
                f"{self.directory} holds the data of {there} broker(s), not of {len(self.nodes)}.",
                f"Start it with --brokers {there}, or choose another directory with --dir.",
            )

    def _format(self, node: Node) -> None:
        command = java(
            self._jars,
            "kafka.tools.StorageTool",
            *("format", f"--cluster-id={self._cluster_id()}"),
            *("--config", str(node.folder / "server.properties")),
            options=QUICK,
        )
        done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
        if done.returncode:
            raise HandoverError(f"Kafka's storage in {node.folder} could not be formatted:\n{done.stdout}{done.stderr}")

    def _cluster_id(self) -> str:
        file = self.directory / "cluster.id"
        if not file.exists():
            self.directory.mkdir(parents=True, exist_ok=True)
            file.write_text(base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("="))
        return file.read_text()


def _refuse_newer(folder: Path, by: str) -> None:
    ours = kafka_version()
    if [int(part) for part in by.split(".")[:2]] > [int(part) for part in ours.split(".")[:2]]:
        raise HandoverError(
            f"The data in {folder} are of Kafka {by}, which Kafka {ours} cannot read.",
            "Choose another directory with --dir, or move this one away.",
        )


@contextmanager
def start_kafka(
    directory: Path, *, brokers: int = 1, heap_mb: int = 512, client_ports: Sequence[int] = ()
) -> Iterator[KafkaCluster]:
    """A cluster that is up and answers; stopped at the end of the block. Data under ``directory`` stays."""
    cluster = KafkaCluster(directory, brokers=brokers, heap_mb=heap_mb, client_ports=client_ports)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
