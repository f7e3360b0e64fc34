"""What arrives: one POST, one row of a list or one Kafka record, as it came."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

Motion: TypeAlias = Literal["inbound", "outbound"]
_MOTIONS: Mapping[str, Motion] = {"inbound": "inbound", "outbound": "outbound"}


def motion_of(said: object) -> Motion | None:
    """The motion that a word names, if it names one."""
    return _MOTIONS.get(said.strip().lower()) if isinstance(said, str) else None


class Channel(StrEnum):
    """How leads come: one by one as people act, or as a list that somebody made."""

    LIVE = "live"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Delivery:
    """``body`` as received; ``headers`` with names in lower case; ``received_at`` a UTC instant, None only offline.

    ``adapter`` names how to read the body, ``source`` who sent it (two forms of one vendor are two sources).
    ``event_id`` is the sender's own id of this delivery (an idempotency key), where it gave one. ``motion`` is that of
    the whole source, where somebody settled it. ``labels``: what the fields of its form are called, by their number,
    for a source that sends numbers alone.
    """

    source: str
    adapter: str
    body: bytes
    received_at: datetime | None
    channel: Channel = Channel.LIVE
    headers: Mapping[str, str] = field(default_factory=dict)
    event_id: str | None = None
    motion: Motion | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case; empty where none was declared."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def told(self, *, event_id: str | None, motion: Motion | None) -> "Delivery":
        """The delivery with what its request says beside the body."""
        return replace(self, event_id=event_id, motion=motion)
