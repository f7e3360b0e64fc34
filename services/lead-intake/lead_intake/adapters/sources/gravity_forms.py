"""Gravity Forms: the Webhooks add-on, with all fields of an entry or those that its author selected and named.

docs.gravityforms.com: Entry object. A raw entry names its fields by number; what they are called only the form knows
(``Delivery.labels``). Without that, parts of names and addresses are known by their fixed numbers, an e-mail address and
a phone number when they are seen.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC

from pydantic import JsonValue

from lead_contracts.normalise import country, email, instant, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.crm import ignored
from lead_intake.adapters.sources.questions import answered, claim_of, laid_flat, meaning, posted, ticked
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.values import utm
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_FIELD = re.compile(r"(\d+)(?:\.(\d+))?", re.ASCII)
_PHONE = re.compile(r"[+(0](?:[\s().\-/]*\d){8,16}")
"""Nine digits or more, so that no day is taken for a number."""
_LONGEST = 320
"""Of an e-mail address (RFC 5321)."""
_NAME_PARTS = {"3": "first name", "6": "last name"}
_NAME = frozenset({"2", "3", "4", "6", "8"})
_ADDRESS_PARTS = {"3": "city", "4": "region", "5": "postal code", "6": "country"}
_ENTRY = frozenset(
    {
        "id", "entry_id", "form_id", "post_id", "date_created", "date_updated", "is_starred", "is_read", "ip", "source_url",
        "user_agent", "currency", "payment_status", "payment_date", "payment_amount", "payment_method", "transaction_id",
        "transaction_type", "is_fulfilled", "created_by", "status", "source_id",
    }
)  # fmt: skip
"""What an entry says about itself."""


def parse(delivery: Delivery) -> Parsed:
    """One lead; an entry that is not sent yet is acknowledged and makes none."""
    entry = posted(delivery)
    if entry.get("status") == "partial":
        return ignored("partial entry: not submitted yet")
    return accepted(delivery, (_claim(entry, delivery),))


def _claim(entry: Node, delivery: Delivery) -> Claim:
    number, form = text(entry.get("id") or entry.get("entry_id")), text(entry.get("form_id"))
    said = utm(entry.get("source_url")) | answered(_questions(entry, delivery.labels))
    created = instant(entry.get("date_created"), UTC)
    return replace(
        claim_of(said, {"form_id": form, "entry_status": entry.get("status")}),
        external_id=number,
        event_id=(f"{form}:{number}" if form and number else number) or delivery.event_id,
        occurred_at=created.isoformat() if created else None,
    )


def _questions(entry: Node, labels: Mapping[str, str]) -> Iterator[tuple[str, JsonValue]]:
    parts = _parts(entry)
    for name, value in laid_flat({name: said for name, said in entry.items() if name not in _ENTRY}):
        field = _FIELD.fullmatch(name)
        question = labels.get(name) or (_guessed(parts, field[1], field[2], value) if field else name)
        boxed = field is not None and field[2] is not None and meaning(question) == "consent"
        yield question, ticked(value) if boxed else value


def _parts(entry: Node) -> Mapping[str, Node]:
    """The parts of every field that comes in parts: ``1.3`` lies at ``1``, ``3``."""
    found: defaultdict[str, Node] = defaultdict(dict)
    for name, value in entry.items():
        field, _, part = name.partition(".")
        if part:
            found[field][part] = value
    return found


def _guessed(parts: Mapping[str, Node], field: str, part: str | None, value: JsonValue) -> str:
    """What a field without a label asks for, as far as its number or its value says."""
    if part is None:
        return _seen(value) or f"field {field}"
    if country(parts[field].get("6")) is not None:
        return _ADDRESS_PARTS.get(part) or f"field {field} {part}"
    return (_NAME_PARTS.get(part) if parts[field].keys() <= _NAME else None) or f"field {field} {part}"


def _seen(value: JsonValue) -> str | None:
    said = text(value) or ""
    if len(said) > _LONGEST:
        return None
    return "email" if email(said) else "phone" if _PHONE.fullmatch(said) else None
