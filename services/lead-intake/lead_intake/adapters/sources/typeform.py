"""Typeform: ``form_response`` webhooks (typeform.com/developers/webhooks).

A form's author names the questions. An answer is found by the ``ref`` of its question, else by its title, else by
its type; what was asked beyond that is kept among the attributes.
"""

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.shape import Node, as_object, at, object_of, objects
from lead_intake.adapters.sources.words import member_for, snake
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Disposition, Parsed

_BY_TYPE = {"email": "email", "phone_number": "phone"}


def parse(delivery: Delivery) -> Parsed:
    """A submitted form is a lead; a partial one is acknowledged, since its person has not sent it."""
    body = object_of(delivery)
    if body.get("event_type") == "form_response_partial":
        return Parsed(Disposition.IGNORE, warnings=("partial answers: not submitted yet",))
    return accepted(delivery, (_claim(as_object(body.get("form_response"), "form_response")),))


def _claim(form: Node) -> Claim:
    answers = _answers(form)
    hidden = _hidden(form)
    said = hidden | answers
    return Claim(
        external_id=form.get("token"),
        event_id=text(form.get("token")),
        occurred_at=form.get("submitted_at"),
        form_shown_at=form.get("landed_at"),
        email=said.pop("email", None),
        phones=(said.pop("phone", None),),
        first_name=said.pop("first_name", None),
        last_name=said.pop("last_name", None),
        full_name=said.pop("full_name", None),
        company=said.pop("company", None),
        website=said.pop("website", None),
        job_title=said.pop("job_title", None),
        country=said.pop("country", None),
        utm_campaign=said.pop("utm_campaign", None),
        campaign=said.pop("campaign", None),
        message=said.pop("message", None),
        consent=said.pop("consent", None),
        attributes=said | {"form_id": form.get("form_id")},
    )


def _hidden(form: Node) -> Node:
    hidden = form.get("hidden")
    return {
        member_for(name) or snake(name): value for name, value in (hidden if isinstance(hidden, dict) else {}).items()
    }


def _answers(form: Node) -> Node:
    titles = {text(field.get("id")): text(field.get("title")) for field in objects(at(form, "definition", "fields"))}
    found: Node = {}
    for answer in objects(form.get("answers")):
        title = titles.get(text(at(answer, "field", "id")))
        found.setdefault(_question(answer, title), _value(answer))
    return found


def _question(answer: Node, title: str | None) -> str:
    ref = text(at(answer, "field", "ref"))
    by_type = _BY_TYPE.get(str(answer.get("type")))
    return member_for(ref) or member_for(title) or by_type or snake(title or ref or "question")


def _value(answer: Node) -> JsonValue:
    found = answer.get(str(answer.get("type")))
    if isinstance(found, dict):
        return found.get("label") or found.get("other") or _labels(found)
    return found


def _labels(choices: Node) -> str | None:
    labels = choices.get("labels")
    return ", ".join(str(label) for label in labels) if isinstance(labels, list) else None
