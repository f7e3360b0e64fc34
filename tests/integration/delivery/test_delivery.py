"""The whole way on real servers: a decision on Kafka, a process of its own, and people who are told."""

import json
from uuid import uuid4

import pytest
from tests.integration.delivery.conftest import Notifying
from tests.integration.delivery.receivers import OK, Post, fails, is_signed
from tests.support import eventually
from tests.unit.delivery.samples import NOW, SECRET, assigned, rep, team
from typer.testing import CliRunner

from handover.cli import app
from lead_contracts.events import LeadContact
from lead_contracts.ids import derived_id

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]


def somebody(notifying: Notifying, path: str) -> str:
    """A new rep who is reached at that path of the hooks."""
    rep_id = f"rep-{uuid4().hex[:8]}"
    notifying.write(rep(rep_id, webhook=f"{notifying.hooks.url}{path}"))
    return rep_id


def leads(notifying: Notifying, rep_id: str, count: int = 1) -> list[str]:
    """So many leads are theirs; the ids of the events."""
    return notifying.write(*(assigned(str(uuid4()), rep_id, team="none") for _ in range(count)))


def dlq(notifying: Notifying, *arguments: str) -> str:
    options = ["--group", "assignment.notify", "--bootstrap-servers", notifying.bootstrap, "--json"]
    result = CliRunner().invoke(app, ["dlq", *arguments, *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_assignment_reaches_rep_and_team_over_all_channels_with_what_each_may_carry(notifying: Notifying) -> None:
    lead_id, hooks, box = str(uuid4()), notifying.hooks, notifying.box
    rep_id, team_id = f"rep-{lead_id}", f"team-{lead_id}"
    notifying.write(team(team_id, slack="SALES"))  # before the rep, who is waited for
    notifying.write(
        rep(rep_id, webhook=f"{hooks.url}/anna", email="anna@example.com"),
        LeadContact(lead_id=lead_id, email="marc@verre-clair.example", first_name="Marc", updated_at=NOW),
    )
    (event_id,) = notifying.write(assigned(lead_id, rep_id, team=team_id))
    eventually(lambda: hooks.to("/anna") and hooks.to("/slack") and box.mails["anna@example.com"], 30, "all are told")

    (hook,), (slack,), (mail,) = hooks.to("/anna"), hooks.to("/slack"), box.mails["anna@example.com"]
    assert is_signed(hook, SECRET)
    assert (hook.id, hook.json["type"]) == (event_id, "lead.assigned")
    assert hook.json["data"]["facts"]["company"] == "Verre Clair"
    assert hook.json["data"]["links"] == {"lead": f"https://sales.example.com/leads/{lead_id}"}
    assert slack.json["text"] == "A new lead for Anna Berg: grade A, inbound"
    assert b"Score 78" in slack.body
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Marc · marc@verre-clair.example" in text
    assert "You, because nobody else could take it." in text
    assert not any(b"marc" in body.lower() for body in (hook.body, slack.body))

    said = eventually(lambda: len(found := notifying.said(event_id)) == 3 and found, 30, "all is said")
    assert {(each.NAME, each.attempt) for each in said} == {("message.delivered", 1)}
    assert "marc" not in notifying.log().lower()
    assert 'handover_messages_total{channel="email",outcome="delivered"}' in notifying.metrics()


def test_a_receiver_that_asks_for_a_pause_and_then_fails_gets_the_message_in_the_end(notifying: Notifying) -> None:
    later = iter([fails(1, 429, retry_after="1"), fails(3, 500)])
    rep_id, hooks = somebody(notifying, "/moody"), notifying.hooks
    first, second = next(later), next(later)

    def answer(post: Post) -> tuple[int, dict[str, str]]:
        status, headers = first(post)
        return (status, headers) if status != OK[0] else second(post)

    hooks.answers["/moody"] = answer
    (event_id,) = leads(notifying, rep_id)
    said = eventually(lambda: len(found := notifying.said(event_id)) == 5 and found, 30, "it is delivered")
    assert [each.NAME for each in sorted(said, key=lambda each: each.attempt)][-1] == "message.delivered"
    posts = hooks.to("/moody")
    assert {post.id for post in posts} == {event_id}
    assert posts[1].at - posts[0].at >= 1


def test_a_receiver_that_hangs_delays_nobody_else(notifying: Notifying) -> None:
    notifying.hooks.hang.add("/hangs")
    slow, quick = somebody(notifying, "/hangs"), somebody(notifying, "/quick")
    leads(notifying, slow, 20)
    ids = leads(notifying, quick, 20)
    eventually(lambda: {post.id for post in notifying.hooks.to("/quick")} == set(ids), 30, "the others are told")
    assert len(notifying.hooks.to("/hangs")) <= 4
    notifying.hooks.hang.clear()


def test_a_killed_process_loses_nothing_and_repeats_only_what_was_in_the_air(notifying: Notifying) -> None:
    rep_id, hooks = somebody(notifying, "/killed"), notifying.hooks
    hooks.answers["/killed"] = fails(3, 503)
    ids = leads(notifying, rep_id, 40)
    eventually(lambda: len(hooks.to("/killed")) >= 12, 30, "it is in the middle of it")
    notifying.process.kill()
    more = leads(notifying, rep_id, 10)
    notifying.start()
    eventually(lambda: {post.id for post in hooks.to("/killed")} == {*ids, *more}, 60, "all are told")
    eventually(lambda: _delivered(notifying, *ids, *more) == {*ids, *more}, 30, "all is said")
    repeated = len(hooks.to("/killed")) - 3 - len(ids) - len(more)
    assert 0 <= repeated <= 16


def test_what_a_receiver_refuses_is_a_dead_letter_and_its_replay_reaches_them_alone(notifying: Notifying) -> None:
    hooks, lead_id = notifying.hooks, derived_id(str(uuid4()), "lead", "1")
    notifying.write(team(f"team-{lead_id}", webhook=f"{hooks.url}/team"))
    rep_id = somebody(notifying, "/gone")
    hooks.answers["/gone"] = lambda _: (410, {})
    (event_id,) = notifying.write(assigned(lead_id, rep_id, team=f"team-{lead_id}"))
    (letter,) = eventually(lambda: json.loads(dlq(notifying, "list", "--lead", lead_id)), 30, "it is listed")
    assert (letter["error"], letter["detail"]) == (
        "NotDelivered",
        f"http_410 over webhook to rep:{rep_id}, attempt 1",
    )

    notifying.write(rep(rep_id, webhook=f"{hooks.url}/moved"))
    dlq(notifying, "replay", "--lead", lead_id, "--all")
    eventually(lambda: hooks.to("/moved"), 30, "the new address is told")
    assert hooks.to("/moved")[0].id == event_id
    assert [len(hooks.to(path)) for path in ("/gone", "/moved", "/team")] == [1, 1, 1]
    assert json.loads(dlq(notifying, "list", "--lead", lead_id)) == []


def _delivered(notifying: Notifying, *ids: str) -> set[str]:
    return {each.event_id for each in notifying.said(*ids) if each.NAME == "message.delivered"}
