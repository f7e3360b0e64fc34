"""``deploy/config/calling.yaml``: the hours in which prospects are called, by country, and the zones of regions."""

from collections.abc import Mapping
from datetime import time
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from assignment.application.calling import Week
from lead_runtime.config import ConfigModel, load_yaml

NAME: Final = "calling.yaml"
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MIDNIGHT: Final = "24:00"


def _days(text: str) -> str:
    first, _, last = text.partition("-")
    if first not in DAYS or (last and (last not in DAYS or DAYS.index(last) <= DAYS.index(first))):
        raise ValueError("a day (mon) or days in their order (mon-fri) were expected")
    return text


def _window(text: str) -> str:
    start, dash, end = text.partition("-")
    try:
        well = bool(dash) and (end == _MIDNIGHT or time.fromisoformat(start) < time.fromisoformat(end))
        time.fromisoformat(start)
    except ValueError:
        well = False
    if not well:
        raise ValueError("a window like 09:00-18:00 was expected, 24:00 being midnight")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        raise ValueError("a time zone like Europe/Berlin was expected") from None
    return text


Days: TypeAlias = Annotated[str, AfterValidator(_days)]
Window: TypeAlias = Annotated[str, AfterValidator(_window)]
Zone: TypeAlias = Annotated[str, AfterValidator(_zone)]
Country: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Region: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]
Hours: TypeAlias = dict[Days, tuple[Window, ...]]


class CallingFile(ConfigModel):
    """The file. A country that is not named has the hours of ``default``."""

    default: Hours
    countries: dict[Country, Hours] = Field(default_factory=dict)
    regions: dict[Region, tuple[Zone, ...]] = Field(default_factory=dict)

    def week(self, country: str | None) -> Week:
        """The hours of a country (ISO 3166 alpha-2), or the default's."""
        return self._weeks.get(country or "", self._default)

    @cached_property
    def _weeks(self) -> Mapping[str, Week]:
        return {country: _week(hours) for country, hours in self.countries.items()}

    @cached_property
    def _default(self) -> Week:
        return _week(self.default)


def load(config_dir: Path) -> CallingFile:
    """The file of the folder; without one everybody has office hours. Raises ConfigError that names file, line and key."""
    path = config_dir / NAME
    return load_yaml(path, CallingFile) if path.exists() else CallingFile(default={"mon-fri": ("09:00-18:00",)})


def _week(hours: Hours) -> Week:
    found: dict[int, tuple[tuple[time, time], ...]] = {}
    for days, windows in hours.items():
        first, _, last = days.partition("-")
        for number in range(DAYS.index(first), DAYS.index(last or first) + 1):
            found[number] = tuple(sorted(map(_times, windows)))
    return found


def _times(window: str) -> tuple[time, time]:
    start, _, end = window.partition("-")
    return time.fromisoformat(start), time.min if end == _MIDNIGHT else time.fromisoformat(end)
