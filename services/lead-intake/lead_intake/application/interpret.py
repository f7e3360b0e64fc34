"""The use case of the worker and of ``handover intake check``: what a delivery means for us."""

from lead_intake.application.ports import Readers
from lead_intake.domain.admission import admit
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import OversizedBody, UnknownSource
from lead_intake.domain.parsed import Parsed


def interpret(delivery: Delivery, readers: Readers, limit: int) -> Parsed:
    """Reads the delivery with its adapter and applies the rules that hold for every source.

    ``limit``: the longest body, in bytes. Raises IntakeError when nothing of it can be used.
    """
    if len(delivery.body) > limit:
        raise OversizedBody(f"the body has {len(delivery.body)} bytes, more than {limit}")
    reader = readers.get(delivery.adapter)
    if reader is None:
        raise UnknownSource("no adapter of that name")
    return admit(reader(delivery))
