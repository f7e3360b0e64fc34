"""A domain imports the standard library and itself, asks no clock, throws no dice, writes no log.

import-linter has a list of what is forbidden; this is the list of what is allowed, and it sees dynamic imports too.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = {
    "lead_intake": "services/lead-intake",
    "qualification": "services/qualification",
    "assignment": "services/assignment",
    "sla_monitor": "services/sla-monitor",
}
IMPURE_MODULES = {
    "time",
    "random",
    "secrets",
    "logging",
    "importlib",
    "socket",
    "asyncio",
    "threading",
    "os",
    "subprocess",
}
IMPURE_CALLS = {"now", "utcnow", "today", "uuid1", "uuid4", "__import__", "open", "print", "input"}


def impurities(source: str, package: str) -> Iterator[str]:
    """What a domain file must not do, each with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            yield f"{node.lineno}: a domain does not wait"
        for name in _imported(node):
            root = name.partition(".")[0]
            if root in IMPURE_MODULES or (root != package and root not in sys.stdlib_module_names):
                yield f"{node.lineno}: imports {name}"
            if root == package and not name.startswith(f"{package}.domain"):
                yield f"{node.lineno}: imports {name}"
        if isinstance(node, ast.Call) and _called(node) in IMPURE_CALLS:
            yield f"{node.lineno}: calls {_called(node)}"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.parametrize(("package", "folder"), SERVICES.items())
def test_the_domain_is_pure(package: str, folder: str):
    files = sorted((ROOT / folder / package / "domain").rglob("*.py"))
    assert files, f"{package} has no domain"
    found = [f"{file.name}:{wrong}" for file in files for wrong in impurities(file.read_text(), package)]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import requests",
        "from datetime import datetime\nx = datetime.now()",
        "import uuid\nx = uuid.uuid4()",
        "import importlib\nimportlib.import_module('redis')",
        "x = __import__('redis')",
        "import logging",
        "import random",
        "async def f(): ...",
        "from sla_monitor.adapters import topology",
        "print('x')",
    ],
)
def test_an_impurity_is_caught(source: str):
    assert list(impurities(source, "sla_monitor"))
