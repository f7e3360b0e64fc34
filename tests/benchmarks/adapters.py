"""How long it takes to understand one delivery: ``interpret`` on the samples of every source.

Every call gets another person (the e-mail address changes), since addresses that were judged are remembered.
"""

import gc
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode

from tests.unit.lead_intake.samples import PAYLOADS, request_of
from tests.unit.lead_intake.sources import test_engagement_never_raises as engagement
from tests.unit.lead_intake.test_never_raises import SEEDS

from lead_contracts.cloudevents import from_kafka
from lead_contracts.ids import external_lead_id
from lead_intake.adapters.canonical_lead import warm_up
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.check import RequestFile
from lead_intake.adapters.paths import ACTIVITIES, LEADS, LINKS, SUPPRESSIONS
from lead_intake.adapters.sources import ADAPTERS, LISTS, readers
from lead_intake.adapters.sources.cloudevents import inner
from lead_intake.application.interpret import interpret
from lead_intake.domain.delivery import Channel, Delivery

CALLS, WARM_CALLS, LIMIT = 400, 60, 1 << 20
_BY_PATH = {ACTIVITIES: "activities", LEADS: "canonical", LINKS: "links", SUPPRESSIONS: "suppressions"}
_NOW = datetime(2026, 11, 16, 23, tzinfo=UTC)
_CATALOGUE = Catalogue({})
_READERS = readers(_CATALOGUE.route)


@dataclass(frozen=True, slots=True)
class Took:
    """Microseconds per lead (lists) or per delivery (all others) of each pass, sorted."""

    name: str
    adapter: str
    passes: tuple[tuple[float, ...], ...]

    def at(self, share: float) -> list[float]:
        """Of each pass, what that share of the calls took at most; sorted."""
        return sorted(micros[int(share * (len(micros) - 1))] for micros in self.passes)


def measured(passes: int = 7) -> list[Took]:
    """All samples by turns, and a delivery made up for each source that has none; the slowest first."""
    warm_up()
    found = dict(_samples())
    read = {one.adapter for one in found.values()}
    for name, delivery in _made_up():
        if delivery.adapter not in read:
            found.setdefault(name, delivery)
    took = [{name: _measure(one) for name, one in found.items()} for _ in range(passes)]
    done = [Took(name, one.adapter, tuple(each[name] for each in took)) for name, one in found.items()]
    return sorted(done, key=lambda one: -median(one.at(0.5)))


def unmeasured(done: list[Took]) -> set[str]:
    """Adapters that nothing was read by; some are one under several names."""
    read = [_READERS[one.adapter] for one in done]
    return {name for name in ADAPTERS if _READERS[name] not in read}


def _measure(delivery: Delivery) -> tuple[float, ...]:
    first = interpret(delivery, _READERS, LIMIT)
    leads = len(first.leads) if delivery.adapter in LISTS else 1
    addresses = [lead.email for lead in first.leads if lead.email]
    bodies = [_of_another(delivery.body, addresses, n) for n in range(WARM_CALLS + CALLS)]
    micros = []
    gc.disable()
    for body in bodies:
        one = replace(delivery, body=body)
        began = time.perf_counter_ns()
        interpret(one, _READERS, LIMIT)
        micros.append((time.perf_counter_ns() - began) / 1000 / leads)
    gc.enable()
    return tuple(sorted(micros[WARM_CALLS:]))


def _of_another(body: bytes, addresses: list[str], n: int) -> bytes:
    for address in addresses:
        other = f"p{n}.{address}"
        body = body.replace(address.encode(), other.encode()).replace(quote(address).encode(), quote(other).encode())
    return body


def _samples() -> Iterator[tuple[str, Delivery]]:
    for path in sorted(PAYLOADS.glob("*/*")):
        if path.suffix in (".json", ".txt", ".csv") and not path.name.endswith(".request.json"):
            name = f"{path.parent.name}/{path.name}"
            yield name, _delivery(path, request_of(name))


def _delivery(path: Path, request: RequestFile) -> Delivery:
    headers = {name.lower(): value for name, value in request.headers.items()}
    if request.content_type:
        headers["content-type"] = request.content_type
    adapter = path.parent.name
    channel = Channel.LIST if adapter in LISTS else Channel.LIVE
    plain = Delivery(adapter, adapter, path.read_bytes(), _NOW, channel, headers, labels=request.field_labels)
    if request.transport != "kafka" or adapter != "cloudevents":
        return plain
    event = from_kafka([(name, value.encode()) for name, value in headers.items()], plain.body)
    return inner(plain, event, _CATALOGUE.route)


def _made_up() -> Iterator[tuple[str, Delivery]]:
    for path, seed in SEEDS.items():
        yield _as_json(_BY_PATH.get(path) or _CATALOGUE.known(path.rpartition("/")[2]).adapter, seed)
    lead_id = external_lead_id(b"secret-of-sixteen", "bench", "1")
    yield _as_json("links", {"from": lead_id, "to": lead_id})
    yield _as_json("enrichments", {"lead_id": lead_id, "email": "ann@firm.example", "attributes": {"employees": 40}})
    for adapter, event, seed in engagement.SEEDS:
        yield _as_json(adapter, seed, {"x-salesloft-event": event})
    for adapter, fields in engagement.FORMS:
        headers = {"content-type": engagement.FORM}
        yield f"{adapter}/made up", Delivery(adapter, adapter, urlencode(fields).encode(), _NOW, headers=headers)


def _as_json(adapter: str, seed: object, headers: Mapping[str, str] | None = None) -> tuple[str, Delivery]:
    sent = {"content-type": "application/json", **(headers or {})}
    return f"{adapter}/made up", Delivery(adapter, adapter, json.dumps(seed).encode(), _NOW, headers=sent)
