"""Segment: the Webhooks destination, one call or a batch of them (segment.com/docs/connections/destinations/catalog/webhooks)."""

from pydantic import JsonValue

from lead_intake.adapters.paths import PROVEN
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.shape import as_object, json_of
from lead_intake.adapters.sources.visits import read_call
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import BadSignature
from lead_intake.domain.parsed import Parsed

_SCHEME = "segment"


def parse(delivery: Delivery) -> Parsed:
    """The calls. Of a batch that nothing but its signature proves, the first alone: Segment signs no other.

    The rest of it is refused, to be seen among the dead letters. A header with a token, in the destination's settings,
    proves it all.
    """
    body = json_of(delivery.body)
    if not isinstance(body, list):
        return read_call(delivery, as_object(body))
    first_alone = delivery.headers.get(PROVEN) == _SCHEME

    def read(item: tuple[int, JsonValue]) -> Parsed:
        index, call = item
        if index and first_alone:
            raise BadSignature("Segment signs the first event of a batch alone: send a token in a header as well")
        return read_call(delivery, as_object(call))

    return crm.each(enumerate(body), read)
