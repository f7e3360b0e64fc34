"""A topology may look ahead at what was fetched: before it is handled, and never at its cost."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from tests.engine.harness import OnKafka
from tests.engine.sample import event

from lead_runtime.engine.api import Record, Topology

pytestmark = pytest.mark.kafka


@pytest.fixture
def harness(kafka: str) -> Iterator[OnKafka]:
    harness = OnKafka(kafka)
    yield harness
    harness.close()


@pytest.mark.parametrize("fails", [False, True])
def test_what_was_fetched_is_looked_at_before_it_is_handled_and_a_look_that_fails_stops_nothing(
    harness: OnKafka, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    seen: list[tuple[bytes | None, int]] = []

    async def ahead(records: Sequence[Record]) -> None:
        seen.extend((record.key, len(handled)) for record in records)
        if fails:
            raise ConnectionError("nobody there")

    handled: list[str] = []
    plain, on_event = harness.sample.topology, harness.sample.on_event

    def noted(incoming, state, ctx):  # type: ignore[no-untyped-def]
        handled.append(incoming.data.lead_id)
        return on_event(incoming, state, ctx)

    def looking() -> Topology:
        return replace(plain(), ahead=ahead)

    monkeypatch.setattr(harness.sample, "on_event", noted)
    monkeypatch.setattr(harness.sample, "topology", looking)
    harness.restart()
    harness.feed(event("lead-1"))
    harness.settle()
    assert (seen, handled) == ([(b"lead-1", 0)], ["lead-1"])
    assert [out.from_ for out in harness.outputs] == ["lead-1"]
