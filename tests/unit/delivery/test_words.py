"""What people and machines are sent: short, escaped, and with nothing that was not to be carried."""

import json
from datetime import timedelta

import pytest
from tests.unit.delivery.samples import LEAD, NOW, contact, letter

from lead_runtime.delivery import slack, webhook
from lead_runtime.delivery.channel import BadTarget
from lead_runtime.delivery.mail import Email, composed
from lead_runtime.delivery.retry import Backoff
from lead_runtime.delivery.secrets import MissingSecret, Secrets
from lead_runtime.delivery.settings import EmailChannel

HOSTILE = "<!channel> & <https://evil.example|click>"


def test_a_webhook_says_type_time_and_data() -> None:
    assert json.loads(webhook.payload(letter())) == {
        "type": "lead.assigned",
        "timestamp": "2026-11-23T09:30:00.000Z",
        "data": {
            "lead_id": LEAD,
            "grade": "A",
            "message_id": "message-1",
            "to": "rep:anna",
            "links": {"lead": "https://sales.example.com/leads/1"},
        },
    }


def test_a_contact_is_in_a_message_only_where_it_is_given() -> None:
    said = json.loads(webhook.payload(letter(contact(phone=None))))["data"]["contact"]
    assert said == {"email": "marc@verre-clair.example", "first_name": "Marc", "message": "Call me"}
    assert b"Marc" in slack.payload(letter(contact()))
    assert b"Marc" not in slack.payload(letter())
    assert "marc@" not in repr(letter(contact())) + repr(contact())


def test_nobodys_name_calls_a_channel_or_makes_a_link() -> None:
    blocks = slack.payload(letter(contact(first_name=HOSTILE, message=HOSTILE), title=HOSTILE, lines=(HOSTILE,)))
    assert b"<!channel>" not in blocks
    assert b"<https://evil" not in blocks
    assert b"<https://sales.example.com/leads/1|Open the lead>" in blocks


def test_slack_gets_no_section_longer_than_it_takes() -> None:
    said = json.loads(slack.payload(letter(lines=("x" * 9000,))))
    assert max(len(block["text"]["text"]) for block in said["blocks"] if block["type"] == "section") <= 3000


def test_a_mail_has_text_and_html_and_an_id_that_follows_from_the_message() -> None:
    mail = composed(
        letter(contact(), title="Hello\r\nBcc: x@evil.example"), "anna@example.com", "Leads <l@ex.org>", NOW
    )
    assert mail["Message-ID"] == "<message-1@ex.org>"
    assert mail["Subject"] == "Hello Bcc: x@evil.example"
    assert mail["Bcc"] is None
    assert mail["X-Lead-Handover-Event"] == "event-1"
    text, html = (part.get_content() for part in mail.iter_parts())
    assert "Marc · marc@verre-clair.example · +33155512345" in text
    assert "Open the lead: https://sales.example.com/leads/1" in text
    assert '<a href="https://sales.example.com/leads/1">' in html


def test_html_of_a_mail_is_escaped() -> None:
    mail = composed(letter(lines=("<script>alert(1)</script>",)), "anna@example.com", "l@ex.org", NOW)
    assert "<script>" not in list(mail.iter_parts())[1].get_content()


@pytest.mark.parametrize(
    "address", [None, "", "anna", "a@b\r\nBcc: c@d", "a@b, c@d", "Anna <a@b>", {"to": "a@b"}, "ä@b"]
)
def test_what_is_no_address_is_refused(address: object) -> None:
    channel = Email(EmailChannel(kind="email", host="h", sender="l@ex.org"), Secrets({}), lambda: NOW)
    with pytest.raises(BadTarget):
        channel.receiver(address)  # type: ignore[arg-type]


def test_secrets_are_found_by_name_alone(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "HANDOVER_DELIVERY_SECRET_FILED").write_text("from a file\n")
    secrets = Secrets({"HANDOVER_DELIVERY_SECRET_HOOK": "s", "HOME": "h", "HANDOVER_SECRETS_DIR": str(tmp_path)})
    assert (secrets.get("HOOK"), secrets.get("FILED")) == ("s", "from a file")
    for name in ("HOME", "hook", "../X", "", None, "OTHER", "X/../FILED"):
        with pytest.raises(MissingSecret):
            secrets.get(name)


def test_pauses_grow_to_a_limit_and_half_of_each_is_chance() -> None:
    backoff = Backoff(timedelta(seconds=2), timedelta(seconds=60))
    assert [backoff.after(n, lambda: 1.0).total_seconds() for n in (1, 2, 3, 6, 99)] == [2, 4, 8, 60, 60]
    assert backoff.after(6, lambda: 0.0).total_seconds() == 30
