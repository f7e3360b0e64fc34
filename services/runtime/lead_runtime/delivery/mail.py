"""E-mail over SMTP; ``notify``: ``{"email": "anna@example.com"}``."""

import asyncio
import re
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from typing import Final

import aiosmtplib

from lead_runtime.delivery.channel import BadTarget, Letter, Target
from lead_runtime.delivery.outcome import Delayed, Delivered, Outcome, Refused
from lead_runtime.delivery.secrets import Secrets
from lead_runtime.delivery.settings import EmailChannel
from lead_runtime.delivery.words import contact_lines

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""As browsers take it in a form; the standard library's parser stumbles over more."""
_LONGEST_ADDRESS: Final = 254
_LONGEST_SUBJECT: Final = 150
_FIRST_PERMANENT: Final = 500
_CLOSING: Final = 421
"""The server closes the channel: it is about the server, not about the message."""


class Email:
    """Implements ``channel.Channel``. The ``Message-ID`` follows from the event and the receiver."""

    def __init__(self, settings: EmailChannel, secrets: Secrets, clock: Callable[[], datetime]) -> None:
        self._settings, self._secrets, self._clock = settings, secrets, clock
        self._tls = ssl.create_default_context()
        if settings.certificates is not None:
            self._tls.load_verify_locations(settings.certificates)

    def receiver(self, target: Target) -> str:
        """The server: when it is down, it is for everybody."""
        address(target)
        return f"{self._settings.host}:{self._settings.port}"

    async def send(self, letter: Letter, target: Target) -> Outcome:
        """See ``channel.Channel``. 4yz is later, 5yz never; a login that is refused is our server's matter: later."""
        to, password = address(target), self._settings.password and self._secrets.get(self._settings.password)
        mail = composed(letter, to, self._settings.sender, self._clock())
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                await self._deliver(mail, to, password)
        except aiosmtplib.SMTPAuthenticationError:
            return Delayed("smtp_login_refused")
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _judged(error.recipients[0].code)
        except aiosmtplib.SMTPConnectResponseError as error:
            return Delayed(f"smtp_{error.code}")
        except aiosmtplib.SMTPResponseException as error:
            return _judged(error.code)
        except (TimeoutError, aiosmtplib.SMTPTimeoutError):
            return Delayed("timeout")
        except (aiosmtplib.SMTPException, ssl.SSLError, OSError):
            return Delayed("no_connection")
        return Delivered()

    async def close(self) -> None:
        """See ``channel.Channel``: each message has a connection of its own."""

    async def _deliver(self, mail: EmailMessage, to: str, password: str | None) -> None:
        settings = self._settings
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=socket.gethostname(),
            username=settings.user,
            password=password,
            timeout=settings.timeout_seconds,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._tls if settings.security != "none" else None,
        )
        try:
            await client.connect()
            await client.send_message(mail, sender=parseaddr(settings.sender)[1], recipients=[to])
        finally:
            client.close()  # without waiting for a goodbye: what was answered counts


def _judged(code: int) -> Outcome:
    if code >= _FIRST_PERMANENT:
        return Refused(f"smtp_{code}")
    return Delayed(f"smtp_{code}", receiver_down=code == _CLOSING)


def composed(letter: Letter, to: str, sender: str, now: datetime) -> EmailMessage:
    """The mail: text, and the same as HTML."""
    message, mail = letter.message, EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = " ".join(message.title.split())[:_LONGEST_SUBJECT]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{letter.message_id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Lead-Handover-Event"] = message.event_id
    lines = [*contact_lines(letter.contact), *message.lines]
    links = [f"Open the {what}: {url}" for what, url in message.links.items()]
    mail.set_content("\n\n".join([message.title, *lines, *links]) + "\n")
    mail.add_alternative(_html(message.title, lines, message.links), subtype="html")
    return mail


def _html(title: str, lines: list[str], links: dict[str, str]) -> str:
    said = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    linked = "".join(f'<p><a href="{escape(url)}">Open the {escape(what)}</a></p>\n' for what, url in links.items())
    return f"<!doctype html>\n<html><body>\n<h3>{escape(title)}</h3>\n{said}{linked}</body></html>\n"


def address(target: Target) -> str:
    """The address. Raises BadTarget for what is none: it would end in a header."""
    if not isinstance(target, str) or len(target) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(target):
        raise BadTarget("bad_address")
    return target
