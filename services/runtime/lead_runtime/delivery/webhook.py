"""Webhooks signed by Standard Webhooks; ``notify``: ``{"webhook": {"url": "https://…", "secrets": ["HOOK"]}}``."""

import json
from collections.abc import Callable
from datetime import datetime

from lead_contracts.envelope import format_instant
from lead_runtime.delivery.channel import BadTarget, Letter, Target
from lead_runtime.delivery.http import Poster
from lead_runtime.delivery.outcome import Outcome, Refused
from lead_runtime.delivery.secrets import Secrets
from lead_runtime.delivery.settings import WebhookChannel
from lead_runtime.delivery.signing import BadSecret, signed

_MOST_SECRETS = 2


class Webhook:
    """Implements ``channel.Channel``. The ``webhook-id`` is the id of the event that is told."""

    def __init__(
        self, settings: WebhookChannel, poster: Poster, secrets: Secrets, clock: Callable[[], datetime]
    ) -> None:
        self._settings, self._poster, self._secrets, self._clock = settings, poster, secrets, clock

    def receiver(self, target: Target) -> str:
        """The URL."""
        return _url(target)

    async def send(self, letter: Letter, target: Target) -> Outcome:
        """See ``channel.Channel``. It is not sent without a signature."""
        names = target.get("secrets") if isinstance(target, dict) else None
        names = list(self._settings.secrets) if names is None else names
        if not isinstance(names, list) or not 1 <= len(names) <= _MOST_SECRETS:
            raise BadTarget("no_secret")
        body = payload(letter)
        try:
            headers = signed([self._secrets.get(name) for name in names], letter.message.event_id, self._clock(), body)
        except BadSecret:
            return Refused("bad_secret")
        return await self._poster.post(_url(target), body, headers)

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


def _url(target: Target) -> str:
    url = target.get("url") if isinstance(target, dict) else target
    if not isinstance(url, str):
        raise BadTarget("no_url")
    return url
