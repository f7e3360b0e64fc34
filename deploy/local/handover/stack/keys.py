"""The secrets of one stack: made at its first start, kept in a file that only its owner can read, never printed.

Services get the digests of the API keys, not the keys; the deployment secret (it keys the hash that makes lead ids)
they need as it is.
"""

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

KEYS_FILE = "keys.json"
Role: TypeAlias = Literal["marketing", "rep", "manager", "ops", "admin"]
ROLES: tuple[Role, ...] = ("marketing", "manager", "ops", "admin")


class Key(BaseModel):
    """An API key: ``Authorization: Bearer KEY``. A rep's key carries the rep's id."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    name: str
    role: Role
    key: str
    rep_id: str | None = None


class Keys(BaseModel):
    """All secrets of a stack, as they lie in ``keys.json``."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    lead_id_secret: str
    api_keys: tuple[Key, ...]

    def of(self, name: str) -> str:
        """The API key of that name: a role (``marketing``) or ``rep.REP_ID``. Raises KeyError."""
        return {key.name: key.key for key in self.api_keys}[name]

    def for_services(self) -> str:
        """The value of ``HANDOVER_API_KEYS``: digests in place of keys."""
        entries = [key.model_dump() | {"key": _digest(key.key)} for key in self.api_keys]
        return json.dumps(entries)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys file of a stack's directory."""

    directory: Path

    @property
    def file(self) -> Path:
        """Where the secrets are."""
        return self.directory / KEYS_FILE

    def read(self) -> Keys:
        """The secrets. Raises FileNotFoundError before the first start."""
        return Keys.model_validate_json(self.file.read_text(encoding="utf-8"))

    def ensure(self, rep_ids: tuple[str, ...] = ()) -> Keys:
        """Makes what is missing (a key for each role and each rep), keeps what is there."""
        kept = self.read() if self.file.exists() else Keys(lead_id_secret=_secret(), api_keys=())
        names = {key.name for key in kept.api_keys}
        wanted = [Key(name=role, role=role, key=_secret()) for role in ROLES]
        wanted += [Key(name=f"rep.{rep}", role="rep", rep_id=rep, key=_secret()) for rep in rep_ids]
        keys = kept.model_copy(update={"api_keys": (*kept.api_keys, *(k for k in wanted if k.name not in names))})
        self._write(keys)
        return keys

    def _write(self, keys: Keys) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(keys.model_dump_json(indent=2))
        fresh.replace(self.file)


def _secret() -> str:
    return secrets.token_urlsafe(32)


def _digest(key: str) -> str:
    return f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"
