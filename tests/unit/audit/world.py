"""Random lives of a lead, with services that do everything right and at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.unit.audit.story import HOUR, Story

DAY = 24 * HOUR


@dataclass
class Clock:
    """The monitor's: ``touch`` has it run, for ``cycle``."""

    touch: str
    start: datetime
    cycle: int
    confirmed: bool = False
    over: bool = False
    answered: bool = False
    warned: bool = False
    breach: str = ""
    withdrawn: bool = False
    met: bool = False

    @property
    def key(self) -> str:
        """What the ids of its alerts are made from, as the monitor does: no two clocks of a lead share it."""
        return f"{self.cycle}/{self.touch}"

    def take_over(self, touch: str, start: datetime) -> None:
        """``touch`` opens the cycle. What was raised stays raised; a breach that was withdrawn was none."""
        if touch != self.touch and self.withdrawn:
            self.breach, self.withdrawn = "", False
        self.touch, self.start, self.confirmed = touch, start, True

    def next_rung(self) -> datetime | None:
        if self.over or self.answered or self.breach:
            return None
        return self.start + (DAY if self.warned else DAY * 0.75)


class World:
    """Plays all services on one lead; ``live`` is its random life.

    ``overtaken``: the share of the verdicts (0..1) that another touch's overtakes, as where a dead letter is replayed.
    """

    def __init__(self, random: Random, overtaken: float = 0) -> None:
        self.random, self.story, self.overtaken = random, Story(), overtaken
        self.pending: list[tuple[str, datetime]] = []
        self.clocks: list[Clock] = []
        self.replies: list[tuple[datetime, datetime]] = []
        self.touches = self.cycle = self.attempt = 0
        self.is_open = self.is_owned = False

    def live(self, steps: int) -> Story:
        for _ in range(steps):
            acts = [self._come, self._judge, self._reply, self._reply, self._change_owner, self._close, self._pass]
            self.random.choice(acts)()
            self._run_clock()
        while self.pending:
            self._judge()
        self._raise_alerts()
        return self.story

    def _pass(self) -> None:
        """Lets time go by; the monitor acts at the instants at which something is due."""
        until = self.story.now + timedelta(hours=self.random.choice([0.1, 2, 7, 20, 50]))
        while due := min((at for clock in self.clocks if (at := clock.next_rung()) and at <= until), default=None):
            self.story.now = max(self.story.now, due)
            self._raise_alerts()
        self.story.now = until

    def _raise_alerts(self) -> None:
        for clock in self.clocks:
            at = clock.next_rung()
            if at is None or at > self.story.now:
                continue
            if clock.start + DAY <= self.story.now:
                clock.breach = f"breach-{clock.key}"
                self.story.breached(clock.start, clock.cycle, alert=clock.breach)
            else:
                self.story.warned(clock.start, clock.cycle)
            clock.warned = True

    def _come(self) -> None:
        self.touches += 1
        live, ago = self.random.random() < 0.7, timedelta(hours=self.random.choice([0, 0, 1, 23, 30, 80, -1]))
        touch, acted = f"touch-{self.touches}", self.story.now - ago
        self.story.received(touch, acted, live)
        start = acted if live and timedelta(0) <= ago <= 3 * DAY else self.story.now
        self.pending.append((touch, start))
        if self.random.random() < 0.2:
            self.story.received(touch, acted, live)
        self._run_clock()
        if self.random.random() < 0.7:
            self._judge()

    def _run_clock(self) -> None:
        """While no cycle is open, the clock of the earliest touch runs for the next one.

        The monitor's is that of the first one read; this one is taken over more often, and the audit must not care.
        """
        running = next((clock for clock in self.clocks if not clock.confirmed and not clock.over), None)
        if running is None and self.pending and not self.is_open:
            touch, start = min(self.pending, key=lambda pending: pending[1])
            if not any(clock.touch == touch for clock in self.clocks):
                self.clocks.append(Clock(touch, start, self.cycle + 1))
                self._hear(self.clocks[-1])
        self._raise_alerts()

    def _judge(self) -> None:
        if not self.pending:
            return
        overtakes = bool(self.overtaken) and self.random.random() < self.overtaken
        touch, start = self.pending.pop(-1 if overtakes else 0)
        clock = next((clock for clock in self.clocks if clock.touch == touch), None)
        if self.random.random() < 0.3:
            self.story.disqualified(touch)
            self._drop(clock)
        elif self.is_open:
            self.story.touched(touch, self.cycle)
            self._drop(clock)
        else:
            self._open(touch, start, clock)

    def _drop(self, clock: Clock | None) -> None:
        if clock is not None:
            clock.over = True

    def _open(self, touch: str, start: datetime, clock: Clock | None) -> None:
        self.cycle, self.attempt, self.is_open = self.cycle + 1, 0, True
        self.story.qualified(touch, self.cycle)
        running = next((clock for clock in self.clocks if not clock.confirmed and not clock.over), None)
        taken = clock or running or Clock(touch, start, self.cycle)
        if taken not in self.clocks:
            self.clocks.append(taken)
        taken.take_over(touch, start)
        self._hear(taken)
        self._assign()

    def _assign(self) -> None:
        if self.random.random() < 0.3:
            self.story.unassigned(self.cycle)
            self.is_owned = False
            return
        self.attempt, self.is_owned = self.attempt + 1, True
        self.story.assigned(self.attempt, self.cycle)

    def _change_owner(self) -> None:
        if not self.is_open:
            return
        if self.is_owned:
            self.random.choice([self.story.declined, self.story.released])(f"{self.cycle}/{self.attempt}")
        self._assign()

    def _close(self) -> None:
        if self.is_open:
            self.story.closed(self.cycle)
            self.is_open = False
            for clock in self.clocks:
                clock.over = clock.over or clock.cycle == self.cycle

    def _reply(self) -> None:
        occurred = self.story.now - timedelta(hours=self.random.choice([0, 0, 3, 25, 24 * 8]))
        automated = self.random.random() < 0.2
        self.story.called(occurred, automated)
        if not automated:
            too_late = self.story.now - occurred > 7 * DAY
            self.replies.append((occurred, self.story.now if too_late else occurred))
        for clock in self.clocks:
            self._hear(clock)

    def _hear(self, clock: Clock) -> None:
        """The first reply in time meets the promise, and withdraws the breach that there may be."""
        in_time = [at for at, counts in self.replies if at >= clock.start and counts <= clock.start + DAY]
        clock.answered = bool(in_time)
        if in_time and clock.breach and not clock.withdrawn:
            self.story.withdrawn(clock.breach)
            clock.withdrawn = True
        if in_time and clock.confirmed and not clock.met:
            self.story.met(min(in_time), clock.start, clock.cycle)
            clock.met = True
