"""Sizes, rooms and habits that no other tool watches. Each check is shown to catch what it is there for."""

import ast
import importlib
import pkgutil
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ["schemas", "services", "deploy", "tests"]
ROOMS = {"domain", "application", "adapters", "settings.py", "bootstrap.py", "__main__.py", "__init__.py"}
SERVICES = [
    "lead-intake/lead_intake",
    "qualification/qualification",
    "assignment/assignment",
    "sla-monitor/sla_monitor",
]
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
REGISTRY_OR_MACHINE = re.compile(
    r"[a-z0-9.-]*(pypi|pythonhosted|maven|npmjs|crates|golang)[a-z0-9-]*\.(org|io|com)|index-"
    r"url"
    r"|(^|[^A-Za-z0-9_.~-])/(work|farm|root)/[A-Za-z.]"
)


def python_files() -> Iterator[Path]:
    for top in CODE:
        yield from (path for path in (ROOT / top).rglob("*.py") if "__pycache__" not in path.parts)


def long_functions(source: str) -> list[str]:
    return [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]


def sleeps(source: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "sleep"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"time", "asyncio"}
        and ast.unparse(node.args[0]) != "0"  # gives others their turn, and waits for nothing
    ]


def test_no_file_holds_two_ideas():
    too_long = {
        str(p.relative_to(ROOT)): n for p in python_files() if (n := len(p.read_text().splitlines())) > LONGEST_FILE
    }

    assert too_long == {}


def test_no_function_is_longer_than_a_page():
    found = {
        str(path.relative_to(ROOT)): wrong for path in python_files() if (wrong := long_functions(path.read_text()))
    }

    assert found == {}
    assert long_functions("def f():\n" + "    x = 1\n" * 61)


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_the_same_five_rooms(service: str):
    folder = ROOT / "services" / service
    found = {path.name for path in folder.iterdir() if path.name != "__pycache__"}

    assert found == ROOMS
    assert len((folder / "__main__.py").read_text().splitlines()) <= 10
    assert (folder.parent / "README.md").exists()


def test_tests_wait_for_conditions_and_never_sleep():
    # The workers in tests/engine and the load generators are programs under test, not tests.
    found = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "tests").rglob("test_*.py")
        if (lines := sleeps(path.read_text()))
    }

    assert found == {}
    assert sleeps("import time\ntime.sleep(1)")


def test_no_registry_host_and_no_path_of_a_machine_is_written_down():
    found = []
    for path in (p for top in [*CODE, "."] for p in (ROOT / top).glob("**/*" if top != "." else "*")):
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".lock", ".txt", ".json"}:
            text = path.read_text(errors="ignore")
            found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in REGISTRY_OR_MACHINE.finditer(text)]
    allowed = [line for line in found if not line.startswith("tests/architecture/test_house.py")]

    assert allowed == []
    assert REGISTRY_OR_MACHINE.search("see /ro" + "ot/x")


def test_importing_a_module_opens_no_connection(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened by an import")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for package in (
        "lead_contracts",
        "lead_runtime",
        "lead_intake",
        "qualification",
        "assignment",
        "sla_monitor",
        "handover",
    ):
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(module.__path__, f"{package}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
