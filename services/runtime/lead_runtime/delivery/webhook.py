"""Webhooks signed by Standard Webhooks.

``notify``: ``{"webhook": {"url": "https://…", "secrets": ["HOOK"]}}``, or ``url_secret`` where the URL itself is one. The
URL alone stands for one that the channel's own secrets sign for.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal, cast

from lead_contracts.envelope import format_instant
from lead_runtime.delivery.channel import BadTarget, Letter, Target
from lead_runtime.delivery.http import Poster
from lead_runtime.delivery.outcome import Outcome, Refused
from lead_runtime.delivery.secrets import Secrets
from lead_runtime.delivery.settings import WebhookChannel
from lead_runtime.delivery.signing import BadSecret, signed

_MOST_SECRETS: Final = 2
_WHERE: Final[tuple[Literal["url", "url_secret"], ...]] = ("url", "url_secret")


class Webhook:
    """Implements ``channel.Channel``. The ``webhook-id`` is the id of the event that is told."""

    def __init__(
        self, settings: WebhookChannel, poster: Poster, secrets: Secrets, clock: Callable[[], datetime]
    ) -> None:
        self._settings, self._poster, self._secrets, self._clock = settings, poster, secrets, clock

    def receiver(self, target: Target) -> str:
        """The URL, or the name of the secret that holds it."""
        return where(target)[1]

    async def send(self, letter: Letter, target: Target) -> Outcome:
        """See ``channel.Channel``. It is not sent without a signature."""
        names = signers(target) or list(self._settings.secrets)
        if not names:
            raise BadTarget("no_secret")
        member, url = where(target)
        body = payload(letter)
        try:
            headers = signed([self._secrets.get(name) for name in names], letter.message.event_id, self._clock(), body)
        except BadSecret:
            return Refused("bad_secret")
        return await self._poster.post(self._secrets.get(url) if member == "url_secret" else url, body, headers)

    async def close(self) -> None:
        """See ``channel.Channel``."""
        await self._poster.close()


def payload(letter: Letter) -> bytes:
    """``{"type", "timestamp", "data"}``, as the specification proposes. JSON in UTF-8."""
    message, contact = letter.message, letter.contact
    data: dict[str, object] = {**message.data, "message_id": letter.message_id, "to": message.to}
    if message.links:
        data["links"] = message.links
    if contact is not None:
        members = ("email", "phone", "first_name", "last_name", "message")
        data["contact"] = {name: value for name in members if (value := getattr(contact, name)) is not None}
    whole = {"type": message.event, "timestamp": format_instant(message.occurred_at), "data": data}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def where(target: Target) -> tuple[Literal["url", "url_secret"], str]:
    """The URL, or the name of the secret that holds it, and which of both. Raises BadTarget."""
    members = target if isinstance(target, dict) else {"url": target}
    for member in _WHERE:
        if isinstance(found := members.get(member), str):
            return member, found
    raise BadTarget("no_url")


def signers(target: Target) -> list[str]:
    """The names of the secrets that sign; none: those of the channel. Raises BadTarget."""
    names = target.get("secrets") if isinstance(target, dict) else None
    found = names if isinstance(names, list) else [] if names is None else [names]
    if len(found) > _MOST_SECRETS or not all(isinstance(name, str) for name in found):
        raise BadTarget("no_secret")
    return cast("list[str]", found)
