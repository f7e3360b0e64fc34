"""Signatures that carry an instant: one that was recorded and is sent again later fits no more."""

from lead_intake.adapters.signatures.request import SignedRequest

WINDOW_SECONDS = 300
"""How far the sender's clock may be from ours, either way."""
_MOST_DIGITS = 13


def recent(stamp: str, per_second: int, request: SignedRequest) -> bool:
    """Whether ``stamp`` (digits; ``per_second``: 1 for seconds, 1000 for milliseconds) is within the window of now."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _MOST_DIGITS):
        return False
    return request.now is None or abs(request.now.timestamp() - int(stamp) / per_second) <= WINDOW_SECONDS
