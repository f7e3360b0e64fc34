"""What authenticated at a hook is kept, whatever it is; when its adapter is mended, it becomes the lead that it was."""

from collections.abc import Callable
from datetime import timedelta

from tests.unit.lead_intake.calls import ask
from tests.unit.lead_intake.world import NOW, SECRETS, FakeLog, settings

from handover.dead_letters.resolving import replay_headers
from lead_contracts.events import LeadReceived
from lead_contracts.topics import MARKETING_EVENTS
from lead_intake import bootstrap
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.kafka.worker import GROUP, Worker
from lead_intake.adapters.sources import readers
from lead_intake.application.ports import Reader
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed
from lead_runtime.engine.api import Record
from lead_runtime.testing import Driver

BODY = b'{"email": "ann@firm.example", "first_name": "Ann"}'


def broken(delivery: Delivery) -> Parsed:
    raise WrongShape("the vendor changed its format")


def mistaken(delivery: Delivery) -> Parsed:
    raise KeyError("a mistake of ours")


def worker(canonical: Reader | None = None) -> Driver:
    """As production wires it, but for the adapter ``canonical``."""
    configured = settings()
    catalogue = bootstrap.catalogue_of(configured)
    known = dict(readers(catalogue.route)) | ({"canonical": canonical} if canonical else {})
    identifier = Identifier(configured.lead_id_secret.get_secret_value().encode())
    return Driver(Worker(catalogue, known, identifier, configured.body_limit).topology(), NOW)


def kept(body: bytes) -> FakeLog:
    log = FakeLog()
    answer = ask("POST", f"/hooks/forms?token={SECRETS['forms']}", log=log, key=None, content=body)
    assert answer.status_code == 202
    return log


def dead(of: Driver, error: str) -> Record:
    """The one dead letter, whole, and with its reason."""
    assert [letter.error for letter in of.dead_letters] == [error]
    assert of.outputs == []
    (letter,) = (record for record in of.records if record.topic == f"{GROUP}.dlq")
    return letter


def replayed(letter: Record, offset: int = 1) -> Record:
    """As ``handover dlq replay`` puts it back."""
    return letter._replace(
        topic=MARKETING_EVENTS, offset=offset, headers=replay_headers(letter.headers, GROUP, attempt=2)
    )


def test_bytes_that_nobody_can_read_are_kept_and_are_a_dead_letter_with_them() -> None:
    (delivery,) = kept(b"\xff\xfe\x00 no format at all").kept
    first = worker()
    first.feed(delivery)

    assert dead(first, "UnreadableBody").value == b"\xff\xfe\x00 no format at all"


def check_mended(adapter: Callable[[Delivery], Parsed], error: str) -> None:
    (delivery,) = kept(BODY).kept
    first, mended, never_broken = worker(adapter), worker(), worker()
    first.feed(delivery)
    never_broken.feed(delivery)

    mended.now = NOW + timedelta(days=3)
    mended.feed_record(replayed(dead(first, error)))

    (lead,), (expected,) = mended.outputs, never_broken.outputs
    assert isinstance(lead, LeadReceived)
    assert (lead.lead_id, lead.touch_id, lead.received_at) == (expected.lead_id, expected.touch_id, NOW)
    assert mended.dead_letters == []


def test_a_dead_letter_that_is_replayed_with_a_mended_adapter_is_the_lead_it_would_have_been() -> None:
    check_mended(broken, "WrongShape")


def test_a_mistake_of_an_adapter_is_a_dead_letter_too_and_is_mended_the_same_way() -> None:
    check_mended(mistaken, "KeyError")
