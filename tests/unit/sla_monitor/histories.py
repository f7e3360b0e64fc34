"""Random histories of one lead as the other services write them, and the orders in which the monitor may read them."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import NamedTuple

from tests.unit.sla_monitor.story import at

from sla_monitor.domain.facts import Acted, Closed, Disqualified, Fact, Held, Merged, Qualified, Received, Vacated


class Written(NamedTuple):
    """A fact on a topic, and the hour of its writing."""

    hour: float
    topic: str
    fact: Fact


@dataclass
class Writer:
    """Plays intake, qualification, assignment and the people; ``hour`` is the time in the story."""

    random: Random
    hour: float = 0
    touches: int = 0
    cycle: int = 0
    is_open: bool = False
    log: list[Written] = field(default_factory=list)

    def step(self) -> None:
        self.hour += self.random.choice([0, 0.01, 1, 5, 11]) + 0.0013  # nothing happens at the very deadline
        self.random.choice([self._touch, self._touch, self._act, self._act, self._owner, self._close])()

    def _write(self, topic: str, fact: Fact) -> None:
        self.log.append(Written(self.hour, topic, fact))

    def _touch(self) -> None:
        self.touches += 1
        touch, live = f"t{self.touches}", self.random.random() < 0.7
        acted = self.hour - self.random.choice([-3, 0, 0, 0.5, 25, 71, 80])
        test = self.random.random() < 0.1
        self._write("received", Received(touch, live, at(self.hour), at(acted), test))
        self.hour += self.random.choice([0, 0.01, 2])
        self._verdict(touch, test)

    def _verdict(self, touch: str, test: bool) -> None:
        if test or self.random.random() < 0.2:
            self._write("qualified", Disqualified(touch))
        elif self.is_open:
            self._write("qualified", Merged(touch, self.cycle))
        elif self.random.random() < 0.9:  # the rest waits for its verdict for ever
            self.cycle, self.is_open = self.cycle + 1, True
            self._write("qualified", Qualified(touch, self.cycle, self._arrival(touch), at(self.hour)))

    def _arrival(self, touch: str) -> datetime:
        return next(fact.received_at for _, _, fact in self.log if isinstance(fact, Received) and fact.touch == touch)

    def _act(self) -> None:
        occurred = self.hour - self.random.choice([-9, 0, 0, 1, 4, 30, 90])
        kind = self.random.choice(["call", "call", "email", "note"])
        act = Acted(kind, self.random.random() < 0.9, self.random.random() < 0.2, at(occurred), at(self.hour))
        self._write("activities", act)

    def _owner(self) -> None:
        if self.is_open:
            rep = self.random.choice(["ada", "bob", ""])
            fact = Held(self.cycle, rep, at(self.hour)) if rep else Vacated(self.cycle, "no_capacity", at(self.hour))
            self._write("assigned", fact)

    def _close(self) -> None:
        if self.is_open:
            self.is_open = False
            self._write("qualified", Closed(self.cycle, at(self.hour)))
            if self.random.random() < 0.4:
                self._hand_over()

    def _hand_over(self) -> None:
        """A hunter won the account: in the same transaction a cycle opens for a farmer, by no touch."""
        self.cycle, self.is_open = self.cycle + 1, True
        now = at(self.hour)
        self._write("qualified", Qualified(f"won-{self.cycle - 1}", self.cycle, now, now, "inbound", untouched=True))


def history(random: Random) -> list[Written]:
    """Between 1 and 12 steps of a lead's life, in the order of writing."""
    writer = Writer(random)
    steps = random.randint(1, 12)
    while steps > 0 or not writer.log:
        writer.step()
        steps -= 1
    return writer.log


def interleaved(log: list[Written], random: Random) -> list[Fact]:
    """Another order in which the same may be read: each topic in its own order, some facts delivered again later."""
    queues: dict[str, list[Fact]] = {}
    for _, topic, fact in log:
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


def stretches(log: list[Written], random: Random) -> list[list[Written]]:
    """The log in pieces. Timers fire between them only: the runtime lets none fire before all that lies there is read.

    What was written in one transaction is in one piece.
    """
    places = [place for place in range(1, len(log)) if not getattr(log[place].fact, "untouched", False)]
    cuts = sorted(random.sample(places, min(3, len(places))))
    return [log[start:end] for start, end in zip([0, *cuts], [*cuts, len(log)], strict=True)]
