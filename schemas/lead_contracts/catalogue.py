"""The files beside the models: where schemas, examples and the lock of what is frozen lie."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lead_contracts.base import Event
from lead_contracts.values import JsonObject

ROOT: Final = Path(__file__).parents[1]
"""``schemas/`` of the checkout."""
LOCK: Final = "events/frozen.lock"
LOCK_HEAD: Final = (
    "# What is frozen, as sha256sum writes it. Written by `python -m lead_contracts.freeze`, never by hand.\n"
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The files under ``root``."""

    root: Path = ROOT

    def schema_path(self, model: type[Event], revision: int = 1) -> Path:
        """``events/lead.received.v1.schema.json``; of a later revision ``events/lead.received.v1.2.schema.json``."""
        suffix = "" if revision == 1 else f".{revision}"
        return self.root / "events" / f"{model.NAME}.v{model.VERSION}{suffix}.schema.json"

    def schemas(self, model: type[Event]) -> list[JsonObject]:
        """All frozen revisions of the model's version, the first first."""
        found: list[JsonObject] = []
        while (path := self.schema_path(model, len(found) + 1)).exists():
            found.append(json.loads(path.read_bytes()))
        return found

    def examples(self, model: type[Event]) -> list[Path]:
        """``examples/lead.received/1/*.json``."""
        return sorted((self.root / "examples" / model.NAME / str(model.VERSION)).glob("*.json"))

    def files(self) -> dict[str, Path]:
        """All that has to be frozen, by its path under the root."""
        found = [*self.root.glob("events/*.schema.json"), *self.root.glob("examples/*/*/*.json")]
        return {path.relative_to(self.root).as_posix(): path for path in sorted(found)}

    def locked(self) -> dict[str, str]:
        """SHA-256 by path, as the lock has it."""
        path = self.root / LOCK
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        pairs = (line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
        return {name: digest for digest, name in pairs}

    def lock(self, names: dict[str, str]) -> None:
        """Writes the lock."""
        lines = (f"{digest}  {name}\n" for name, digest in sorted(names.items()))
        (self.root / LOCK).write_text(LOCK_HEAD + "".join(lines), encoding="utf-8")


def digest(path: Path) -> str:
    """SHA-256 of a file in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pretty(document: JsonObject) -> str:
    """JSON as it is committed."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
