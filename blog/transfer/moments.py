"""Dates as people write them in front matter."""

import re
from datetime import UTC, datetime, tzinfo

# Ruby, and so Jekyll, reads a year after the time as well.
DATE = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:[Tt ]\s*(?P<time>\d{1,2}:\d\d(?::\d\d)?)(?:[.,]\d+)?"
    r"(?:\s+\d{4})?\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """Return a moment in UTC; None for what is no date.

    Without a zone of its own it is a time in ``zone``; without a time, its midnight.
    """
    found = DATE.fullmatch(text.strip())
    if not found:
        return None
    try:
        year, month, day = (int(part) for part in found["date"].split("-"))
        hour, minute, second = (int(part) for part in _with_seconds(found["time"]).split(":"))
        own = _zone(found["zone"], zone)
        return datetime(year, month, day, hour, minute, second, tzinfo=own).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _with_seconds(time: str | None) -> str:
    if time is None:
        return "0:00:00"
    return time if time.count(":") == 2 else f"{time}:00"


def _zone(written: str | None, otherwise: tzinfo) -> tzinfo | None:
    if not written:
        return otherwise
    if written.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    return datetime.strptime(written.replace(":", ""), "%z").tzinfo
