"""A person who must not be contacted, in our own shape: ``POST /v1/suppressions``, or the data of a CloudEvent."""

from pydantic import ValidationError

from lead_intake.adapters.bodies import SuppressionBody
from lead_intake.adapters.faults import wrong_shape
from lead_intake.adapters.sources.shape import json_of
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Person, Suppression
from lead_intake.domain.parsed import Disposition, Parsed


def parse(delivery: Delivery) -> Parsed:
    """One suppression; UnreadableBody, WrongShape."""
    body = json_of(delivery.body)
    try:
        said = SuppressionBody.model_validate(body)
    except ValidationError as error:
        raise wrong_shape(error) from error
    occurred_at = said.occurred_at or delivery.received_at
    if occurred_at is None:
        raise WrongShape("occurred_at is missing", "occurred_at")
    person = Person(said.lead_id, said.email, said.external_id)
    item = Suppression(person, said.source or delivery.source, said.reason_code, occurred_at)
    return Parsed(Disposition.SUPPRESS, suppressions=(item,))
