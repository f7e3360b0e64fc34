"""The facts of the machine that the figures were taken on."""

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil


def facts() -> list[str]:
    """One line each."""
    model = next(
        (line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.machine()
    )
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"{psutil.cpu_count()} cores ({model}), {psutil.virtual_memory().total / 2**30:.0f} GiB, shared",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "Apache Kafka 4.2.2, one broker; " + ", ".join(f"{name} {version(name)}" for name in ("aiokafka", "pydantic")),
    ]


def _cpuinfo() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return []
