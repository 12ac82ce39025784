"""Moments as people read them, in the time zone of the site."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from blog.core import clock
from blog.site import formats
from tests.factories import World

# Noon in Kathmandu, a quarter past six in the morning in UTC.
NOW = datetime(2026, 11, 21, 6, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def in_kathmandu(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    world.set_up(time_zone="Asia/Kathmandu")
    with world.app.test_request_context():
        yield


def test_a_date_is_in_words() -> None:
    assert formats.date(NOW) == "21 November 2026"
    assert formats.day_month(NOW) == "21 November"
    assert formats.month(NOW) == "November 2026"
    assert formats.year(NOW) == 2026


def test_a_moment_late_in_the_day_is_on_the_day_that_it_was_there() -> None:
    late = datetime(2026, 12, 31, 18, 30, tzinfo=UTC)
    assert formats.date(late) == "1 January 2027"
    assert formats.date(late - HOUR) == "31 December 2026"
    assert formats.year(late) == 2027
    assert formats.month(late) == "January 2027"


def test_the_time_is_that_of_the_wall_clock_there() -> None:
    assert formats.time(NOW) == "12:00"
    assert formats.time(NOW - 12 * HOUR) == "00:00"


def test_a_short_date_has_its_year_when_it_is_another_one() -> None:
    assert formats.short_date(NOW - DAY) == "20 November"
    assert formats.short_date(NOW - 365 * DAY) == "21 November 2025"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(0), "12:00"),
        (12 * HOUR, "00:00"),
        (12 * HOUR + timedelta(minutes=1), "Yesterday, 23:59"),
        (36 * HOUR, "Yesterday, 00:00"),
        (36 * HOUR + timedelta(minutes=1), "19 November"),
        (400 * DAY, "17 October 2025"),
    ],
)
def test_a_moment_is_told_as_one_would(before: timedelta, words: str) -> None:
    assert formats.moment(NOW - before) == words
