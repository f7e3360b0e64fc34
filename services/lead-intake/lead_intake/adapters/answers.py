"""What the vendors' ways of trying again need: the status that they take as done, and how long we may keep on trying.

Never 404 or 410, whatever the address says: Typeform and ActiveCampaign would switch the hook off. Vendors that are not in
the table take any 2xx as done and come again after a 5xx or a 429, some for days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Manner:
    """``status`` of what is kept. ``patience``: seconds for which keeping is tried again before the 503."""

    status: int = 202
    patience: float = 0.0


USUAL: Final = Manner()
_NEVER_AGAIN: Final = Manner(patience=2.5)
"""Outreach waits five seconds, and one try may last two."""
MANNERS: Final[Mapping[str, Manner]] = {
    "activecampaign": _NEVER_AGAIN,
    "contact_form_7": _NEVER_AGAIN,
    "google_ads": Manner(200),  # developers.google.com/google-ads/webhook: 200, and 5xx is tried again
    "marketo": _NEVER_AGAIN,
    "meta_lead_ads": Manner(200),  # developers.facebook.com: Webhooks: "200 OK" to every notification
    "outreach": _NEVER_AGAIN,  # tries again after network errors only, never after a status
    "unbounce": _NEVER_AGAIN,
    "wpforms": _NEVER_AGAIN,
}


def manner_of(adapter: str) -> Manner:
    """The manner of the adapter's vendor."""
    return MANNERS.get(adapter, USUAL)
