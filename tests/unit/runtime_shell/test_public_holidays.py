"""Which days are public holidays where."""

from datetime import date

import pytest

from lead_runtime.public_holidays import UnknownRegion, checked_region, public_holidays


@pytest.mark.parametrize(
    ("region", "day", "off"),
    [
        ("DE", date(2026, 10, 3), True),
        ("DE", date(2026, 1, 6), False),
        ("DE-BY", date(2026, 1, 6), True),
        ("DE-BE", date(2026, 1, 6), False),
        ("US", date(2027, 12, 31), True),  # New Year's Day of 2028, observed
        ("FR", date(2027, 5, 6), True),  # Ascension: moves with Easter
    ],
)
def test_a_region_has_its_own_days_off(region: str, day: date, off: bool) -> None:
    assert (day in public_holidays(region, day.year)) is off


@pytest.mark.parametrize("name", ["", "Germany", "de", "DE-", "DE-XX", "DE_BY", "-BY", "HolidayBase", "DE-BY\n"])
def test_what_is_no_region_is_refused(name: str) -> None:
    with pytest.raises(UnknownRegion, match="DE-BY"):
        checked_region(name)


def test_years_that_nobody_lives_in_have_none() -> None:
    assert public_holidays("DE", 1) == public_holidays("DE", 9999) == frozenset()
