"""Changes of the site."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from blog.core.content_version import raise_content_version
from blog.core.database import reread
from blog.core.errors import DomainError, FieldError
from blog.core.hooks import Hook
from blog.site.models import Site

LONGEST_LINE = 200
LONGEST_LANGUAGE = 35
# As in BCP 47, without what begins with a single letter: nobody writes a whole site in that.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
# What texts are set by: another value makes other HTML of them.
SET_BY = frozenset({"language", "smart_punctuation"})

# Later features mark what they rendered as out of date, and say how much that is.
style_changed: Hook[[Session], int] = Hook()


class AlreadySetUp(DomainError):  # noqa: N818 - says what is the case
    """Somebody has set the site up; the link works once."""


class NotSetUp(DomainError):  # noqa: N818 - says what is the case
    """There is nothing to change yet: the set-up asks for it."""


@dataclass(frozen=True)
class SiteChange:
    title: str
    language: str
    time_zone: str


@dataclass(frozen=True)
class SettingsChange:
    """What is to be different; None for what stays as it is."""

    title: str | None = None
    tagline: str | None = None
    language: str | None = None
    time_zone: str | None = None
    smart_punctuation: bool | None = None


@dataclass(frozen=True)
class Changed:
    """What became of a change: the names that have another value now, and how many posts
    have stored HTML that the change made out of date."""

    names: frozenset[str]
    out_of_date: int = 0


def set_up(session: Session, change: SiteChange, now: datetime) -> None:
    """Name the site and open it to readers. Raises AlreadySetUp the second time."""
    site = reread(session, Site, 1)
    if site is None or site.set_up_at is not None:
        raise AlreadySetUp("This site has been set up already.")
    site.title = change.title
    site.language = change.language
    site.time_zone = change.time_zone
    site.set_up_at = now
    raise_content_version(session, now)


def change_settings(session: Session, change: SettingsChange, now: datetime) -> Changed:
    """Change what is given. Raises NotSetUp, or FieldError for a value that will not do."""
    site = reread(session, Site, 1)
    if site is None or site.set_up_at is None:
        raise NotSetUp("This site is not set up yet: its name and language are asked for there.")
    names = frozenset(name for name, value in _checked(change).items() if _set(site, name, value))
    if not names:
        return Changed(names)
    session.flush()
    out_of_date = sum(style_changed(session)) if names & SET_BY else 0
    raise_content_version(session, now)
    return Changed(names, out_of_date)


def _set(site: Site, name: str, value: Any) -> bool:
    """Give the site a value; say whether it had another one."""
    if getattr(site, name) == value:
        return False
    setattr(site, name, value)
    return True


def _checked(change: SettingsChange) -> dict[str, Any]:
    given = {name: value for name, value in asdict(change).items() if value is not None}
    return {name: CHECKS[name](value) if name in CHECKS else value for name, value in given.items()}


def _title(value: str) -> str:
    if not value:
        raise FieldError("title", "Give your paper a name.")
    return _line("title", "The title", value)


def _tagline(value: str) -> str:
    return _line("tagline", "The tagline", value)


def _line(field: str, thing: str, value: str) -> str:
    if len(value) > LONGEST_LINE:
        raise FieldError(field, f"{thing} has {len(value)} letters; at most {LONGEST_LINE}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise FieldError(field, f"{thing} is not written in UTF-8.") from None
    return value


def _language(value: str) -> str:
    """Return a language as BCP 47 recommends to write it, such as zh-Hant-TW."""
    if not LANGUAGE.fullmatch(value) or len(value) > LONGEST_LANGUAGE:
        raise FieldError(
            "language",
            f"“{value}” is not the short name of a language. "
            "Write one such as en, de-AT or zh-Hant.",
        )
    first, *more = value.lower().split("-")
    written = {2: str.upper, 4: str.title}
    return "-".join([first, *(written.get(len(part), str)(part) for part in more)])


def _time_zone(value: str) -> str:
    # Names without a region are old ones, or mean whatever the machine is set to.
    zones = {zone.lower(): zone for zone in available_timezones() if "/" in zone or zone == "UTC"}
    if value.lower() not in zones:
        raise FieldError(
            "time_zone",
            f"“{value}” is not a time zone. Write one such as Europe/Berlin, or UTC.",
        )
    return zones[value.lower()]


CHECKS: dict[str, Callable[[str], str]] = {
    "title": _title,
    "tagline": _tagline,
    "language": _language,
    "time_zone": _time_zone,
}
