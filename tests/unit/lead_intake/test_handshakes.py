"""What vendors ask of a hook before they send, and what their ways of trying again need as an answer."""

import hashlib
import hmac
from typing import Any

import pytest
from tests.unit.lead_intake.calls import LEAD, ask
from tests.unit.lead_intake.world import FakeLog

from lead_contracts.events import Delivery
from lead_intake.adapters.answers import MANNERS
from lead_intake.adapters.handshakes import HANDSHAKES, Answer, Question, cloudevents, linkedin, meta
from lead_intake.adapters.sources import ADAPTERS
from lead_intake.domain.errors import BadSignature
from lead_runtime.errors import KafkaAway

APP_SECRET, CLIENT_SECRET, WORD = "app-secret-of-meta", "client-secret-of-linkedin", "a-word-of-ours"
CODE = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
SOURCES: dict[str, Any] = {
    "meta-lead-ads": {"adapter": "meta_lead_ads", "secrets": [APP_SECRET], "verify_token": WORD},
    "linkedin": {"adapter": "linkedin", "secrets": [CLIENT_SECRET, "the-secret-before"]},
    "outreach": {"adapter": "outreach", "secrets": ["token-of-outreach"]},
}

CONFIGURED = {"sources": SOURCES}


def subscription(token: str, challenge: str = "1158201444") -> dict[str, str]:
    return {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}


def test_meta_gets_its_challenge_back_as_plain_text() -> None:
    answer = ask("GET", "/hooks/meta-lead-ads", key=None, configured=CONFIGURED, params=subscription(WORD))

    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("token", ["", "another", APP_SECRET, WORD + "x"])
def test_whoever_does_not_know_the_word_gets_403_and_not_the_challenge(token: str) -> None:
    answer = ask("GET", "/hooks/meta-lead-ads", key=None, configured=CONFIGURED, params=subscription(token))

    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert "1158201444" not in answer.text


def test_without_a_word_of_its_own_a_live_secret_of_the_source_is_taken() -> None:
    asked = Question(subscription("the-old-one"), secrets=(b"the-new-one", b"the-old-one"))

    assert meta.subscription(asked) == Answer("1158201444")


def test_an_empty_word_opens_nothing() -> None:
    with pytest.raises(BadSignature):
        meta.subscription(Question(subscription(""), secrets=(b"",)))


def test_a_page_is_not_sent_back_as_a_challenge() -> None:
    with pytest.raises(BadSignature):
        meta.subscription(Question(subscription("word", "x" * 513), secrets=(b"word",)))


def test_linkedin_gets_proof_by_the_newest_secret() -> None:
    answer = ask("GET", f"/hooks/linkedin?challengeCode={CODE}", key=None, configured=CONFIGURED)

    response = hmac.new(CLIENT_SECRET.encode(), CODE.encode(), hashlib.sha256).hexdigest()
    assert (answer.status_code, answer.json()) == (200, {"challengeCode": CODE, "challengeResponse": response})
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("code", ["", "hmacsha256={}", f"hmacsha256={CODE}", f"{CODE}\n", "890e4665", CODE + CODE])
def test_linkedins_handshake_signs_no_body_for_anybody(code: str) -> None:
    with pytest.raises(BadSignature):
        linkedin.challenge(Question({"challengeCode": code}, secrets=(b"secret",)))


def test_a_source_without_a_secret_proves_nothing() -> None:
    with pytest.raises(BadSignature):
        linkedin.challenge(Question({"challengeCode": CODE}))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["mailchimp", "linkedin", "meta-lead-ads", "nobody", "a/b", ""])
def test_who_only_looks_whether_somebody_is_there_gets_200(method: str, path: str) -> None:
    assert ask(method, f"/hooks/{path}", key=None, configured=CONFIGURED).status_code == 200


def test_a_sender_of_cloudevents_may_send_and_learns_how_fast() -> None:
    asking = {"WebHook-Request-Origin": "eventemitter.example.com", "WebHook-Request-Rate": "120"}

    answer = ask("OPTIONS", "/hooks/cloudevents", key=None, headers=asking, configured={"rate_limit": 2.0})

    assert answer.status_code == 200
    assert answer.headers["webhook-allowed-origin"] == "eventemitter.example.com"
    assert answer.headers["webhook-allowed-rate"] == "120"
    assert "POST" in answer.headers["allow"]


