"""Who sets where somebody is reached learns at once what would never be reached."""

from typing import Any

import pytest
from tests.unit.delivery.samples import settings

from lead_runtime.delivery.notify import problem

CHANNELS = {
    "hook": {"kind": "webhook"},
    "slack": {"kind": "slack"},
    "mail": {"kind": "email", "host": "smtp.example.com", "sender": "l@ex.org"},
}
FILE = settings(channels=CHANNELS)


@pytest.mark.parametrize(
    "notify",
    [
        {},
        {"pigeon": "loft 3"},
        {"hook": "https://hooks.example.com/x", "slack": "SALES", "mail": "anna@example.com"},
        {"hook": {"url": "https://hooks.example.com/x", "secrets": ["NEW", "OLD"]}},
        {"hook": {"url_secret": "ZAP"}},
    ],
)
def test_what_can_be_used_passes(notify: dict[str, Any]) -> None:
    assert problem(notify, FILE) is None


@pytest.mark.parametrize(
    ("notify", "member", "expected"),
    [
        ({"hook": "http://hooks.example.com"}, "notify.hook", "https was expected"),
        ({"hook": "https://10.0.0.1/"}, "notify.hook", "a public address was expected"),
        ({"hook": {"url": 7}}, "notify.hook", "a URL was expected, or {url, secrets}"),
        ({"hook": {"url_secret": "https://x"}}, "notify.hook", "names of one or two secrets were expected"),
        (
            {"hook": {"url": "https://h.example", "secrets": ["A", "B", "C"]}},
            "notify.hook",
            "names of one or two secrets were expected",
        ),
        (
            {"hook": {"url": "https://h.example", "secrets": "whsec_inclear"}},
            "notify.hook",
            "names of one or two secrets were expected",
        ),
        (
            {"slack": "https://hooks.slack.com/services/T/B/x"},
            "notify.slack",
            "names of one or two secrets were expected",
        ),
        ({"mail": "anna"}, "notify.mail", "an e-mail address was expected"),
    ],
)
def test_what_cannot_is_named_without_repeating_it(notify: dict[str, Any], member: str, expected: str) -> None:
    assert problem(notify, FILE) == (member, expected)
