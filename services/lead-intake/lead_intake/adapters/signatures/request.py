"""What is signed: a request exactly as it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """``url`` as the sender used it, with scheme and query; header names in lower case; ``now`` the verifier's clock."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    now: datetime | None

    def header(self, name: str) -> str:
        """The header's value, empty where it is missing."""
        return self.headers.get(name, "").strip()
