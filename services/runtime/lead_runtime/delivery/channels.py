"""The channels of ``delivery.yaml``, made."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from lead_runtime.delivery.channel import Channel
from lead_runtime.delivery.http import Poster
from lead_runtime.delivery.mail import Email
from lead_runtime.delivery.secrets import MissingSecret, Secrets
from lead_runtime.delivery.settings import DeliveryFile, EmailChannel, SlackChannel, WebhookChannel
from lead_runtime.delivery.signing import BadSecret, key_of
from lead_runtime.delivery.slack import Slack
from lead_runtime.delivery.webhook import Webhook
from lead_runtime.exits import ConfigurationError


def channels_of(settings: DeliveryFile, secrets: Secrets, clock: Callable[[], datetime]) -> Mapping[str, Channel]:
    """By name. Raises ConfigurationError for a secret that the file names and that is not there, or is none."""
    problems = list(_problems(settings, secrets))
    if problems:
        raise ConfigurationError("\n".join(["delivery.yaml cannot be used:", *problems]))
    return {name: _channel(channel, settings, secrets, clock) for name, channel in settings.channels.items()}


def _channel(
    channel: WebhookChannel | SlackChannel | EmailChannel,
    settings: DeliveryFile,
    secrets: Secrets,
    clock: Callable[[], datetime],
) -> Channel:
    if isinstance(channel, EmailChannel):
        return Email(channel, secrets, clock)
    poster = Poster(settings.guard(), timedelta(seconds=channel.timeout_seconds))
    return Slack(poster, secrets) if isinstance(channel, SlackChannel) else Webhook(channel, poster, secrets, clock)


def _problems(settings: DeliveryFile, secrets: Secrets) -> Iterator[str]:
    for name, channel in settings.channels.items():
        try:
            if isinstance(channel, WebhookChannel):
                for secret in channel.secrets:
                    key_of(secrets.get(secret))
            elif isinstance(channel, EmailChannel) and channel.password:
                secrets.get(channel.password)
        except (MissingSecret, BadSecret) as error:
            yield f"  channels.{name}: {error}"
