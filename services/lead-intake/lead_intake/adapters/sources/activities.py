"""What was done with a lead, in our own shape: the body of ``POST /v1/activities``, or the data of a CloudEvent."""

from pydantic import ValidationError

from lead_intake.adapters.bodies import ActivityBody
from lead_intake.adapters.faults import wrong_shape
from lead_intake.adapters.sources.shape import json_of
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.lead import Activity, Person
from lead_intake.domain.parsed import Disposition, Parsed


def parse(delivery: Delivery) -> Parsed:
    """One activity; UnreadableBody, WrongShape."""
    body = json_of(delivery.body)
    try:
        said = ActivityBody.model_validate(body)
    except ValidationError as error:
        raise wrong_shape(error) from error
    activity = Activity(
        person=Person(said.lead_id, said.email, said.external_id),
        source=said.source or delivery.source,
        kind=said.kind,
        direction=said.direction,
        occurred_at=said.occurred_at,
        recorded_at=delivery.received_at or said.occurred_at,
        event_id=said.activity_id or delivery.event_id,
        outcome=said.outcome,
        duration_seconds=said.duration_seconds,
        satisfaction=said.satisfaction,
        automated=said.automated,
        rep_id=said.rep_id,
    )
    return Parsed(Disposition.ACCEPT, activities=(activity,))