def test_without_a_limit_any_rate_is_allowed() -> None:
    asked = Question(headers={"webhook-request-origin": "a.example"})

    assert cloudevents.permission(asked, None).headers["WebHook-Allowed-Rate"] == "*"


@pytest.mark.parametrize("origin", ["", "a b", "<script>", "x" * 254])
def test_an_origin_that_is_none_is_not_repeated(origin: str) -> None:
    answer = ask("OPTIONS", "/hooks/cloudevents", key=None, headers={"WebHook-Request-Origin": origin})

    assert (answer.status_code, "webhook-allowed-origin" in answer.headers) == (200, False)


@pytest.mark.parametrize("path", ["nobody", "Not A Slug", "a/b", "", "typeform/x", "%F0%9F%98%80"])
def test_no_address_of_a_hook_is_ever_404_or_410(path: str) -> None:
    assert ask("POST", f"/hooks/{path}", key=None, json=LEAD).status_code == 401


@pytest.mark.parametrize("path", ["Forms", "forms/", "FORMS"])
def test_an_address_in_another_spelling_is_the_same_source(path: str) -> None:
    log = FakeLog()

    answer = ask("POST", f"/hooks/{path}", log=log, key=None, headers={"X-Api-Key": "token-of-the-forms"}, json=LEAD)

    assert (answer.status_code, [kept.source for kept in log.kept]) == (202, ["forms"])


def test_with_a_key_a_slug_that_is_none_is_named() -> None:
    assert ask("POST", "/hooks/a/b", json=LEAD).json()["errors"][0]["field"] == "path.source"


class Recovering(FakeLog):
    """Kafka that is away for the first ``tries``."""

    def __init__(self, tries: int) -> None:
        super().__init__()
        self.tries, self.asked = tries, list[str]()

    async def send(self, event: Delivery) -> object:
        self.asked.append(event.delivery_id)
        if len(self.asked) <= self.tries:
            raise KafkaAway("away")
        return await super().send(event)


def test_what_a_vendor_would_never_send_again_is_tried_again_here_under_the_same_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lead_intake.adapters.http.hooks._PAUSE_SECONDS", 0.0)
    log = Recovering(2)

    answer = ask("POST", "/hooks/outreach?token=token-of-outreach", log=log, key=None, configured=CONFIGURED, json={})

    assert (answer.status_code, len(log.kept), len(set(log.asked))) == (202, 1, 1)


def test_the_others_are_told_at_once_to_come_again() -> None:
    log = Recovering(1)

    answer = ask("POST", "/hooks/forms", log=log, key=None, headers={"X-Api-Key": "token-of-the-forms"}, json=LEAD)

    assert (answer.status_code, answer.headers["retry-after"], len(log.asked)) == (503, "2", 1)


def test_handshakes_and_answers_belong_to_adapters_that_there_are() -> None:
    assert HANDSHAKES.keys() | MANNERS.keys() <= ADAPTERS


def test_patience_ends_before_the_vendor_hangs_up() -> None:
    one_try = 2.0  # the publisher's
    assert all(manner.patience + one_try < 5 for manner in MANNERS.values())


@pytest.mark.parametrize(
    "request_",
    [
        {"params": {"sig": "x", "token": "token-of-the-forms", "page": "7"}},
        {"params": {"page": "7", "hidden": "token-of-the-forms"}, "headers": {"X-Api-Key": "token-of-the-forms"}},
        {
            "params": {"page": "7"},
            "headers": {
                "X-Auth-Token": "token-of-the-forms",
                "Referer": "https://x.example/?t=token%2Dof%2Dthe%2Dforms",
                "X-Hook": "key=token-of-the-forms",
            },
        },
    ],
)
def test_no_secret_of_a_source_is_kept_under_whatever_name_it_came(request_: dict[str, Any]) -> None:
    log = FakeLog()

    answer = ask("POST", "/hooks/forms", log=log, key=None, json=LEAD, **request_)

    (kept,) = log.kept
    assert (answer.status_code, kept.request is not None and kept.request.query) == (202, {"page": "7"})
    assert "token-of-the-forms" not in repr(kept.request)
    assert "token%2Dof" not in repr(kept.request)
