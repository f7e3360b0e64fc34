"""The person in words, for the channels that people read."""

from collections.abc import Iterator
from typing import Final

from lead_runtime.delivery.message import Contact

_LONGEST_QUOTE: Final = 500


def contact_lines(contact: Contact | None) -> Iterator[str]:
    """Name and how to reach the person, then what they wrote, cut short."""
    if contact is None:
        return
    who = " · ".join(part for part in (contact.name, contact.email, contact.phone) if part)
    if who:
        yield who
    if contact.message:
        quote = " ".join(contact.message.split())
        yield f"“{quote[:_LONGEST_QUOTE]}{'…' if len(quote) > _LONGEST_QUOTE else ''}”"
