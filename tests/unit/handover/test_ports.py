"""Ports are given out once."""

import random

import pytest

from handover.stack import ports


def test_a_port_is_not_given_twice_although_nobody_listens_on_it_yet(monkeypatch: pytest.MonkeyPatch):
    drawn = iter([20_001, 20_001, 20_002])
    monkeypatch.setattr(ports, "_given", set())
    monkeypatch.setattr(ports, "is_free", lambda port: True)
    monkeypatch.setattr(random.SystemRandom, "randint", lambda *_: next(drawn))

    assert ports.free_ports(1) + ports.free_ports(1) == [20_001, 20_002]
