"""The whole stack in this process: starts it in order, watches it, stops it in order.

with start_stack(local_plan(directory, workers=2)) as stack:
    stack.bootstrap_servers, stack.redis_url
    stack.address("lead-intake")              # http://127.0.0.1:PORT
    stack.keys.of("marketing")                # an API key
    stack.part("assignment-0").process.kill() # it is started again
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeAlias

from handover.stack import hooks
from handover.stack.kafka import KafkaCluster
from handover.stack.keys import KeyRing, Keys
from handover.stack.part import Part
from handover.stack.paths import cache_directory, made
from handover.stack.plan import Plan
from handover.stack.preflight import check_ports, check_room
from handover.stack.readiness import wait_until_ready
from handover.stack.valkey import Valkey
from handover.stack.workers import workers

LOOK_EVERY = 0.1  # seconds
SERVICE_GRACE = 28.0  # seconds: a worker finishes its transaction in hand, at most 25

Report: TypeAlias = Callable[["Stack"], None]


class Stack:
    """Kafka, Valkey and the services of a plan. ``report`` is called with every change of any part and every step."""

    def __init__(self, plan: Plan, report: Report = lambda _: None) -> None:
        self.plan = plan
        self.step = ""
        self._report = report
        self.kafka = KafkaCluster(
            plan.directory / "kafka",
            brokers=plan.brokers,
            heap_mb=plan.heap_mb,
            client_ports=[plan.kafka_port] if plan.kafka_port else [],
            log=plan.logs,
            long_run=plan.long_run,
        )
        self.valkey = Valkey(plan.directory / "valkey", port=plan.valkey_port, log=plan.logs)
        self.keys: Keys = KeyRing(plan.directory).ensure(hooks.rep_ids(plan.config_dir))
        self.services = workers(plan, self.bootstrap_servers, self.redis_url, self.keys)
        brokers = zip(self.kafka.processes, self.bootstrap_servers.split(","), strict=True)
        self._servers = [*(Part(process, address) for process, address in brokers)]
        self._servers.append(Part(self.valkey.process, self.redis_url))

    @property
    def bootstrap_servers(self) -> str:
        """Kafka's addresses, comma-separated."""
        return self.kafka.bootstrap_servers

    @property
    def redis_url(self) -> str:
        """Valkey's address."""
        return self.valkey.url

    @property
    def parts(self) -> list[Part]:
        """Everything that is supervised."""
        return [*self._servers, *self.services]

    def part(self, name: str) -> Part:
        """One part: ``kafka-1``, ``valkey``, ``assignment-0``. Raises KeyError."""
        return {part.name: part for part in self.parts}[name]

    def address(self, service: str, slot: int = 0) -> str:
        """``http://127.0.0.1:PORT`` of a worker."""
        return self.part(f"{service}-{slot}").address or ""

    def start(self) -> None:
        """Servers, then topics and configuration, then services; returns when all are ready. Raises HandoverError."""
        self._at("starting Kafka and Valkey")
        with ThreadPoolExecutor(2) as pool:
            for task in [pool.submit(self.kafka.start), pool.submit(self.valkey.start)]:
                task.result()
        for part in self._servers:
            part.adopt()
        self._at("creating topics and publishing the configuration")
        hooks.create_topics(self.bootstrap_servers, self.plan.brokers)
        hooks.publish_configuration(self.bootstrap_servers, self.plan.config_dir)
        self._at("starting the services")
        for part in self.services:
            part.start()
        self._at("waiting for the services to be ready")
        wait_until_ready(self.services, self.look)
        self._at("")

    def look(self) -> None:
        """Restarts what died and is due."""
        changed = [part.look() for part in self.parts]
        if any(changed):
            self._report(self)

    def watch(self, until: threading.Event) -> None:
        """Looks again and again until the event is set."""
        while not until.wait(LOOK_EVERY):
            self.look()

    def stop(self) -> None:
        """Services first, all at once; then Valkey, then Kafka."""
        self._at("stopping the services")
        if self.services:
            with ThreadPoolExecutor(len(self.services)) as pool:
                list(pool.map(lambda part: part.stop(SERVICE_GRACE), self.services))
        self._at("stopping Valkey and Kafka")
        self.valkey.stop()
        self.kafka.stop()
        for part in self._servers:
            part.stop(0)
        self._at("")

    def _at(self, step: str) -> None:
        self.step = step
        self._report(self)


@contextmanager
def start_stack(plan: Plan) -> Iterator[Stack]:
    """A stack that is up, watched by a thread, and stopped at the end of the block. Raises HandoverError."""
    made(plan.directory, "--dir")
    check_room(plan, cache_directory())
    check_ports(plan)
    stack, done = Stack(plan), threading.Event()
    watcher = threading.Thread(target=stack.watch, args=(done,), name="watcher", daemon=True)
    try:
        stack.start()
        watcher.start()
        yield stack
    finally:
        done.set()
        if watcher.is_alive():
            watcher.join()
        stack.stop()
