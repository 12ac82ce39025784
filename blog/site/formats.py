"""Moments as people read them: in the site's time zone, in words."""

from datetime import datetime, timedelta

from flask import Flask

from blog.core import clock
from blog.site.context import current_site


def init_app(app: Flask) -> None:
    for name, filter_ in {
        "date": date,
        "month": month,
        "year": year,
        "day_month": day_month,
        "short_date": short_date,
        "time": time,
        "moment": moment,
    }.items():
        app.add_template_filter(filter_, name)


def date(value: datetime) -> str:
    """12 November 2026"""
    return f"{day_month(value)} {local(value).year}"


def day_month(value: datetime) -> str:
    """12 November"""
    there = local(value)
    return f"{there.day} {there:%B}"


def month(value: datetime) -> str:
    """November 2026"""
    return f"{local(value):%B %Y}"


def year(value: datetime) -> int:
    return local(value).year


def short_date(value: datetime) -> str:
    """12 November, with the year when it is not the current one."""
    this_year = local(clock.now()).year
    return day_month(value) if local(value).year == this_year else date(value)


def time(value: datetime) -> str:
    """14:02"""
    return f"{local(value):%H:%M}"


def moment(value: datetime) -> str:
    """14:02 today, “Yesterday, 22:41”, else the date."""
    today = local(clock.now()).date()
    if local(value).date() == today:
        return time(value)
    if local(value).date() == today - timedelta(days=1):
        return f"Yesterday, {time(value)}"
    return short_date(value)


def local(value: datetime) -> datetime:
    return value.astimezone(current_site().zone)
