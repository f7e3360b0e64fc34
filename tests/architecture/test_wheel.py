"""What is installed from the wheel finds all that it needs, far from any checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = {
    "events": ROOT / "schemas" / "events",
    "config": ROOT / "deploy" / "config",
    "payloads": ROOT / "deploy" / "local" / "samples" / "payloads",
}
ASK = """
import json
from pathlib import Path
import handover.stack.jars, lead_contracts.topics
from handover.demo.sender import with_demo_sources
from handover.shipped import samples_directory
from handover.stack.plan import local_plan
plan = with_demo_sources(local_plan(Path("stack")))
print(json.dumps({
    "samples": str(samples_directory()), "config": str(plan.config_dir), "topics": len(lead_contracts.topics.load()),
    "jars": str(handover.stack.jars.LOCK), "from": lead_contracts.__file__,
}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout and unpacked."""
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(place.glob("*.whl"))) as wheel:
        wheel.extractall(place / "site")
    return place / "site"


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("part", SHIPPED)
def test_the_wheel_holds_every_file_that_is_no_code(installed: Path, part: str) -> None:
    assert files(SHIPPED[part]) == files(installed / "lead_handover_data" / part)


def test_an_installed_copy_finds_samples_configuration_topics_and_jars(installed: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(installed)}
    printed = subprocess.run(
        [sys.executable, "-c", ASK], cwd=tmp_path, env=env, check=True, capture_output=True, text=True
    ).stdout
    found = json.loads(printed)
    assert found.pop("topics") > 10
    assert all(str(installed) in place for place in found.values()), found
    assert (Path(found["config"]) / "reps.yaml").is_file()
    assert (Path(found["samples"]) / "hubspot" / "workflow_contact.json").is_file()
    assert Path(found["jars"]).is_file()


def test_in_a_checkout_its_own_configuration_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from handover.stack.plan import local_plan

    own = tmp_path / "deploy" / "config"
    own.mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    assert local_plan(tmp_path / "stack").config_dir == own
