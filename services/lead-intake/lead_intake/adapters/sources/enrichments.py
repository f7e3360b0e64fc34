"""More about somebody who is known, in our own shape: the data of a CloudEvent ``com.leadhandover.lead.enriched.v1``."""

from dataclasses import replace

from pydantic import ValidationError

from lead_intake.adapters.bodies import EnrichmentBody
from lead_intake.adapters.canonical_lead import canonical
from lead_intake.adapters.faults import wrong_shape
from lead_intake.adapters.sources.canonical import claim
from lead_intake.adapters.sources.shape import as_object, json_of
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Disposition, Parsed

_WHO = frozenset({"lead_id", "source"})


def parse(delivery: Delivery) -> Parsed:
    """The person by ``lead_id``, by ``external_id`` with ``source``, or by ``email``; UnreadableBody, WrongShape."""
    body = as_object(json_of(delivery.body))
    try:
        said = EnrichmentBody.model_validate(body)
    except ValidationError as error:
        raise wrong_shape(error) from error
    told = claim({name: value for name, value in body.items() if name not in _WHO}, delivery)
    lead = canonical(delivery, told)
    source = said.source or delivery.source
    return Parsed(Disposition.UPDATE_ONLY, leads=(replace(lead, source=source, lead_id=said.lead_id),))
