"""Slack's incoming webhooks (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).

``notify``: ``{"slack": "SALES_EMEA"}``, the name of the secret that holds the webhook's URL, for the URL is one.
"""

import json
from collections.abc import Iterator
from typing import Final

from lead_runtime.delivery.channel import BadTarget, Letter, Target
from lead_runtime.delivery.http import Poster
from lead_runtime.delivery.outcome import Outcome
from lead_runtime.delivery.secrets import Secrets
from lead_runtime.delivery.words import contact_lines

_LONGEST_SECTION: Final = 2900
"""Characters; Slack takes 3,000 in a section."""


class Slack:
    """Implements ``channel.Channel``."""

    def __init__(self, poster: Poster, secrets: Secrets) -> None:
        self._poster, self._secrets = poster, secrets

    def receiver(self, target: Target) -> str:
        """The secret's name."""
        if not isinstance(target, str):
            raise BadTarget("no_secret")
        return target

    async def send(self, letter: Letter, target: Target) -> Outcome:
        """See ``channel.Channel``. 429 with Retry-After and 5xx are later; 400, 403, 404 and 410 are never."""
        return await self._poster.post(self._secrets.get(target), payload(letter), {})

    async def close(self) -> None:
        """See ``channel.Channel``."""
        await self._poster.close()


def payload(letter: Letter) -> bytes:
    """``text`` for notifications, and blocks. JSON in UTF-8."""
    message = letter.message
    blocks = [_section(f"*{escaped(message.title)}*"), *_sections(letter)]
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": f"{message.event} {message.event_id}"}]}
    whole = {"text": escaped(message.title), "blocks": [*blocks, context], "unfurl_links": False}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def escaped(text: str) -> str:
    """The three characters that Slack's markup needs escaped: nobody's name may call a channel or make a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _sections(letter: Letter) -> Iterator[object]:
    lines = [*contact_lines(letter.contact), *letter.message.lines]
    if lines:
        yield _section("\n".join(escaped(line) for line in lines))
    links = [f"<{url}|Open the {what}>" for what, url in letter.message.links.items()]
    if links:
        yield _section(" · ".join(links))


def _section(text: str) -> object:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:_LONGEST_SECTION]}}
