"""Secrets by name: what is configured and what lies on topics names them, and never holds them.

``HOOK`` is looked for in the variable ``HANDOVER_DELIVERY_SECRET_HOOK``, then in the file of that name in
``HANDOVER_SECRETS_DIR``, which is read anew each time: a secret is rotated there without a restart. No other variable
and no other file can be reached by a name.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lead_runtime.settings import SECRETS_DIR

PREFIX: Final = "HANDOVER_DELIVERY_SECRET_"
NAME: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}")


class MissingSecret(Exception):
    """There is none of that name. The text tells the name's shape, not what somebody sent as one."""


class Secrets:
    """Looks secrets up; ``environment`` is for tests."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ if environment is None else environment

    def get(self, name: object) -> str:
        """The secret, stripped. Raises MissingSecret."""
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise MissingSecret("the name of a secret has capital letters, digits and _ only")
        found = self._environment.get(PREFIX + name) or self._in_file(PREFIX + name)
        if not found:
            raise MissingSecret(f"the secret {name} is not set: {PREFIX}{name}, or the file of that name")
        return found

    def _in_file(self, name: str) -> str | None:
        folder = self._environment.get(SECRETS_DIR)
        try:
            return (Path(folder) / name).read_text("utf-8").strip() if folder else None
        except (OSError, UnicodeDecodeError):
            return None
