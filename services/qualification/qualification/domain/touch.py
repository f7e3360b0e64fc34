"""One contact of a person with us, as qualification sees it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple, TypeAlias

Motion: TypeAlias = Literal["inbound", "outbound"]
Channel: TypeAlias = Literal["live", "list"]

FACTS: Final = (
    "company",
    "domain",
    "mail_domain",
    "mailbox",
    "job_title",
    "country",
    "region",
    "postal_prefix",
    "language",
    "skills",
    "sector",
    "company_type",
    "employees",
    "budget",
    "consent",
    "do_not_call",
    "do_not_mail",
)
"""What is known of a lead beyond this touch, in the order in which it is shown. None of it names a person.

``mailbox``: personal, shared or business. ``region``: ISO 3166-2 (``DE-BY``); ``postal_prefix``: the country and how its
postal code begins (``DE:803``); ``language``: ISO 639-1, as somebody declared it.
``skills``: what a rep has to know for them, as it was said. ``employees``, ``budget``: the canonical text of a span.
``consent``: given or refused. ``do_not_call``, ``do_not_mail``: yes or no.
"""

CONTACT: Final = ("email", "phone", "first_name", "last_name", "message")
"""What is known of the person: personal data."""
IDS_ONLY: Final = "ids_only"
"""The flag of a touch that names its person by an id alone: who it is has to be fetched."""


class Touch(NamedTuple):
    """``at`` is the instant (UTC) from which its points decay, ``received_at`` when our side first had it.

    ``facts`` and ``contact`` hold what the source said, by the names of ``FACTS`` and ``CONTACT``; what is missing is
    unknown. ``attributes``: what else it said, as it said it, names in plain words joined by ``_``. ``flags``: what
    intake found odd about it.
    """

    touch_id: str
    motion: Motion
    channel: Channel
    source: str
    at: datetime
    received_at: datetime
    facts: Mapping[str, str]
    contact: Mapping[str, str]
    attributes: Mapping[str, str]
    campaign: str | None = None
    is_test: bool = False
    flags: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Shows no personal data, so that none lands in a log or a traceback."""
        return f"Touch(touch_id={self.touch_id!r}, motion={self.motion!r}, source={self.source!r})"
