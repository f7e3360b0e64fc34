"""Each import rule catches the violation that it is there for: shown on a copy of the house with one line broken."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "lead_contracts": "schemas/lead_contracts",
    "lead_runtime": "services/runtime/lead_runtime",
    "lead_intake": "services/lead-intake/lead_intake",
    "qualification": "services/qualification/qualification",
    "assignment": "services/assignment/assignment",
    "sla_monitor": "services/sla-monitor/sla_monitor",
    "handover": "deploy/local/handover",
}
VIOLATIONS = [
    ("house", "qualification/adapters/__init__.py", "import assignment.domain"),
    ("house", "lead_contracts/ids.py", "import lead_runtime.engine.errors"),
    ("house", "lead_runtime/engine/guard.py", "import sla_monitor.domain"),
    ("house", "assignment/bootstrap.py", "import handover.cli"),
    ("rooms", "sla_monitor/domain/__init__.py", "import sla_monitor.adapters"),
    ("rooms", "lead_intake/adapters/__init__.py", "import lead_intake.bootstrap"),
    ("rooms", "assignment/helpers.py", "X = 1"),
    ("domain", "qualification/domain/__init__.py", "import pydantic"),
    ("domain", "sla_monitor/domain/__init__.py", "def late():\n    import redis"),
    ("domain", "assignment/domain/__init__.py", "import lead_contracts.ids"),
    ("application", "lead_intake/application/__init__.py", "import aiokafka"),
    ("application", "qualification/application/__init__.py", "import lead_contracts.ids"),
    ("contracts", "lead_contracts/ids.py", "import kafka"),
    ("engine", "lead_runtime/engine/guard.py", "import faust"),
    ("engine", "lead_runtime/engine/guard.py", "import lead_runtime.http"),
    ("testing", "assignment/adapters/__init__.py", "import lead_runtime.testing"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter over the packages in ``folder``."""
    script = Path(sys.executable).with_name("lint-imports")
    command = [str(script), "--no-cache", "--config", str(folder / ".importlinter")]
    # The copy comes before the editable install on the path.
    return subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for package, path in PACKAGES.items():
        shutil.copytree(ROOT / path, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def test_the_house_as_it_stands_keeps_its_rules(house: Path):
    done = lint(house)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("rule", "file", "line"), VIOLATIONS, ids=lambda value: value.split("/")[0][:24])
def test_a_violation_is_caught_by_its_rule(house: Path, rule: str, file: str, line: str):
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    broken = house / file
    before = broken.read_text() if broken.exists() else None
    broken.write_text(f"{before or ''}\n{line}\n")
    try:
        done = lint(house)
    finally:
        broken.unlink() if before is None else broken.write_text(before)

    assert done.returncode != 0
    caught = rules[f"importlinter:contract:{rule}"]["name"]
    assert f"{caught} BROKEN" in done.stdout or "helpers" in done.stdout + done.stderr


def test_every_rule_has_a_violation_that_shows_it():
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    named = {section.rpartition(":")[2] for section in rules.sections() if ":contract:" in section}

    assert named == {rule for rule, _, _ in VIOLATIONS}
