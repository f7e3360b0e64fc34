"""Unbounce: form submissions of landing pages (documentation.unbounce.com: Using a webhook).

As a form the fields lie in ``data.json``, a JSON text, and every value is a list; where there is none, in ``data.xml``.
As JSON they are named by the page's author and lie beside the page. None of them has an id.
"""

import re
from dataclasses import replace
from xml.etree.ElementTree import ParseError

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.questions import answered, claim_of, laid_flat, plain, posted
from lead_intake.adapters.sources.shape import Node, as_object, json_of
from lead_intake.adapters.values import utm
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import UnreadableBody, WrongShape
from lead_intake.domain.parsed import Parsed

_TIME = re.compile(r"(1[0-2]|0?[1-9]):([0-5][0-9]) (AM|PM) UTC")
_PAGE = ("page_id", "page_name", "page_url", "variant")
_TRANSPORT = frozenset({"data.json", "data.xml", "ip_address", "page_uuid", "date_submitted", "time_submitted", *_PAGE})


def parse(delivery: Delivery) -> Parsed:
    """One lead."""
    body = posted(delivery)
    fields = _fields(body)
    if not fields.keys() - _TRANSPORT:
        raise WrongShape("neither data.json nor a field of a form: not a submission of Unbounce", "data.json")
    return accepted(delivery, (replace(_claim(body, fields), event_id=delivery.event_id),))


def _fields(body: Node) -> Node:
    if given := _first(body.get("data.json")):
        return as_object(json_of(given.encode()), "data.json")
    if given := _first(body.get("data.xml")):
        return _in_xml(given) or body
    return body


def _first(listed: JsonValue) -> str:
    given = listed[0] if isinstance(listed, list) and listed else listed
    return given.strip() if isinstance(given, str) else ""


def _in_xml(given: str) -> Node:
    """``<form_data><email>…</email>…</form_data>``; a tag that comes again is a list. UnreadableBody."""
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(given, forbid_dtd=True)
    except (ParseError, ValueError) as error:  # defusedxml's refusals are ValueErrors
        raise UnreadableBody("data.xml is not XML, or has a DTD", "data.xml") from error
    found: dict[str, list[JsonValue]] = {}
    for field in root:
        found.setdefault(str(field.tag), []).append("".join(field.itertext()))
    return dict(found)


def _claim(body: Node, fields: Node) -> Claim:
    said = answered((name, value) for name, value in laid_flat(fields) if name not in _TRANSPORT)
    page: Node = {name: plain(body.get(name)) for name in _PAGE}
    address = utm(page["page_url"])
    return replace(
        claim_of(address | said, page),
        occurred_at=_submitted(fields) or _submitted(body),
    )


def _submitted(fields: Node) -> JsonValue:
    """Day and time come apart, and the time as people write it: ``10:57 PM UTC``. Of another zone nothing is known."""
    day, time = (text(plain(fields.get(name))) for name in ("date_submitted", "time_submitted"))
    found = _TIME.fullmatch(time or "")
    if day is None or found is None:
        return None
    hour = int(found[1]) % 12 + (12 if found[3] == "PM" else 0)
    return f"{day}T{hour:02}:{found[2]}:00Z"
