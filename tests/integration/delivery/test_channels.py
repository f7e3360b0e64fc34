"""Each channel against a real server of its kind."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
import trustme
from tests.integration.delivery.receivers import Answer, Hooks, Mailbox, is_signed, smtp
from tests.unit.delivery.samples import SECRET, contact, letter

from lead_runtime.delivery.channel import BadTarget
from lead_runtime.delivery.guard import Guard
from lead_runtime.delivery.http import Poster
from lead_runtime.delivery.mail import Email
from lead_runtime.delivery.outcome import Delayed, Delivered, Outcome, Refused
from lead_runtime.delivery.secrets import Secrets
from lead_runtime.delivery.settings import EmailChannel, WebhookChannel
from lead_runtime.delivery.slack import Slack
from lead_runtime.delivery.webhook import Webhook

pytestmark = pytest.mark.anyio
OURS = Guard(http=True, networks=[ip_network("127.0.0.0/8")])
NEW = "whsec_" + "bmV3IHNlY3JldCBvZiAyNCBieXRlcyEh"
TO = "anna@example.com"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def hooks() -> Iterator[Hooks]:
    made = Hooks()
    yield made
    made.close()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


def now() -> datetime:
    return datetime.now(UTC)


def secrets(**named: str) -> Secrets:
    return Secrets({f"HANDOVER_DELIVERY_SECRET_{name}": value for name, value in named.items()})


async def posted(url: str, guard: Guard = OURS, seconds: float = 5) -> Outcome:
    poster = Poster(guard, timedelta(seconds=seconds))
    try:
        return await poster.post(url, b"{}", {})
    finally:
        await poster.close()


async def test_a_webhook_arrives_whole_and_signed_by_each_live_secret(hooks: Hooks) -> None:
    poster = Poster(OURS, timedelta(seconds=5))
    channel = Webhook(WebhookChannel(kind="webhook"), poster, secrets(OLD=SECRET, NEW=NEW), now)
    target = {"url": f"{hooks.url}/signed?a=b", "secrets": ["NEW", "OLD"]}
    for _ in range(2):
        assert await channel.send(letter(contact()), target) == Delivered()
    first, second = hooks.to("/signed?a=b")
    assert (first.id, second.id) == ("event-1", "event-1")
    assert is_signed(first, SECRET)
    assert is_signed(first, NEW)
    assert not is_signed(first, "whsec_" + "A" * 32)
    assert first.headers["content-type"] == "application/json"
    assert first.json["data"]["contact"]["first_name"] == "Marc"
    await channel.close()


async def test_an_unsigned_webhook_is_not_sent(hooks: Hooks) -> None:
    channel = Webhook(WebhookChannel(kind="webhook"), Poster(OURS, timedelta(seconds=5)), secrets(BAD="short"), now)
    assert await channel.send(letter(), {"url": f"{hooks.url}/unsigned", "secrets": ["BAD"]}) == Refused("bad_secret")
    with pytest.raises(BadTarget, match="no_secret"):
        await channel.send(letter(), f"{hooks.url}/unsigned")
    assert hooks.to("/unsigned") == []
    await channel.close()


async def test_a_url_that_is_a_secret_itself_is_looked_up(hooks: Hooks) -> None:
    named = secrets(OLD=SECRET, ZAP=f"{hooks.url}/hidden")
    channel = Webhook(WebhookChannel(kind="webhook", secrets=("OLD",)), Poster(OURS, timedelta(seconds=5)), named, now)
    assert channel.receiver({"url_secret": "ZAP"}) == "ZAP"
    assert await channel.send(letter(), {"url_secret": "ZAP"}) == Delivered()
    assert is_signed(hooks.to("/hidden")[0], SECRET)
    await channel.close()


async def test_slack_gets_blocks_and_its_pause_is_told(hooks: Hooks) -> None:
    answers: Iterator[Answer] = iter([(429, {"retry-after": "30"}), (200, {}), (404, {})])
    hooks.answers["/services/T/B/x"] = lambda _: next(answers)
    channel = Slack(Poster(OURS, timedelta(seconds=5)), secrets(SALES=f"{hooks.url}/services/T/B/x"))
    said = [await channel.send(letter(), "SALES") for _ in range(3)]
    assert said == [Delayed("http_429", timedelta(seconds=30)), Delivered(), Refused("http_404")]
    assert [block["type"] for block in hooks.to("/services/T/B/x")[0].json["blocks"]] == [
        *("section", "section", "section", "context"),
    ]
    await channel.close()


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (204, {}, Delivered()),
        (500, {}, Delayed("http_500")),
        (503, {"Retry-After": "120"}, Delayed("http_503", timedelta(seconds=120))),
        (503, {"Retry-After": "Mon, 01 Jan 2001 00:00:00 GMT"}, Delayed("http_503", timedelta())),
        (503, {"Retry-After": "999999999999999"}, Delayed("http_503")),
        (429, {"Retry-After": "86400"}, Delayed("http_429", timedelta(hours=1))),
        (408, {}, Delayed("http_408")),
        (400, {}, Refused("http_400")),
        (410, {}, Refused("http_410")),
    ],
)
async def test_what_an_answer_means(hooks: Hooks, status: int, headers: dict[str, str], outcome: Outcome) -> None:
    hooks.answers["/judged"] = lambda _: (status, headers)
    assert await posted(f"{hooks.url}/judged") == outcome


async def test_a_redirect_is_not_followed(hooks: Hooks) -> None:
    hooks.answers["/moved"] = lambda _: (307, {"location": f"{hooks.url}/elsewhere"})
    assert await posted(f"{hooks.url}/moved") == Refused("http_307")
    assert hooks.to("/elsewhere") == []


async def test_a_name_that_leads_into_our_network_is_refused_where_it_is_connected(hooks: Hooks) -> None:
    port = hooks.url.rpartition(":")[2]
    assert await posted(f"http://localhost:{port}/inside", Guard(http=True)) == Refused("address_not_allowed")
    assert hooks.to("/inside") == []


async def test_no_answer_no_server_and_no_name_are_later(hooks: Hooks) -> None:
    hooks.hang.add("/slow")
    assert await posted(f"{hooks.url}/slow", seconds=0.2) == Delayed("timeout")
    assert await posted("http://127.0.0.1:1/") == Delayed("no_connection")
    assert await posted("http://no-such-name.invalid/") == Delayed("no_connection")


async def test_https_needs_a_certificate_that_we_trust(
    authority: trustme.CA, server_tls: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Hooks(server_tls)
    assert await posted(f"{receiver.url}/x") == Delayed("no_connection")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert await posted(f"{receiver.url}/x") == Delivered()
    receiver.close()


def mail(port: int, **given: object) -> Email:
    members = {"kind": "email", "host": "127.0.0.1", "port": port, "security": "none", "sender": "Leads <l@ex.org>"}
    settings = EmailChannel.model_validate({**members, "timeout_seconds": 5, **given})
    return Email(settings, secrets(SMTP="the password", WRONG="no"), now)


async def test_a_mail_arrives_as_text_and_html() -> None:
    box = Mailbox()
    with smtp(box) as port:
        assert await mail(port).send(letter(contact()), TO) == Delivered()
    (got,) = box.mails[TO]
    assert (got["Message-ID"], got["From"], got["To"]) == ("<message-1@ex.org>", "Leads <l@ex.org>", TO)
    assert got.get_content_type() == "multipart/alternative"
    assert "Marc" in got.get_body(("plain",)).get_content()  # type: ignore[union-attr]


async def test_a_password_goes_over_starttls_alone(
    authority: trustme.CA, server_tls: ssl.SSLContext, tmp_path: Path
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    box, login = Mailbox(), {"security": "starttls", "user": "leads", "certificates": tmp_path / "ca.pem"}
    with smtp(box, server_tls) as port:
        assert await mail(port, **login, password="SMTP").send(letter(), TO) == Delivered()
        assert await mail(port, **login, password="WRONG").send(letter(), TO) == Delayed("smtp_login_refused")
        untrusted = {**login, "certificates": None}
        assert await mail(port, **untrusted, password="SMTP").send(letter(), TO) == Delayed("no_connection")
    assert (box.encrypted, len(box.mails[TO])) == ([True], 1)
    plain = Mailbox()
    with smtp(plain) as port:  # a server, or somebody between, that offers no TLS
        assert await mail(port, security="starttls").send(letter(), TO) == Delayed("no_connection")
    assert not plain.mails
    with pytest.raises(ValueError, match="over starttls or tls only"):
        mail(1, security="none", user="leads", password="SMTP")


async def test_tls_from_the_first_byte(authority: trustme.CA, server_tls: ssl.SSLContext, tmp_path: Path) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    box = Mailbox()
    with smtp(box, server_tls, implicit=True) as port:
        assert await mail(port, security="tls", certificates=tmp_path / "ca.pem").send(letter(), TO) == Delivered()
        assert await mail(port, security="none", timeout_seconds=0.3).send(letter(), TO) == Delayed("timeout")
    assert len(box.mails[TO]) == 1


async def test_what_a_mail_servers_answer_means() -> None:
    box = Mailbox()
    box.answers[TO] = iter(["450 greylisted", "421 closing", "550 no such user"])
    with smtp(box) as port:
        said = [await mail(port).send(letter(), TO) for _ in range(3)]
    assert said == [Delayed("smtp_450", receiver_down=False), Delayed("smtp_421"), Refused("smtp_550")]
    assert await mail(1).send(letter(), TO) == Delayed("no_connection")
