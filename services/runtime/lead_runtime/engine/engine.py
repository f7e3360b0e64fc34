"""A consumer group's worker: sessions one after the other, until it is stopped or must halt."""

import asyncio
import time

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from structlog import get_logger

from .api import Topology
from .endings import is_asked_to_end
from .errors import Fenced, UnequalPartitions
from .globals import GlobalFollower, GlobalTables
from .guard import FloodGuard
from .header_names import read_leniently
from .observer import Observer
from .processor import Processor
from .session import Session
from .settings import EngineSettings
from .tables import PartitionState

log = get_logger(__name__)
_FIRST_BACKOFF_S, _LONGEST_BACKOFF_S = 0.1, 5.0
_STUCK_S = 120.0


class Engine:
    """Runs a topology exactly once. ``run`` returns after ``request_stop``, or raises what halts the worker:
    FloodOfDeadLetters, UnequalPartitions, UnknownStateVersion. Broker outages and fencing are waited out.
    """

    def __init__(self, topology: Topology, settings: EngineSettings, observer: Observer | None = None) -> None:
        self.topology, self._settings, self._observer = topology, settings, observer or Observer()
        self._world = GlobalTables()
        self._follower = GlobalFollower(settings.bootstrap, topology.globals, self._world)
        self._guard = FloodGuard(settings.flood_in_a_row, settings.flood_share)
        self._processor = Processor(topology, self._world, self._observer, self._guard)
        self._kept: dict[int, PartitionState] = {}
        self._stopping = asyncio.Event()
        self._session: Session | None = None
        self._trouble = "starting"

    def request_stop(self) -> None:
        """Asks for a clean end: the transaction in hand is finished, then the group is left."""
        self._stopping.set()

    @property
    def ready(self) -> tuple[bool, tuple[str, ...]]:
        """Whether it works on all that it owns, and if not, why."""
        session = self._session
        if session is None:
            return False, (self._trouble,)
        reasons = session.reasons()
        return not reasons, reasons

    @property
    def alive(self) -> bool:
        """False when the loop has not turned for two minutes: the process should be ended and begin anew."""
        return self._session is None or time.monotonic() - self._session.progress < _STUCK_S

    def size(self) -> int:
        """The number of keys in the state that is held."""
        return sum(state.size() for state in self._session.states.values()) if self._session else 0

    async def run(self) -> None:
        """See the class."""
        following = asyncio.create_task(self._follower.run())
        following.add_done_callback(self._stop_if_failed)
        try:
            await self._until_stopped(self._follower.whole.wait(), following)
            backoff = _FIRST_BACKOFF_S
            while not self._stopping.is_set():
                started = time.monotonic()
                await self._one_session()
                backoff = _FIRST_BACKOFF_S if time.monotonic() - started > _LONGEST_BACKOFF_S else backoff
                await self._until_stopped(asyncio.sleep(backoff))
                backoff = min(2 * backoff, _LONGEST_BACKOFF_S)
            if following.done():
                following.result()
        finally:
            following.cancel()
            await asyncio.wait({following})

    def _stop_if_failed(self, following: asyncio.Task[None]) -> None:
        """Nothing may be decided by global inputs that are followed no more: ``run`` ends and raises the reason."""
        if not following.cancelled() and following.exception() is not None:
            self._stopping.set()

    async def _one_session(self) -> None:
        """A life of a member: ends by stop, or by an outage or a fence that the next one begins after."""
        try:
            await self._check_partitions()
            self._guard.clear()  # what a fenced batch counted is counted again
            self._session = Session(self.topology, self._settings, self._processor, self._observer, self._kept)
            await self._session.run(self._stopping)
        except Fenced as error:
            self._observer.fenced()
            self._trouble = "fenced: joining anew"
            log.warning("fenced", group=self.topology.group, reason=str(error)[:200])
        except (KafkaError, OSError, TimeoutError) as error:
            self._trouble = f"the broker is away: {type(error).__name__}"
            log.warning("broker_away", group=self.topology.group, error=repr(error)[:200])
        except UnicodeDecodeError:  # aiokafka's, unless it comes again
            if not read_leniently():
                raise
            self._trouble = "joining anew to read a header's name that is not UTF-8"
            log.warning("header_name_not_utf8", group=self.topology.group)
        except asyncio.CancelledError:
            if is_asked_to_end():
                raise
            self._trouble = "joining anew: the client was cut off"
            log.warning("client_cut_off", group=self.topology.group)
        finally:
            self._session = None

    async def _until_stopped(self, *waits: object) -> None:
        """Waits for the first of the given and the stop."""
        tasks = {asyncio.ensure_future(wait) for wait in (*waits, self._stopping.wait())}  # type: ignore[call-overload]
        done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in left - {wait for wait in waits if isinstance(wait, asyncio.Task)}:
            task.cancel()
        for task in done:
            task.result()

    async def _check_partitions(self) -> None:
        """Raises UnequalPartitions; KafkaError while a topic is missing or the broker away."""
        asker = AIOKafkaProducer(bootstrap_servers=self._settings.bootstrap)
        await asker.start()
        try:
            group = self.topology.group
            topics = [*self.topology.inputs, *([f"{group}.state"] if self.topology.tables else [])]
            counts = {topic: len(await asker.partitions_for(topic)) for topic in topics}
        finally:
            await asker.stop()
        if len(set(counts.values())) > 1:
            raise UnequalPartitions(
                f"{group} needs topics of one partition count, and these differ: {counts}; "
                "partition p of each holds the same leads, so the count of a lead topic must never be changed"
            )
