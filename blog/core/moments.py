"""Moments as whole numbers, for addresses and tokens: exact, and shorter than their text."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds_of(moment: datetime) -> int:
    """Return the microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(number: int) -> datetime:
    """Return the moment that has this number. Raises OverflowError for a year past 9999."""
    return EPOCH + number * MICROSECOND


def microseconds_or_none(moment: datetime | None) -> int | None:
    return None if moment is None else microseconds_of(moment)


def moment_or_none(number: int | None) -> datetime | None:
    return None if number is None else moment_of(number)
