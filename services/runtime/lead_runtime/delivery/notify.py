"""Looks at ``notify`` of a rep or team when it is set, so that who sets it learns at once what would never be reached."""

from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue

from lead_runtime.delivery import mail, webhook
from lead_runtime.delivery.channel import BadTarget, Target
from lead_runtime.delivery.guard import Forbidden, Guard
from lead_runtime.delivery.secrets import NAME
from lead_runtime.delivery.settings import DeliveryFile, EmailChannel, SlackChannel

_IN_WORDS: Final = {
    "no_url": "a URL was expected, or {url, secrets}",
    "bad_url": "a URL was expected",
    "scheme_not_allowed": "https was expected",
    "address_not_allowed": "a public address was expected",
    "bad_address": "an e-mail address was expected",
    "no_secret": "names of one or two secrets were expected",
}


def problem(notify: Mapping[str, JsonValue], file: DeliveryFile) -> tuple[str, str] | None:
    """The member and what was expected there; None where all can be used. What no channel reads is left alone.

    Names behind an address are looked up when it is called, not here.
    """
    guard = file.guard()
    for name, channel in file.channels.items():
        target = notify.get(name)
        if target is None:
            continue
        try:
            _check(target, channel, guard)
        except (BadTarget, Forbidden) as error:
            return f"notify.{name}", _IN_WORDS.get(str(error), "it cannot be used")
    return None


def _check(target: Target, channel: object, guard: Guard) -> None:
    if isinstance(channel, EmailChannel):
        mail.address(target)
    elif isinstance(channel, SlackChannel):
        _named(target)
    else:
        member, found = webhook.where(target)
        if member == "url":
            guard.check(found)
        else:
            _named(found)
        for name in webhook.signers(target):
            _named(name)


def _named(name: Target) -> None:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise BadTarget("no_secret")
