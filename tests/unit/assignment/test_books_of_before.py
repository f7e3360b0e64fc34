"""A release reads the books that the one before it wrote."""

from typing import Any

import pytest

from assignment.adapters.tables import LOADS, PLACEMENTS, STATIONS
from assignment.domain.lead import Stage, Status
from lead_runtime.engine.codec import TableCodec

LEAD = b'{"lead_id":"l","cycle":1,"motion":"inbound","priority":3,"score":70,"grade":"B","facts":{}}'


def read(table: Any, value: bytes) -> Any:
    return TableCodec(table).decode(1, value)


def test_a_lead_that_was_given_out_before_stages_and_deadlines_is_still_with_its_rep() -> None:
    hold = b'{"rep_id":"ana","assignment_id":"a"}'
    placement = read(
        PLACEMENTS,
        b'{"lead":%b,"status":"accepted","attempt":1,"hold":%b,"had":["ana"],"requests":["r-1"]}' % (LEAD, hold),
    )
    assert (placement.status, placement.hold.rep_id, placement.stage) == (Status.ACCEPTED, "ana", Stage.OPENER)
    assert (placement.accept_by, placement.handing_over, placement.waits) == (None, False, False)


@pytest.mark.parametrize(
    ("table", "value"),
    [
        (LOADS, b'{"open":2,"day":null,"today":0,"inbound":7,"outbound":0,"pulls":["p-1"]}'),
        (STATIONS, b'{"pool":"default","role":"farmer"}'),
    ],
)
def test_what_is_kept_of_a_rep_can_be_read(table: Any, value: bytes) -> None:
    assert read(table, value)
