"""RudderStack: the webhook destination, which posts an event as it came (rudderstack.com/docs: Webhook destination).

It does not sign; a header that never changes proves it.
"""

from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.shape import as_object, json_of
from lead_intake.adapters.sources.visits import read_call
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed


def parse(delivery: Delivery) -> Parsed:
    """The calls: one, or an array of them."""
    body = json_of(delivery.body)
    calls = body if isinstance(body, list) else [body]
    return crm.each(calls, lambda call: read_call(delivery, as_object(call)))
