"""The vendors' samples (``deploy/local/samples``), byte for byte, and how they travelled."""

from pathlib import Path

from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.check import Checked, RequestFile, check

PAYLOADS = Path(__file__).parents[3] / "deploy" / "local" / "samples" / "payloads"


def body_of(sample: str) -> bytes:
    """The body of ``vendor/name.ext``."""
    return (PAYLOADS / sample).read_bytes()


def request_path(sample: str) -> Path:
    return (PAYLOADS / sample).with_suffix(".request.json")


def request_of(sample: str) -> RequestFile:
    return RequestFile.model_validate_json(request_path(sample).read_bytes())


def checked(sample: str, source: str | None = None, body: bytes | None = None) -> Checked:
    """What the sample becomes, with another body if one is given."""
    return check(body_of(sample) if body is None else body, request_of(sample), Catalogue({}), source)
