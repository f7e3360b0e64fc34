"""Contacts that were merged in HubSpot are one lead from then on, whichever of their ids is named."""

import json
from typing import Any

import pytest
from tests.unit.lead_intake.sources.reading import read, sample
from tests.unit.lead_intake.sources.test_hubspot import INSTANT, WORKFLOW, engagement, notice
from tests.unit.lead_intake.world import driver, hooked
from tests.unit.qualification.samples import driver as qualification

from lead_contracts.events import LeadActivity, LeadReceived
from lead_contracts.topics import LEADS_ACTIVITIES, LEADS_RECEIVED
from lead_intake.domain.parsed import Disposition


@pytest.mark.parametrize(
    ("members", "links"),
    [
        ({"primaryObjectId": 401, "mergedObjectIds": [402, 403]}, [("402", "401"), ("403", "401")]),
        (
            {"primaryObjectId": 401, "mergedObjectIds": [402], "newObjectId": 501},
            [("402", "401"), ("501", "401")],
        ),
        ({"primaryObjectId": 401, "mergedObjectIds": [401, 402, 402], "newObjectId": 401}, [("402", "401")]),
        ({"mergedObjectIds": [401, 402], "newObjectId": 501}, [("401", "501"), ("402", "501")]),
        ({"primaryObjectId": 401, "mergedObjectIds": 402}, [("402", "401")]),
        ({"primaryObjectId": 401, "mergedObjectIds": None, "newObjectId": None}, []),
    ],
)
def test_merged_contacts_belong_to_the_lead_of_the_primary_one(
    members: dict[str, Any], links: list[tuple[str, str]]
) -> None:
    parsed = read("hubspot", [notice("contact.merge", objectId=None) | members])

    assert parsed.disposition is Disposition.UPDATE_ONLY
    assert [(one.before.external_id, one.now.external_id) for one in parsed.corrections] == links
    assert {(one.reason_code, one.occurred_at, one.by) for one in parsed.corrections} <= {
        ("merged_at_source", INSTANT, None)
    }


def test_a_call_with_a_merged_contact_reaches_the_lead_of_the_primary_one() -> None:
    merge = notice("contact.merge", objectId=None, primaryObjectId=401, mergedObjectIds=[402], newObjectId=501)
    call = engagement("CALL", 501, metadata={"status": "COMPLETED"})
    intake = driver()
    for body in (sample(WORKFLOW), merge, call):
        intake.feed(hooked("hubspot", json.dumps(body).encode()))
    (received,) = (one for one in intake.outputs if isinstance(one, LeadReceived))

    group = qualification()
    for one in intake.records:
        group.feed_record(one)
    for one in group.records:  # what it sends on to itself, hop by hop
        if one.topic in (LEADS_RECEIVED, LEADS_ACTIVITIES):
            group.feed_record(one)

    (*_, reached) = (one for one in group.outputs if isinstance(one, LeadActivity))
    assert reached.lead_id == received.lead_id
