"""The topology of the group: what it reads, what it keeps, what it writes."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from lead_contracts.base import Event
from lead_contracts.topics import (
    CONFIG_VERSIONS,
    LEADS_ACTIVITIES,
    LEADS_ASSIGNED,
    LEADS_QUALIFIED,
    LEADS_RECEIVED,
    SLA_ALERTS,
)
from lead_runtime.engine.api import Context, EventHandler, Incoming, Output, State, Table, Topology
from sla_monitor.adapters.policies import Policies
from sla_monitor.adapters.reading import READINGS, Reading
from sla_monitor.adapters.saying import emit
from sla_monitor.domain.monitor import due, fire, fold
from sla_monitor.domain.watch import Watch

GROUP: Final = "sla-monitor"
TABLE: Final = "clocks"
INPUTS: Final = (LEADS_RECEIVED, LEADS_QUALIFIED, LEADS_ASSIGNED, LEADS_ACTIVITIES)
_NOTHING: Final = Watch()


def topology(monitor: "Monitor | None" = None) -> Topology:
    """The group ``sla-monitor``: one key per lead, alerts on ``sla.alerts`` under the lead's key."""
    monitor = monitor or Monitor()
    return Topology(
        group=GROUP,
        inputs={topic: monitor.handlers(topic) for topic in INPUTS},
        outputs=frozenset({SLA_ALERTS}),
        tables=(monitor.clocks,),
        globals=(CONFIG_VERSIONS,),
    )


class Monitor:
    """Runs the domain's two moves, on events and on time. While no policy is in force, partitions wait."""

    def __init__(self) -> None:
        self._policies = Policies()
        self.clocks = Table(TABLE, Watch, due=due, fire=self._fire, expires=lambda watch: watch.expires_at)

    def handlers(self, topic: str) -> dict[type[Event], EventHandler]:
        """What is listened to on a topic."""
        return {event: self._handler(reading) for event, reading in READINGS.items() if topic == event.TOPIC}

    def _handler(self, reading: Reading) -> EventHandler:
        def handle(incoming: Incoming[Any], state: State, ctx: Context) -> Iterable[Output]:
            lead_id = incoming.data.lead_id
            before = state.get(self.clocks, lead_id) or _NOTHING
            policy = self._policies.in_force(ctx.globals, ctx.now)
            after, alerts = fold(before, reading(incoming), ctx.now, policy)
            if after is not before:
                state.put(self.clocks, lead_id, after)
            return [emit(lead_id, alert) for alert in alerts]

        return handle

    def _fire(self, lead_id: str, watch: Watch, state: State, ctx: Context) -> Iterator[Output]:
        after, alerts = fire(watch, ctx.now, self._policies.in_force(ctx.globals, ctx.now))
        state.put(self.clocks, lead_id, after)
        yield from (emit(lead_id, alert) for alert in alerts)
