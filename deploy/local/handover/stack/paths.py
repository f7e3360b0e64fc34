"""Where the stack keeps its things: a cache shared by all checkouts, a data directory in this one."""

import os
import tempfile
from pathlib import Path

from handover.errors import HandoverError

DATA_DIRECTORY = ".handover"


def checkout() -> Path:
    """The root of the checkout around the working directory, or the working directory where there is none."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / "pyproject.toml").is_file()), here)


def data_directory() -> Path:
    """The default data directory of the stack: ``.handover`` in the checkout. It need not exist."""
    return checkout() / DATA_DIRECTORY


def cache_directory() -> Path:
    """The directory for what is fetched once; exists and can be written.

    ``HANDOVER_CACHE``, else ``XDG_CACHE_HOME/handover``, else ``~/.cache/handover``, else ``.handover/cache`` in the
    checkout (where HOME is empty or read-only). Raises HandoverError where none can be written.
    """
    chosen = os.environ.get("HANDOVER_CACHE")
    if chosen:
        return made(Path(chosen).expanduser().resolve(), "HANDOVER_CACHE")
    return next(filter(_writable, _usual_caches()), None) or made(data_directory() / "cache", "HANDOVER_CACHE")


def _usual_caches() -> list[Path]:
    places = ((os.environ.get("XDG_CACHE_HOME"), "handover"), (os.environ.get("HOME"), ".cache/handover"))
    return [Path(base) / below for base, below in places if base]


def made(folder: Path, option: str) -> Path:
    """The folder, made if need be. Raises HandoverError naming the ``option`` that chooses another one."""
    if not _writable(folder):
        raise HandoverError(f"{folder} cannot be written.", f"Choose another place with {option}.")
    return folder


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
