"""Messages go to public addresses over https, unless the settings say otherwise."""

from ipaddress import ip_address, ip_network

import pytest

from lead_runtime.delivery.guard import Forbidden, Guard

STRICT = Guard()
OURS = Guard(http=True, networks=[ip_network("10.1.0.0/16")])


@pytest.mark.parametrize(
    "url", ["https://hooks.example.com/x", "https://93.184.215.14:8443/", "https://[2606:4700::1]/"]
)
def test_public_https_is_allowed(url: str) -> None:
    assert STRICT.check(url) == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example.com/x", "scheme_not_allowed"),
        ("file:///etc/passwd", "scheme_not_allowed"),
        ("https://127.0.0.1/", "address_not_allowed"),
        ("https://10.1.2.3/", "address_not_allowed"),
        ("https://169.254.169.254/latest/meta-data", "address_not_allowed"),
        ("https://100.64.0.1/", "address_not_allowed"),
        ("https://0.0.0.0/", "address_not_allowed"),
        ("https://224.0.0.1/", "address_not_allowed"),
        ("https://[::1]/", "address_not_allowed"),
        ("https://[fe80::1%25eth0]/", "address_not_allowed"),
        ("https://[::ffff:127.0.0.1]/", "address_not_allowed"),
        ("https://[64:ff9b::7f00:1]/", "address_not_allowed"),
        ("https://[2002:7f00:1::]/", "address_not_allowed"),
        ("https://[fd00::1]/", "address_not_allowed"),
        ("https://user:pass@hooks.example.com/", "bad_url"),
        ("https://hooks.example.com:99999/", "bad_url"),
        ("https:///nowhere", "bad_url"),
        ("https://hooks.example.com/\r\nx: y", "bad_url"),
        ("https://hooks.example.com/a b", "bad_url"),
        ("https://" + "x" * 3000, "bad_url"),
        (None, "bad_url"),
        ({"url": "https://hooks.example.com"}, "bad_url"),
    ],
)
def test_all_else_is_refused_with_a_word(url: object, why: str) -> None:
    with pytest.raises(Forbidden, match=why):
        STRICT.check(url)


def test_settings_may_allow_plain_http_and_a_network() -> None:
    assert OURS.check("http://10.1.2.3/hook")
    assert OURS.allows(ip_address("::ffff:10.1.2.3"))
    with pytest.raises(Forbidden):
        OURS.check("http://10.2.2.3/hook")
