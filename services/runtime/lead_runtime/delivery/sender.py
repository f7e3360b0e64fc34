"""Delivers what the group keeps. Each receiver has a lane of its own: one that is slow or dead delays nobody else.

It follows the state of the partitions that are ours. What came of an attempt is written to ``leads.messages`` before the
message's place is free, so a killed process repeats what was in the air and what was not yet written, and no more.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from lead_contracts.topics import SALES_REPS
from lead_runtime import logs, metrics
from lead_runtime.delivery.attempt import Attempts
from lead_runtime.delivery.lane import Lane, Ref
from lead_runtime.delivery.message import MESSAGES, Message
from lead_runtime.delivery.outcome import Delayed, Outcome, Refused
from lead_runtime.delivery.reporting import Reporter
from lead_runtime.delivery.settings import DeliveryFile
from lead_runtime.engine.api import Globals, Held

Place = tuple[str, str]
"""Channel and receiver; the receiver is empty for what is given up without an attempt."""

MOST_UNDER_WAY: Final = 128
"""Of the second and further ones of a lane: the first of each lane always may."""
_GRACE: Final = timedelta(seconds=1)
"""What is restored waits so long: what was said of it by an earlier life is read meanwhile."""
_LOOK_S, _STOP_S = 5.0, 8.0
_AGAIN_S: Final = 5.0
_MOST_SETTLED: Final = 20_000
_log = logs.get(__name__)


class Sender:
    """A Background of the process, and the Follower of the group's topology."""

    def __init__(
        self,
        settings: DeliveryFile,
        attempts: Attempts,
        reporter: Reporter,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings, self._attempts = settings, attempts
        self._reporter, self._clock = reporter, clock
        self._held: dict[int, Held] = {}
        self._world: Globals | None = None
        self._lanes: dict[Place, Lane] = {}
        self._places: dict[Ref, Place] = {}
        """All that is to be delivered, and in which lane."""
        self._tried: dict[Ref, int] = {}
        self._settled: dict[Ref, datetime] = {}
        """Delivered or refused, and the state does not say so yet. By when it was to be given up: a replay has another."""
        self._timers: dict[Place, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._running = False
        self._version = 0
        """Of the reps and teams, when it was last looked where they are reached."""

    # --- a Background -------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Delivers from now on what it is given to follow."""
        self._running = True
        self._looking = asyncio.create_task(self._look(), name="sender")

    async def stop(self) -> None:
        """Ends what is in the air, for a few seconds at most."""
        self._running = False
        for timer in self._timers.values():
            timer.cancel()
        tasks = set(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=_STOP_S)
        ending = [*(task for task in tasks if not task.done()), *([self._looking] if self._looking else [])]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        await self._attempts.close()

    # --- a Follower ---------------------------------------------------------------------------------------------------

    def taken(self, number: int, held: Held, world: Globals) -> None:
        """See ``engine.api.Follower``."""
        self._held[number], self._world = held, world
        for ref in [ref for ref in self._settled if ref[0] == number and held.get(MESSAGES, ref[1]) is None]:
            del self._settled[ref]
        not_before = self._clock() + _GRACE
        for key, message in sorted(held.items(MESSAGES), key=lambda item: item[1].occurred_at):
            self._add((number, key), message, not_before)

    def changed(self, number: int, keys: Sequence[tuple[str, str]]) -> None:
        """See ``engine.api.Follower``."""
        held = self._held.get(number)
        for table, key in keys:
            if table == MESSAGES.name and held is not None:
                message, ref = held.get(MESSAGES, key), (number, key)
                if message is None:
                    self._forget(ref)
                    self._settled.pop(ref, None)
                else:
                    self._add(ref, message)

    def lost(self, number: int) -> None:
        """See ``engine.api.Follower``. What is in the air may still arrive, and is then said."""
        self._held.pop(number, None)
        for ref in [ref for ref in self._places if ref[0] == number]:
            self._forget(ref)

    # --- lanes --------------------------------------------------------------------------------------------------------

    def _add(self, ref: Ref, message: Message, not_before: datetime | None = None) -> None:
        if ref in self._places or self._settled.get(ref) == message.give_up_at or self._world is None:
            return
        receiver = self._attempts.receiver(message, self._world)
        place = (message.channel, receiver)
        if receiver and len(self._lane(place)) >= self._settings.retry.most_waiting:
            place = (message.channel, "")
        self._put(ref, message, place, not_before)

    def _put(self, ref: Ref, message: Message, place: Place, not_before: datetime | None = None) -> None:
        self._places[ref] = place
        at = max(message.retry_at or message.occurred_at, not_before or message.occurred_at)
        self._lane(place).add(ref, message.about, at.timestamp())
        self._pump(place)

    def _lane(self, place: Place) -> Lane:
        lane = self._lanes.get(place)
        if lane is None:
            channel = self._settings.channels.get(place[0])
            at_once = channel.at_once if channel else 1
            lane = self._lanes[place] = Lane(at_once, self._settings.retry.broken_after)
        return lane

    def _forget(self, ref: Ref) -> None:
        place = self._places.pop(ref, None)
        self._tried.pop(ref, None)
        if place is not None:
            self._lanes[place].drop(ref)

    def _pump(self, place: Place) -> None:
        """Starts what may start, and comes back when something else may."""
        lane, now = self._lanes[place], self._clock().timestamp()
        timer = self._timers.pop(place, None)
        if timer is not None:
            timer.cancel()
        while self._running and (lane.idle or len(self._tasks) < MOST_UNDER_WAY):
            ref = lane.take(now)
            if ref is None:
                break
            self._tasks.add(asyncio.create_task(self._work(ref, place)))
        next_at = lane.next_at()
        if self._running and next_at is not None and next_at > now:  # else one of its own that ends comes back here
            self._timers[place] = asyncio.get_running_loop().call_later(next_at - now, self._pump, place)

    # --- one message --------------------------------------------------------------------------------------------------

    async def _work(self, ref: Ref, place: Place) -> None:
        lane = self._lanes[place]
        try:
            await self._try(ref, place, lane)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - a lane must not be left with a place that nobody frees
            _log.error("sender failed", error=type(error).__name__, exc_info=True)
            lane.retry(ref, self._clock().timestamp() + _AGAIN_S)
        finally:
            self._tasks.discard(cast("asyncio.Task[None]", asyncio.current_task()))
            asyncio.get_running_loop().call_soon(self._pump, place)

    async def _try(self, ref: Ref, place: Place, lane: Lane) -> None:
        held, world = self._held.get(ref[0]), self._world
        message = held.get(MESSAGES, ref[1]) if held is not None else None
        if held is None or world is None or message is None or self._places.get(ref) != place:
            self._tried.pop(ref, None)
            lane.finish(ref)
            return
        if until := self._attempts.waits_for_contact(message, held):
            lane.retry(ref, until.timestamp())
            return
        outcome = await self._outcome(ref, place, message, held, world)
        await self._conclude(ref, lane, message, outcome)

    async def _outcome(self, ref: Ref, place: Place, message: Message, held: Held, world: Globals) -> Outcome:
        receiver = self._attempts.receiver(message, world)
        if not place[1] and receiver and self._clock() < message.give_up_at:
            return Refused("too_many_waiting")
        return await self._attempts.attempt(ref[1], message, held, world)

    async def _conclude(self, ref: Ref, lane: Lane, message: Message, outcome: Outcome) -> None:
        attempt, now = max(self._tried.get(ref, 0), message.attempts) + 1, self._clock()
        retry_at = now
        if isinstance(outcome, Delayed):
            pause = max(self._settings.retry.backoff.after(attempt), outcome.after or timedelta())
            retry_at = now + pause
            if outcome.receiver_down:
                asked = outcome.after is not None
                rest = outcome.after or self._settings.retry.backoff.after(lane.failures + 1)
                lane.failed(now.timestamp(), rest.total_seconds(), asked=asked)
                self._say_if_broken(lane, message, outcome)
            if retry_at >= message.give_up_at:
                outcome = Refused(outcome.reason)
        else:
            if lane.broken:
                _log.info("receiver works again", channel=message.channel, to=message.to)
            lane.succeeded()  # it answers, be it with a refusal
        await self._reporter.say(ref[1], message, outcome, attempt, now, retry_at)
        if isinstance(outcome, Delayed):
            self._tried[ref] = attempt
            lane.retry(ref, retry_at.timestamp())
            return
        lane.finish(ref)
        if self._places.pop(ref, None) is not None:
            self._tried.pop(ref, None)
            self._settled[ref] = message.give_up_at
            if len(self._settled) > _MOST_SETTLED:
                del self._settled[next(iter(self._settled))]

    def _say_if_broken(self, lane: Lane, message: Message, outcome: Delayed) -> None:
        if lane.failures == self._settings.retry.broken_after:
            _log.warning("receiver is broken", channel=message.channel, to=message.to, reason=outcome.reason)

    # --- now and then -------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(_LOOK_S)

    def look(self) -> None:
        """What is too old, or is reached elsewhere by now, does not wait in the lane of a receiver that is broken."""
        now, version = self._clock(), self._world.version(SALES_REPS) if self._world else 0
        moved, self._version = version != self._version, version
        for ref, place in list(self._places.items()):
            held, world = self._held.get(ref[0]), self._world
            message = held.get(MESSAGES, ref[1]) if held else None
            if message is None or world is None or not place[1]:
                continue
            receiver = (
                "" if message.give_up_at <= now else self._attempts.receiver(message, world) if moved else place[1]
            )
            if receiver != place[1] and self._lanes[place].drop(ref):
                self._put(ref, replace(message, retry_at=now), (place[0], receiver))
        self._measure()

    def _measure(self) -> None:
        oldest = {channel: (0, self._clock()) for channel in self._settings.channels}
        for ref, (channel, _) in self._places.items():
            held = self._held.get(ref[0])
            message = held.get(MESSAGES, ref[1]) if held else None
            if message and channel in oldest:
                count, since = oldest[channel]
                oldest[channel] = count + 1, min(since, message.occurred_at)
        broken = [place[0] for place, lane in self._lanes.items() if lane.broken]
        for channel, (count, since) in oldest.items():
            metrics.MESSAGES_PENDING.labels(channel).set(count)
            metrics.MESSAGES_OLDEST_SECONDS.labels(channel).set((self._clock() - since).total_seconds())
            metrics.RECEIVERS_BROKEN.labels(channel).set(broken.count(channel))
