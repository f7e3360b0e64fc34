"""What the distribution ships beside its code: the vendors' sample payloads and the configuration to start with."""

from pathlib import Path

import handover

PACKAGE = Path(handover.__file__).parent


def samples_directory(package: Path = PACKAGE) -> Path:
    """The directory with a folder per vendor: in the checkout, or beside the installed packages."""
    return _first(package.parent / "samples" / "payloads", package.parent / "lead_handover_data" / "payloads")


def config_directory(checkout: Path, package: Path = PACKAGE) -> Path:
    """The directory with ``reps.yaml`` and the rest: that of the ``checkout`` one works in, else the shipped one."""
    shipped = _first(package.parents[1] / "config", package.parent / "lead_handover_data" / "config")
    return _first(checkout / "deploy" / "config", shipped)


def _first(preferred: Path, other: Path) -> Path:
    return preferred if preferred.is_dir() else other
