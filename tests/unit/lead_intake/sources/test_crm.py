"""What CRMs have in common: the words of outcomes, machines and kinds, and deeds that name somebody."""

from datetime import UTC, datetime

import pytest

from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import NobodyNamed, WrongShape
from lead_intake.domain.parsed import Disposition, Parsed, Refused, merged

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
DELIVERY = Delivery("crm", "close", b"{}", NOW)
CALL = Deed(kind="call", direction="out", occurred_at="2026-11-16T11:00:00", event_id="a1", seconds="12")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("No Answer", "no_answer"),
        ("NOANSWER", "no_answer"),
        ("not_answered", "no_answer"),
        ("Not connected", "no_answer"),
        ("Left voicemail", "voicemail"),
        ("Left live message", "voicemail"),
        ("Connected", "reached"),
        ("ANSWERED", "reached"),
        ("Wrong number", "wrong_number"),
        ("Busy", "busy"),
        ("BOUNCED", "bounced"),
        ("Call failed", "failed"),
        ("Purple", None),
        (None, None),
    ],
)
def test_outcomes_have_our_words(said: str | None, outcome: str | None) -> None:
    assert crm.outcome_of(said) == outcome


@pytest.mark.parametrize(
    ("name", "machine"),
    [
        ("SEQUENCES", True),
        ("AUTOMATION_PLATFORM", True),
        ("Workflow email", True),
        ("auto-reply", True),
        ("autoresponder", True),
        ("bulk_email", True),
        ("bot", True),
        ("CRM_UI", False),
        ("Bottling plant", False),
        ("app", False),
        (None, False),
    ],
)
def test_machines_are_known_by_their_names(name: str | None, machine: bool) -> None:
    assert crm.by_machine(name) is machine


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("call", "call"),
        ("Product demo", "demo"),
        ("E-Mail", "email"),
        ("Lunch", "meeting"),
        ("WhatsApp", "social"),
        ("deadline", None),
        (None, None),
    ],
)
def test_kinds_are_known_by_their_names(name: str | None, kind: str | None) -> None:
    assert crm.kind_of(name) == kind


@pytest.mark.parametrize("seconds", [-1, "soon", "nan", "inf", True, None])
def test_a_length_that_is_none_is_left_out(seconds: str | int | None) -> None:
    assert crm.seconds_of(seconds) is None


def test_a_deed_without_a_zone_was_done_in_utc() -> None:
    (activity,) = crm.done(DELIVERY, CALL, crm.person("c1")).activities

    assert activity.occurred_at == datetime(2026, 11, 16, 11, tzinfo=UTC)
    assert (activity.recorded_at, activity.duration_seconds) == (NOW, 12.0)


def test_people_who_cannot_be_known_are_left_out_while_others_are_there() -> None:
    found = crm.done(DELIVERY, CALL, crm.person(address="info@firm.example"), crm.person("c1"), crm.person("c1"))

    assert [(one.person.external_id, one.event_id) for one in found.activities] == [("c1", "a1")]


def test_a_shared_mailbox_beside_an_id_is_dropped_for_the_id() -> None:
    (activity,) = crm.done(DELIVERY, CALL, crm.person("c1", "sales@firm.example")).activities

    assert (activity.person.email, activity.person.external_id) == (None, "c1")


def test_nobody_is_refused_and_so_is_what_has_no_instant() -> None:
    with pytest.raises(NobodyNamed):
        crm.done(DELIVERY, CALL)
    with pytest.raises(NobodyNamed):
        crm.suppressed(DELIVERY, crm.person(), crm.ERASED, None)
    with pytest.raises(WrongShape):
        crm.suppressed(Delivery("crm", "close", b"{}", None), crm.person("c1"), crm.ERASED, None)


def test_an_id_that_is_too_long_for_a_rep_is_none() -> None:
    deed = Deed(kind="call", direction="out", occurred_at=None, rep="9" * 513)

    assert [one.rep_id for one in crm.done(DELIVERY, deed, crm.person("c1")).activities] == [None]


def test_of_a_batch_what_asks_more_of_us_says_what_it_is() -> None:
    order = [
        Disposition.IGNORE,
        Disposition.UPDATE_ONLY,
        Disposition.REJECT_INVALID,
        Disposition.SUPPRESS,
        Disposition.NEEDS_ENRICHMENT,
        Disposition.ACCEPT,
    ]

    for weight, heavier in enumerate(order):
        parts = [Parsed(one) for one in (heavier, *order[:weight])]
        assert merged(parts).disposition is heavier
        assert merged(reversed(parts)).disposition is heavier


def test_a_lone_bad_item_raises_and_one_of_several_is_refused() -> None:
    def read(item: str) -> Parsed:
        if item == "bad":
            raise WrongShape("bad")
        return Parsed(Disposition.ACCEPT)

    with pytest.raises(WrongShape):
        crm.each(["bad"], read)
    assert crm.each(["good", "bad"], read).refused == (Refused(1, "WrongShape", "bad"),)
    assert crm.each([], read).disposition is Disposition.IGNORE
