"""``make demo``: the main job in one command, and nothing left behind."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]


@pytest.mark.timeout(280)
def test_the_demo_shows_every_stage_and_ends_with_an_audit_that_holds():
    handover = Path(sys.executable).with_name("handover")
    done = subprocess.run([handover, "demo"], capture_output=True, text=True, timeout=270)

    assert done.returncode == 0, done.stderr
    for told in (
        "received",
        "qualified",
        "farmer",
        "hunter",
        "each signature verified",
        "breached",
        "withdrawn",
        "MalformedEvent",
        "The audit holds",
    ):
        assert told in done.stdout
    assert "Traceback" not in done.stderr
    left = [
        p.info["cmdline"]
        for p in psutil.process_iter(["cmdline"])
        if "handover-demo-" in " ".join(p.info["cmdline"] or [])
    ]
    assert left == []
