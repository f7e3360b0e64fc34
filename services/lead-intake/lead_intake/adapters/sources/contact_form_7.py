"""Contact Form 7: what plugins post of a form (it has no webhook of its own). No id, no time.

contactform7.com: Tag syntax. Fields are named by hand, or by their kind and a number (``tel-417``); choices are lists;
what begins with ``_`` is the plugin's.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.sources.questions import answered, claim_of, laid_flat, meaning, posted, ticked
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.values import utm
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_BY_KIND = {"email": "email", "tel": "phone", "url": "website", "textarea": "message", "acceptance": "consent"}
_TRAP = "_wpcf7_ak_hp_textarea"
"""Akismet's: people do not see it."""
_NUMBERED = re.compile(r"([a-z]+)-\d+", re.ASCII)


def parse(delivery: Delivery) -> Parsed:
    """One lead."""
    body = posted(delivery)
    said = utm(body.get("_wpcf7_referer") or body.get("_url")) | answered(_questions(body))
    claim = claim_of(said, {"form_id": text(body.get("_wpcf7")), "ak_hp_textarea": body.get(_TRAP)})
    return accepted(delivery, (replace(claim, event_id=delivery.event_id),))


def _questions(body: Node) -> Iterator[tuple[str, JsonValue]]:
    for name, value in laid_flat(body):
        if name.startswith("_"):
            continue
        numbered = _NUMBERED.fullmatch(name)
        question = _BY_KIND.get(numbered[1], name) if numbered else name
        boxed = meaning(question) == "consent" and (isinstance(value, list) or numbered is not None)
        yield question, ticked(value) if boxed else value
