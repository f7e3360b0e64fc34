"""What a source says about one person, in its own words, before anything is believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Raw values, whatever JSON or a CSV cell holds; None where the source says nothing.

    ``phones`` in the order of preference. ``website`` may be an address or a bare host. ``attributes`` is what else was
    said and is worth keeping; its common names over all sources are those of the table in ``sources/words.py``.
    ``names_person``: whether ``external_id`` stands for the person (a contact) and not for this one submission.
    """

    external_id: JsonValue = None
    names_person: bool = False
    event_id: str | None = None
    occurred_at: JsonValue = None
    motion: JsonValue = None
    email: JsonValue = None
    phones: tuple[JsonValue, ...] = ()
    first_name: JsonValue = None
    last_name: JsonValue = None
    full_name: JsonValue = None
    company: JsonValue = None
    website: JsonValue = None
    job_title: JsonValue = None
    country: JsonValue = None
    utm_campaign: JsonValue = None
    campaign: JsonValue = None
    campaign_id: JsonValue = None
    is_test: JsonValue = None
    message: JsonValue = None
    consent: JsonValue = None
    form_shown_at: JsonValue = None
    attributes: Mapping[str, JsonValue] = field(default_factory=dict)
