"""The load: marketing systems that post, reps who work on what they are given; in a thread, until told to stop."""

import asyncio
import threading
from contextlib import suppress
from datetime import datetime
from typing import TypeAlias

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from tests.chaos.client import Client
from tests.chaos.crowd import Crowd, Post
from tests.chaos.floor import SalesFloor
from tests.chaos.ledger import Ledger

from handover.stack.stack import Stack
from lead_contracts import topics
from lead_contracts.codec import decode
from lead_contracts.events import LeadAssigned

FINISH_WITHIN = 120.0
"""Seconds for all that is on its way to be acknowledged, once nothing else comes."""
MOST_ON_THE_WAY = 400
"""POSTs, with those whose time has not come; beyond it nobody new comes for a moment."""
Tasks: TypeAlias = "set[asyncio.Task[None]]"


class Load:
    """A context manager: it runs within the block; ``finish`` before its end."""

    def __init__(self, stack: Stack, seed: str, *, stories_per_second: float) -> None:
        self.ledger = Ledger()
        self._stack, self._seed, self._rate = stack, seed, stories_per_second
        self._crowd, self._floor = Crowd(seed), SalesFloor(seed, stack.keys)
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run, name="load")
        self._failure: BaseException | None = None

    @property
    def last_due(self) -> datetime:
        """The latest deadline of a lead that came almost overdue."""
        return self._crowd.last_due

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()

    def finish(self) -> None:
        """Brings nobody new; returns when every POST is acknowledged. Raises what went wrong in the thread."""
        self._enough.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            asyncio.run(self._all())
        except BaseException as error:  # noqa: BLE001 - raised again by finish, in the thread that waits for it
            self._failure = error

    async def _all(self) -> None:
        async with Client(self._stack, self.ledger, self._seed) as client:
            tasks: Tasks = set()
            followed = asyncio.create_task(self._follow(client, tasks))
            await self._bring(client, tasks)
            followed.cancel()
            with suppress(asyncio.CancelledError):
                await followed
            async with asyncio.timeout(FINISH_WITHIN):
                while tasks:
                    await asyncio.gather(*tasks)

    async def _bring(self, client: Client, tasks: Tasks) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while not self._enough.is_set():
            for post in self._crowd.next() if len(tasks) < MOST_ON_THE_WAY else ():
                _begin(client, post, tasks)
            due = max(due + 1 / self._rate, loop.time() - 1)  # a load that was held up does not come all at once
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def _follow(self, client: Client, tasks: Tasks) -> None:
        """Hands every new assignment to the floor."""
        consumer = AIOKafkaConsumer(
            topics.LEADS_ASSIGNED,
            bootstrap_servers=self._stack.bootstrap_servers,
            isolation_level="read_committed",
            auto_offset_reset="latest",
        )
        await consumer.start()
        try:
            while True:
                for post in [post for lead in await _assigned(consumer) for post in self._floor.work_on(lead)]:
                    _begin(client, post, tasks)
        finally:
            await consumer.stop()


async def _assigned(consumer: AIOKafkaConsumer) -> list[LeadAssigned]:
    try:
        batches = await consumer.getmany(timeout_ms=200)
    except KafkaError:  # a broker is away; the place is kept
        return []
    events = [decode(record.headers, record.value)[1] for records in batches.values() for record in records]
    return [event for event in events if isinstance(event, LeadAssigned)]


def _begin(client: Client, post: Post, tasks: Tasks) -> None:
    async def deliver() -> None:
        await asyncio.sleep(post.after)
        await client.deliver(post)

    task = asyncio.create_task(deliver())
    tasks.add(task)
    task.add_done_callback(tasks.discard)
