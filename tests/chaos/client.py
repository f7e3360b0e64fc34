"""A client as it should be: it repeats a POST under its Idempotency-Key until it is answered 202, at any worker."""

import asyncio
import random
from collections.abc import Iterable
from datetime import UTC, datetime

import httpx
from tests.chaos.crowd import NOW, Post
from tests.chaos.ledger import Ledger

from handover.stack.stack import Stack

ANSWER_WITHIN, LONG_ANSWER_WITHIN, LONG = 3.0, 15.0, 10_000
"""Seconds; bodies of more than so many bytes get the longer ones."""
AT_ONCE = 48
"""POSTs that are tried at the same time: a crowd that repeats itself must not become a storm."""
TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class Client:
    """Posts to the workers of a stack and enters the answers into the ledger. A context manager."""

    def __init__(self, stack: Stack, ledger: Ledger, seed: str) -> None:
        self._stack, self._ledger, self._dice = stack, ledger, random.Random(f"{seed}/client")
        self._http = httpx.AsyncClient(
            timeout=ANSWER_WITHIN, limits=httpx.Limits(max_connections=None, max_keepalive_connections=20)
        )
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._workers = {plan.name: plan.workers for plan in stack.plan.services}

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def deliver(self, post: Post) -> None:
        """Returns when it is acknowledged, or refused for good."""
        self._ledger.posts += 1
        body = post.body.replace(NOW, datetime.now(UTC).isoformat())  # the same bytes at every try
        async with self._at_once:
            answer = await self._insist(post, body)
        if answer.status_code != httpx.codes.ACCEPTED:
            self._ledger.refused.append(f"{answer.status_code} {post.path}: {answer.text[:200]}")
            return
        self._ledger.acknowledged(post, _named_by(answer), _kept_as(answer))
        if post.repeat:
            self._ledger.repeats += 1
            await self._try(post, body, self._dice.randrange(2))

    async def _insist(self, post: Post, body: str) -> httpx.Response:
        """The first answer that is not to try again; each try at the next worker."""
        worker = self._dice.randrange(self._workers[post.service])
        while True:
            answer = await self._try(post, body, worker := worker + 1)
            if answer is not None and answer.status_code not in TRY_AGAIN:
                return answer
            await asyncio.sleep(_pause(answer) * self._dice.uniform(0.5, 1.5))

    async def _try(self, post: Post, body: str, worker: int) -> httpx.Response | None:
        address = self._stack.address(post.service, worker % self._workers[post.service])
        headers = {
            "Authorization": f"Bearer {self._stack.keys.of(post.who)}",
            "Idempotency-Key": post.key,
            "Content-Type": post.content_type,
        }
        within = LONG_ANSWER_WITHIN if len(body) > LONG else ANSWER_WITHIN
        self._ledger.tries += 1
        try:
            answer = await self._http.post(address + post.path, content=body, headers=headers, timeout=within)
        except httpx.HTTPError as error:
            self._ledger.answers[type(error).__name__] += 1
            return None
        self._ledger.answers[str(answer.status_code)] += 1
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and "Retry-After" not in answer.headers:
            self._ledger.unavailable_without_retry_after += 1
        return answer


def _pause(answer: httpx.Response | None) -> float:
    """As long as it asks for, in seconds; little where nobody answered, since another worker may."""
    asked = answer.headers.get("Retry-After", "") if answer is not None else ""
    return min(float(asked), 5.0) if asked.isdigit() else 0.3


def _named_by(answer: httpx.Response) -> Iterable[str]:
    """The id under which a request is decided: the end of its Location."""
    location = answer.headers.get("Location", "")
    return [location.rpartition("/")[2]] if location.startswith("/v1/requests/") else []


def _kept_as(answer: httpx.Response) -> Iterable[str]:
    """The ids of the deliveries that lead-intake names."""
    told: dict[str, list[str]] = answer.json()
    return told.get("delivery_ids", [])
