"""LinkedIn Lead Gen Forms: ``LEAD_ACTION`` notices, and lead form responses (learn.microsoft.com: Lead Sync).

A response names its questions by number alone; the form that words them is expected beside it, as ``form``.
"""

from dataclasses import replace

from pydantic import JsonValue

from lead_contracts.normalise import email, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.crm import ERASED, each, ignored, suppressed, unfetched
from lead_intake.adapters.sources.questions import answered, claim_of
from lead_intake.adapters.sources.shape import Node, at, object_of, objects
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Parsed

_URN = "urn:li:leadGenFormResponse:"
_CAMPAIGN = ("leadMetadataInfo", "sponsoredLeadMetadataInfo", "campaign")


def parse(delivery: Delivery) -> Parsed:
    """A notice; or a response, or a page of them (``elements``)."""
    body = object_of(delivery)
    if "leadAction" in body or body.get("type") == "LEAD_ACTION":
        return _action(delivery, body)
    responses = objects(body.get("elements")) if isinstance(body.get("elements"), list) else (body,)
    return each(responses, lambda response: _lead(delivery, response))


def _lead(delivery: Delivery, response: Node) -> Parsed:
    """A deletion names the person by their response again, as a URN."""
    parsed = accepted(delivery, (_claim(response),))
    return replace(parsed, leads=tuple(replace(lead, alias=lead.event_id) for lead in parsed.leads))


def _action(delivery: Delivery, body: Node) -> Parsed:
    """A lead that is to be fetched, or one whose person took it back."""
    response, action = _urn(body.get("leadGenFormResponse")), body.get("leadAction")
    if response is None:
        raise WrongShape("leadGenFormResponse is missing", "leadGenFormResponse")
    if action == "CREATED":
        named = Claim(external_id=response, names_person=True, event_id=response, occurred_at=body.get("occurredAt"))
        return unfetched(delivery, named, what="lead")
    if action == "DELETED":
        return suppressed(delivery, Person(external_id=response), ERASED, body.get("occurredAt"))
    return ignored("the action is neither CREATED nor DELETED")


def _urn(said: JsonValue) -> str | None:
    """Notices say the URN, responses the id at its end."""
    given = text(said)
    return given if given is None or given.startswith(_URN) else _URN + given


def _claim(response: Node) -> Claim:
    if at(response, "formResponse", "answers") is None:
        raise WrongShape("formResponse is missing: not a lead form response", "formResponse")
    campaign = at(response, *_CAMPAIGN)
    about: Node = {"form_id": at(response, "form", "id"), "form_name": at(response, "form", "name")}
    about["lead_type"] = response.get("leadType")
    claim = claim_of(answered(_answers(response)), about)
    return replace(
        claim,
        external_id=response.get("id"),
        event_id=_urn(response.get("id")),
        occurred_at=response.get("submittedAt"),
        campaign=at(campaign, "name"),
        campaign_id=_campaign_id(response),
        is_test=response.get("testLead"),
        consent=_consent(response),
    )


def _campaign_id(response: Node) -> str | None:
    """The number at the end of the campaign's URN."""
    urn = text(at(response, "leadMetadata", "sponsoredLeadMetadata", "campaign")) or text(
        at(response, *_CAMPAIGN, "id")
    )
    return urn.rpartition(":")[2] if urn else None


def _answers(response: Node) -> list[tuple[str, JsonValue]]:
    """Question and answer; of a question that no form words an e-mail address is still known when it is seen."""
    content = at(response, "form", "content")
    asked = {text(one.get("questionId")): one for one in objects(at(content, "questions"))}
    hidden = [(str(one.get("name")), one.get("value")) for one in objects(at(response, "form", "hiddenFields"))]
    found: list[tuple[str, JsonValue]] = []
    for answer in objects(at(response, "formResponse", "answers")):
        number, value = text(answer.get("questionId")), _value(answer)
        question = asked.get(number, {})
        words = text(question.get("predefinedField")) or text(question.get("name"))
        found.append((words or ("email" if email(value) else f"unnamed {number}"), value))
    return found + hidden


def _value(answer: Node) -> JsonValue:
    details = answer.get("answerDetails")
    return at(details, "textQuestionAnswer", "answer") or at(details, "multipleChoiceAnswer", "options")


def _consent(response: Node) -> JsonValue:
    """Whether every box was ticked: which of them asks for what, only the form knows."""
    boxes = tuple(objects(at(response, "formResponse", "consentResponses")))
    return all(box.get("accepted") is True for box in boxes) if boxes else None
