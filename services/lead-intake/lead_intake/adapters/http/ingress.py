"""From HTTP requests to kept deliveries: the hot path. A 202 is given only after Kafka confirmed with acks=all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import orjson
from fastapi import Request, Response

from lead_contracts.events import Delivery
from lead_contracts.events.delivery import RequestFacts
from lead_contracts.ids import derived_id
from lead_intake.adapters.paths import DELIVERIES
from lead_runtime.errors import KafkaAway, RecordTooLarge
from lead_runtime.http.problems import Problem, unavailable

_RETRY_SECONDS = 2


class DeliveryLog(Protocol):
    """Where deliveries are kept; the Keeper is one."""

    async def send(self, event: Delivery) -> object:
        """Returns once the delivery is safe. Raises KafkaAway, RecordTooLarge."""
        ...

    async def send_all(self, events: Sequence[Delivery]) -> Sequence[object]:
        """What became of each, in order: KafkaAway and RecordTooLarge are given, not raised."""
        ...


@dataclass(frozen=True, slots=True)
class Ingress:
    """What the paths of intake need to keep what arrives: where to, the clock (UTC), and where new ids come from."""

    log: DeliveryLog
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def delivery_id(self, who: str, path: str, key: str | None, index: int = 0) -> str:
        """The same for a request that is repeated under the same Idempotency-Key; without one a new id."""
        return derived_id(f"{who}/{path}/{key}", Delivery.type(), str(index)) if key else self.new_id()

    async def keep(self, deliveries: Sequence[Delivery]) -> None:
        """Returns once all are confirmed. Raises the problems 503 (try again: repeats are recognised) and 413."""
        if len(deliveries) == 1:  # the usual case, which shares its batch with what others send
            outcomes: Sequence[object] = [await self._outcome(deliveries[0])]
        else:
            outcomes = await self.log.send_all(deliveries)
        if any(isinstance(outcome, KafkaAway) for outcome in outcomes):
            raise unavailable("Kafka is away and nothing is promised: send it again.", _RETRY_SECONDS)
        if any(isinstance(outcome, RecordTooLarge) for outcome in outcomes):
            raise Problem(413, "The body is larger than what can be kept.")

    async def _outcome(self, delivery: Delivery) -> object:
        """What became of it; what went wrong is returned."""
        try:
            return await self.log.send(delivery)
        except (KafkaAway, RecordTooLarge) as error:
            return error


def facts_of(request: Request, key_name: str, headers: Mapping[str, str]) -> RequestFacts:
    """What an adapter may have to know of the request, under the name of the key that fitted."""
    return RequestFacts(
        method=request.method,
        path=request.scope["path"],
        query=dict(request.query_params) if request.scope["query_string"] else {},
        headers=dict(headers),
        authenticated=True,
        key_name=key_name,
    )


def acknowledged(deliveries: Sequence[Delivery], status: int = 202) -> Response:
    """The answer to what is kept: the ids in the order of the items, and where to see what becomes of the first."""
    ids = [one.delivery_id for one in deliveries]
    headers = {"Location": f"{DELIVERIES}/{ids[0]}"}
    return Response(orjson.dumps({"delivery_ids": ids}), status, headers, media_type="application/json")
