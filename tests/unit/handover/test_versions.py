"""When a version that is published begins to decide."""

from datetime import UTC, datetime, timedelta

from handover.commands.versions import begin

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_version_decides_from_the_day_that_is_named_and_from_now_where_none_is() -> None:
    assert begin(NOW + timedelta(days=1), NOW) == NOW + timedelta(days=1)
    assert begin(None, NOW) == NOW


def test_from_today_means_from_now_and_not_behind_what_was_published_this_morning() -> None:
    assert begin(datetime(2026, 11, 23, tzinfo=UTC), NOW) == NOW
