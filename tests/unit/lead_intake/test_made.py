"""The ids under which what came of a delivery is looked for are those that the worker gave it."""

import json

import pytest
from tests.unit.lead_intake.samples import body_of
from tests.unit.lead_intake.world import NOW, delivery, hooked, settings

from lead_contracts.events import Delivery, LeadActivity, LeadReceived
from lead_contracts.topics import MARKETING_EVENTS
from lead_intake import bootstrap
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.kafka.incoming import understood
from lead_intake.adapters.made import made
from lead_intake.adapters.paths import LINKS, SUPPRESSIONS
from lead_intake.adapters.sources import readers
from lead_intake.application.interpret import interpret
from lead_runtime.engine.api import Record, place_of
from lead_runtime.engine.wire import encode_event, read_event
from lead_runtime.testing import Driver

CALL = {
    "engagement": {"id": 29090716, "type": "CALL", "timestamp": 1763290800000},
    "associations": {"contactIds": [401, 402]},
    "metadata": {"status": "COMPLETED"},
}
OPT_OUT = {"email": "ann@firm.example", "reason_code": "unsubscribed"}
LINK = {"from": "7d0a4f5e-2c1b-8e9a-a4c6-5b0d3f7e9a12", "to": "1c9e6a70-53fb-8d24-a0b7-9e4c1d2f3a58"}


@pytest.mark.parametrize(
    "raw",
    [
        hooked("hubspot", json.dumps(CALL).encode()),
        delivery("crm", SUPPRESSIONS, json.dumps(OPT_OUT).encode()),
        delivery("mary", LINKS, json.dumps(LINK | {"reason_code": "same_person"}).encode()),
        hooked("hubspot", body_of("hubspot/workflow_contact.json")),
    ],
    ids=["activities", "suppression", "correction", "lead and link"],
)
def test_whatever_comes_of_a_delivery_can_be_looked_for(raw: Delivery) -> None:
    configured = settings()
    catalogue = bootstrap.catalogue_of(configured)
    worker, identifier = Driver(bootstrap.topology(configured, catalogue), NOW), Identifier(b"secret-of-sixteen")
    headers, value = encode_event(raw, id=raw.delivery_id, source="/test", time=NOW)
    record = Record(MARKETING_EVENTS, 3, 7, 0, b"k", value, headers)

    worker.feed_record(record)
    known = understood(raw, catalogue)
    ids = list(made(interpret(known, readers(catalogue.route), 1 << 20), known, place_of(record), identifier))

    assert sorted(ids) == sorted(_id(one) for one in worker.records if not isinstance(read_event(one), LeadReceived))


def _id(record: Record) -> str:
    event = read_event(record)
    return event.activity_id if isinstance(event, LeadActivity) else dict(record.headers)["ce_id"].decode()
