"""Typeform: ``form_response`` webhooks (typeform.com/developers/webhooks).

A form's author names the questions. An answer is found by the ``ref`` of its question, else by its title, else by
its type; what was asked beyond that is kept among the attributes.
"""

from collections.abc import Iterator
from dataclasses import replace

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.crm import ignored
from lead_intake.adapters.sources.questions import answered, claim_of, laid_flat, meaning
from lead_intake.adapters.sources.shape import Node, as_object, at, object_of, objects
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_BY_TYPE = {"email": "email", "phone_number": "phone"}


def parse(delivery: Delivery) -> Parsed:
    """A submitted form is a lead; a partial one is acknowledged, since its person has not sent it."""
    body = object_of(delivery)
    if body.get("event_type") == "form_response_partial":
        return ignored("partial answers: not submitted yet")
    return accepted(delivery, (_claim(as_object(body.get("form_response"), "form_response")),))


def _claim(form: Node) -> Claim:
    hidden = form.get("hidden")
    fields = [*_answers(form), *laid_flat(hidden if isinstance(hidden, dict) else {})]
    return replace(
        claim_of(answered(fields), {"form_id": form.get("form_id"), "form_name": at(form, "definition", "title")}),
        external_id=form.get("token"),
        event_id=text(form.get("token")),
        occurred_at=form.get("submitted_at"),
        form_shown_at=form.get("landed_at"),
    )


def _answers(form: Node) -> Iterator[tuple[str, JsonValue]]:
    titles = {str(field.get("id")): field.get("title") for field in objects(at(form, "definition", "fields"))}
    for answer in objects(form.get("answers")):
        field = answer.get("field")
        ref, title = at(field, "ref"), titles.get(str(at(field, "id")))
        yield (
            _question(ref, title) or _BY_TYPE.get(str(answer.get("type"))) or str(title or ref or "unnamed"),
            _value(answer),
        )


def _question(*said: JsonValue) -> str | None:
    """The first that says what was asked."""
    return next((words for words in said if isinstance(words, str) and meaning(words)), None)


def _value(answer: Node) -> JsonValue:
    found = answer.get(str(answer.get("type")))
    if isinstance(found, dict):
        return found.get("label") or found.get("other") or found.get("labels")
    return found
