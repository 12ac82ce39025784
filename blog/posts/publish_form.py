"""The form that says when readers get something, and what it asks at a change of the clocks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateField, RadioField, TimeField
from wtforms.validators import Optional, StopValidation, ValidationError

from blog.core.errors import FieldError
from blog.core.forms import Form, options
from blog.posts.forms import FIRST_YEAR, LAST_YEAR


class DayField(DateField):
    """A date field that says how to write a day."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("That is not a day. Write it as 2026-11-21.") from None


class ClockField(TimeField):
    """A time field that says how to write a time."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("That is not a time of day. Write it as 07:30.") from None


def _only_later(form: "PublishForm", field: Any) -> None:
    # Whoever publishes now need not put right a day that was meant for later.
    if form.when.data != "later":
        field.errors = []
        raise StopValidation


class PublishForm(Form):
    """When readers get it: now, or at a time in the site's time zone.

    ``which`` has choices only for a time that the clocks skip or show twice.
    """

    when = RadioField(
        "When", choices=options([("now", "Now"), ("later", "At a set time")]), default="now"
    )
    redate = BooleanField("Date it today")
    date = DayField("Date", [_only_later, Optional()])
    time = ClockField("Time", [_only_later, Optional()])
    which = RadioField("Which time", choices=[], validate_choice=False)

    @classmethod
    def at(cls, moment: datetime, zone: ZoneInfo, *, when: str) -> "PublishForm":
        """Return the form that holds a moment, whatever was sent with the request."""
        there = moment.astimezone(zone)
        data = {"when": when, "date": there.date(), "time": there.time(), "which": _value(moment)}
        form = cls(formdata=None, data=data)
        form.offer_times(zone)
        return form

    def offer_times(self, zone: ZoneInfo) -> None:
        """Offer what a time can mean that the clocks of the site skip or show twice."""
        local = self._local_time()
        found = readings(local, zone) if local else ()
        self.which.choices = options(_choices(local, found, zone)) if local and found[1:] else []

    def validate_date(self, field: DateField) -> None:
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(f"Choose a year between {FIRST_YEAR} and {LAST_YEAR}.")

    def as_moment(self, zone: ZoneInfo, now: datetime) -> datetime | None:
        """Return the chosen moment in UTC; None for now, or for the time that it had before.

        Raises FieldError for a day without a time, and for a time that could be two moments
        as long as neither of them is chosen.
        """
        if self.when.data != "later":
            return now if self.redate.data else None
        if self.date.data is None:
            raise FieldError("date", "Choose the day, such as 2026-11-21.")
        local = self._local_time()
        if local is None:
            raise FieldError("time", "Choose the time of day, such as 07:30.")
        found = readings(local, zone)
        chosen = found if len(found) == 1 else [m for m in found if _value(m) == self.which.data]
        if not chosen:
            raise FieldError("which", _question(local, found, zone))
        return chosen[0]

    def _local_time(self) -> datetime | None:
        """Return the day and time in the form as the clock on the wall shows them."""
        day: date | None = self.date.data
        clock: time | None = self.time.data
        if day is None or clock is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            return None
        return datetime.combine(day, clock)


def readings(local: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the moments in UTC that a time on the wall can mean, the earlier one first.

    It is one for nearly all. A time that comes twice is two; so is one that is skipped: what
    the clock showed as long before the change, and what it shows as long after it.
    """
    both = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(both))


def _choices(
    local: datetime, found: Sequence[datetime], zone: ZoneInfo
) -> tuple[tuple[str, str], ...]:
    first, second = (moment.astimezone(zone) for moment in found)
    values = [_value(moment) for moment in found]
    if not _exists(local, found, zone):
        words = [f"{_clock(first, local)}, before the change", f"{_clock(second, local)}, after it"]
    else:
        seasons = (", summer time", ", winter time") if first.dst() != second.dst() else ("", "")
        words = [
            f"The first{seasons[0]} ({_offset(first)})",
            f"The second{seasons[1]} ({_offset(second)})",
        ]
    return tuple(zip(values, words, strict=True))


def _exists(local: datetime, found: Sequence[datetime], zone: ZoneInfo) -> bool:
    return any(moment.astimezone(zone).replace(tzinfo=None) == local for moment in found)


def _clock(there: datetime, asked: datetime) -> str:
    """Return a time of day, with its day where that is not the one asked for: an island that
    changed the side of the date line left out a whole one."""
    clock = f"{there:%H:%M}"
    return clock if there.date() == asked.date() else f"{there.day} {there:%B %Y}, {clock}"


def _offset(there: datetime) -> str:
    """Return how far the clock is from UTC, such as UTC+5:45."""
    sign, hours, minutes = f"{there:%z}"[0], f"{there:%z}"[1:3], f"{there:%z}"[3:5]
    sign = sign.replace("-", "\N{MINUS SIGN}")
    return f"UTC{sign}{int(hours)}" + (f":{minutes}" if minutes != "00" else "")


def _question(local: datetime, found: Sequence[datetime], zone: ZoneInfo) -> str:
    clock, day = f"{local:%H:%M}", f"{local.day} {local:%B %Y}"
    if _exists(local, found, zone):
        return f"{clock} comes twice on {day}, since the clocks go back. Choose which is meant."
    return f"{clock} does not exist on {day}: the clocks go forward then. Choose another time."


def _value(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
