"""A person's word that two leads are one: ``POST /v1/links``."""

from pydantic import ValidationError

from lead_intake.adapters.bodies import LinkBody
from lead_intake.adapters.faults import wrong_shape
from lead_intake.adapters.sources.shape import json_of
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Correction, Person
from lead_intake.domain.parsed import Disposition, Parsed


def parse(delivery: Delivery) -> Parsed:
    """One correction, by whoever's key it came with; UnreadableBody, WrongShape."""
    body = json_of(delivery.body)
    try:
        said = LinkBody.model_validate(body)
    except ValidationError as error:
        raise wrong_shape(error) from error
    if delivery.received_at is None:
        raise WrongShape("the delivery has no instant of arrival")
    before, now = Person(lead_id=said.from_), Person(lead_id=said.to)
    link = Correction(before, now, delivery.source, said.reason_code, delivery.received_at, by=delivery.source)
    return Parsed(Disposition.UPDATE_ONLY, corrections=(link,))
