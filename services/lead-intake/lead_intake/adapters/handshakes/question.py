"""A request that carries no lead, and what is said to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Question:
    """``secrets``: the live ones of the source, the newest first; ``verify_tokens``: the words that only its owner and
    we know, where the vendor has such beside the secret. Header names in lower case.
    """

    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[bytes, ...] = ()
    verify_tokens: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        """Shows no secret."""
        return f"Question(query={sorted(self.query)!r})"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, with 200."""

    text: str = ""
    media_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)
