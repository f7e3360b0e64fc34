"""Random histories of one lead as the other services write them: four logs, each in its own order.

A history is a list of (topic, fact) in the order of writing; the monitor reads each topic in order, but any
interleaving of the topics, with repetitions.
"""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from tests.unit.sla_monitor.story import at

from sla_monitor.domain.facts import Acted, Closed, Disqualified, Fact, Held, Merged, Qualified, Received, Vacated


@dataclass
class Writer:
    """Plays intake, qualification, assignment and the people; ``hour`` is the time in the story."""

    random: Random
    hour: float = 0
    touches: int = 0
    cycle: int = 0
    is_open: bool = False
    log: list[tuple[str, Fact]] = field(default_factory=list)

    def step(self) -> None:
        self.hour += self.random.choice([0, 0.01, 1, 5, 11])
        self.random.choice([self._touch, self._touch, self._act, self._act, self._owner, self._close])()

    def _touch(self) -> None:
        self.touches += 1
        touch, live = f"t{self.touches}", self.random.random() < 0.7
        acted = self.hour - self.random.choice([-3, 0, 0, 0.5, 25, 71, 80])
        test = self.random.random() < 0.1
        self.log.append(("received", Received(touch, live, at(self.hour), at(acted), test)))
        self.hour += self.random.choice([0, 0.01, 2])
        self._verdict(touch, test)

    def _verdict(self, touch: str, test: bool) -> None:
        if test or self.random.random() < 0.2:
            self.log.append(("qualified", Disqualified(touch)))
        elif self.is_open:
            self.log.append(("qualified", Merged(touch, self.cycle)))
        elif self.random.random() < 0.9:  # the rest waits for its verdict for ever
            self.cycle, self.is_open = self.cycle + 1, True
            self.log.append(("qualified", Qualified(touch, self.cycle, self._arrival(touch), at(self.hour))))

    def _arrival(self, touch: str) -> datetime:
        return next(fact.received_at for _, fact in self.log if isinstance(fact, Received) and fact.touch == touch)

    def _act(self) -> None:
        occurred = self.hour - self.random.choice([-9, 0, 0, 1, 4, 30, 90])
        kind = self.random.choice(["call", "call", "email", "note"])
        act = Acted(kind, self.random.random() < 0.9, self.random.random() < 0.2, at(occurred), at(self.hour))
        self.log.append(("activities", act))

    def _owner(self) -> None:
        if self.is_open:
            rep = self.random.choice(["ada", "bob", ""])
            fact = Held(self.cycle, rep, at(self.hour)) if rep else Vacated(self.cycle, "no_capacity", at(self.hour))
            self.log.append(("assigned", fact))

    def _close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.log.append(("qualified", Closed(self.cycle, at(self.hour))))


def history(random: Random) -> list[tuple[str, Fact]]:
    """Between 1 and 12 steps of a lead's life."""
    writer = Writer(random)
    for _ in range(random.randint(1, 12)):
        writer.step()
    return writer.log


def interleaved(log: list[tuple[str, Fact]], random: Random) -> list[Fact]:
    """Another order in which the same may be read: that within each topic kept, some facts delivered again later."""
    queues: dict[str, list[Fact]] = {}
    for topic, fact in log:
        queues.setdefault(topic, []).append(fact)
    read: list[Fact] = []
    while queues:
        topic = random.choice(sorted(queues))
        read.append(queues[topic].pop(0))
        if not queues[topic]:
            del queues[topic]
        if random.random() < 0.3:
            read.append(random.choice(read))
    return read
