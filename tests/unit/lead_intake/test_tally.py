"""``handover_deliveries_total`` counts a delivery once, when the transaction that handled it is committed."""

from typing import Any

import pytest
from prometheus_client import REGISTRY
from tests.unit.lead_intake.world import driver, hooked

from lead_contracts.topics import MARKETING_EVENTS
from lead_intake.adapters.kafka.tally import Tally
from lead_intake.domain.parsed import Disposition
from lead_runtime.engine.api import Record

LEAD = b'{"email": "ann@firm.example"}'


def counted(source: str, disposition: str) -> float:
    labels = {"source": source, "disposition": disposition}
    return REGISTRY.get_sample_value("handover_deliveries_total", labels) or 0.0


def record(offset: int, partition: int = 3) -> Record:
    return Record(MARKETING_EVENTS, partition, offset, 0, None, b"", ())


@pytest.mark.parametrize(
    ("raw", "source", "disposition"),
    [
        (hooked("elsewhere", LEAD), "others", "accept"),
        (
            hooked("hubspot", b'[{"subscriptionType": "contact.creation", "objectId": 7}]'),
            "hubspot",
            "needs_enrichment",
        ),
        (hooked("acme", b'{"event": "contact.created", "contact_id": "7"}'), "others", "needs_enrichment"),
        (hooked("typeform", b"\xff"), "typeform", "reject_invalid"),
    ],
)
def test_a_delivery_counts_by_its_source_and_what_it_is_for_us(raw: Any, source: str, disposition: str) -> None:
    before = counted(source, disposition)
    driver().feed(raw)
    assert counted(source, disposition) == before + 1


def test_a_delivery_that_a_mistake_of_ours_cannot_read_counts_as_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Any:
        raise RuntimeError

    monkeypatch.setattr("lead_intake.adapters.kafka.worker.interpret", fails)
    before, worker = counted("others", "reject_invalid"), driver()
    worker.feed(hooked("elsewhere", LEAD))
    assert (counted("others", "reject_invalid") - before, len(worker.dead_letters)) == (1, 1)


def test_what_is_no_delivery_counts_among_the_dead_letters_alone() -> None:
    before, worker = counted("others", "reject_invalid"), driver()
    worker.feed_record(Record(MARKETING_EVENTS, 0, 0, 0, b"k", b"not an event", ()))
    assert (counted("others", "reject_invalid") - before, len(worker.dead_letters)) == (0, 1)


def test_what_a_fenced_transaction_handled_counts_when_it_is_handled_again_and_committed() -> None:
    tally, before = Tally(), counted("tallied", "accept")
    for offset in (7, 8):
        tally.note(record(offset), "tallied", Disposition.ACCEPT)
    assert counted("tallied", "accept") == before  # and now it is fenced
    for offset in (7, 8, 9):
        tally.note(record(offset), "tallied", Disposition.ACCEPT)
    tally.committed({(MARKETING_EVENTS, 3): 9})
    assert counted("tallied", "accept") == before + 2  # the third is of the transaction after
    tally.committed({(MARKETING_EVENTS, 3): 10, (MARKETING_EVENTS, 4): 99, ("leads.received", 3): 99})
    tally.committed({(MARKETING_EVENTS, 3): 10})
    assert counted("tallied", "accept") == before + 3
