"""Where the vendors' sample payloads are: in the checkout, or beside the installed packages."""

from pathlib import Path

import handover

_INSTALLED = Path("lead_handover_data") / "payloads"


def samples_directory() -> Path:
    """The directory with a folder per vendor."""
    package = Path(handover.__file__).parent
    in_checkout = package.parent / "samples" / "payloads"
    return in_checkout if in_checkout.is_dir() else package.parent / _INSTALLED
