"""From HTTP requests to kept deliveries: the hot path. A 202 is given only after Kafka confirmed with acks=all."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fastapi import Request
from fastapi.responses import JSONResponse

from lead_contracts.events import Delivery
from lead_contracts.events.delivery import RequestFacts
from lead_contracts.ids import derived_id
from lead_intake.adapters.paths import DELIVERIES
from lead_runtime.errors import KafkaAway, RecordTooLarge
from lead_runtime.http.problems import Problem, unavailable

_RETRY_SECONDS = 2


class DeliveryLog(Protocol):
    """Where deliveries are kept; the runtime's Publisher is one."""

    async def send(self, event: Delivery) -> object:
        """Returns once the delivery is safe. Raises KafkaAway, RecordTooLarge."""
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
        outcomes = await asyncio.gather(*(self.log.send(one) for one in deliveries), return_exceptions=True)
        failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        for error in failed:
            if not isinstance(error, KafkaAway | RecordTooLarge):
                raise error
        if any(isinstance(error, KafkaAway) for error in failed):
            raise unavailable("Kafka is away and nothing is promised: send it again.", _RETRY_SECONDS)
        if failed:
            raise Problem(413, "The body is larger than what can be kept.")


def facts_of(request: Request, key_name: str, headers: Mapping[str, str]) -> RequestFacts:
    """What an adapter may have to know of the request, under the name of the key that fitted."""
    return RequestFacts(
        method=request.method,
        path=request.url.path,
        query=dict(request.query_params),
        headers=dict(headers),
        authenticated=True,
        key_name=key_name,
    )


def acknowledged(deliveries: Sequence[Delivery], status: int = 202) -> JSONResponse:
    """The answer to what is kept: the ids in the order of the items, and where to see what becomes of the first."""
    ids = [one.delivery_id for one in deliveries]
    return JSONResponse({"delivery_ids": ids}, status, headers={"Location": f"{DELIVERIES}/{ids[0]}"})
