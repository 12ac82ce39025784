"""What the address of a list asks for. What it asks wrongly is left out, and said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from blog.auth.queries import people_by_id
from blog.core.forms import one_line
from blog.core.templating import shorten
from blog.posts.desk_lists import Dated, Sort, Wanted
from blog.posts.desk_queries import Tab
from blog.posts.forms import FIRST_YEAR, LAST_YEAR, number_of
from blog.posts.models import Kind, Visibility
from blog.tags.models import Tag
from blog.tags.queries import tags_by_name

LONGEST_QUERY = 200
MOST_WORDS = 8

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Choices:
    """What somebody chose in the tabs and the filters. ``left_out`` says what was not to be
    had, in sentences."""

    kind: Kind
    tab: Tab
    sort: Sort
    q: str
    author: int | None
    tag: Tag | None
    visibility: Visibility | None
    dated: Dated
    since: date | None
    until: date | None
    all_texts: bool
    left_out: tuple[str, ...]

    @property
    def narrowed(self) -> bool:
        """Say whether anything but the tab leaves something out."""
        return any((self.q, self.author, self.tag, self.is_detailed))

    @property
    def is_detailed(self) -> bool:
        """Say whether one of the filters is set that are used less often."""
        return any((self.visibility, self.since, self.until))

    def wanted(self, zone: ZoneInfo) -> Wanted:
        return Wanted(
            kind=self.kind,
            tab=self.tab,
            words=tuple(self.q.split()[:MOST_WORDS]),
            author=self.author,
            tag=self.tag.id if self.tag else None,
            visibility=self.visibility,
            dated=self.dated,
            since=_midnight(self.since, zone) if self.since else None,
            until=_midnight(self.until + timedelta(days=1), zone) if self.until else None,
            sort=self.sort,
            all_texts=self.all_texts,
        )

    def query(self) -> dict[str, str]:
        """Return what an address needs to ask for the same: nothing for what goes without."""
        values = {
            "tab": self.tab if self.tab is not Tab.ALL else "",
            "q": self.q,
            "author": self.author or "",
            "tag": self.tag.slug if self.tag else "",
            "visibility": self.visibility or "",
            "dated": self.dated if self.dated is not Dated.EDITED else "",
            "since": self.since or "",
            "until": self.until or "",
            "sort": self.sort if self.sort is not Sort.EDITED else "",
            "texts": "all" if self.all_texts and self.q else "",
        }
        return {name: str(value) for name, value in values.items() if value}


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def read_choices(session: Session, kind: Kind, arguments: Mapping[str, str]) -> Choices:
    """Read the query of an address, which anybody may have typed."""
    reading = _Reading(session, kind, arguments)
    return Choices(
        kind=kind,
        tab=reading.one_of(Tab, "tab", "There is no tab") or Tab.ALL,
        sort=reading.one_of(Sort, "sort", "Nothing is sorted by") or Sort.EDITED,
        q=one_line(arguments.get("q"))[:LONGEST_QUERY].strip(),
        author=reading.author(),
        tag=reading.tag(),
        visibility=reading.one_of(Visibility, "visibility", "Nothing is visible to"),
        dated=reading.one_of(Dated, "dated", "No post has the date") or Dated.EDITED,
        since=reading.day("since"),
        until=reading.day("until"),
        all_texts=arguments.get("texts") == "all",
        left_out=tuple(reading.left_out),
    )


class _Reading:
    """Reads values one by one and remembers what was wrong with them."""

    def __init__(self, session: Session, kind: Kind, arguments: Mapping[str, str]) -> None:
        self.session = session
        self.kind = kind
        self.arguments = arguments
        self.left_out: list[str] = []

    def one_of(self, values: type[Choice], name: str, complaint: str) -> Choice | None:
        given = self._given(name)
        if given and given not in list(values):
            self._leave_out(f"{complaint} “{shorten(given)}”")
            return None
        return values(given) if given else None

    def author(self) -> int | None:
        if not (given := self._given("author")):
            return None
        number = number_of(given)
        if number not in people_by_id(self.session, [number]):
            self._leave_out(f"Nobody here has the number “{shorten(given)}”")
            return None
        return number

    def tag(self) -> Tag | None:
        if not (given := self._given("tag")):
            return None
        found = tags_by_name(self.session, [given])
        if not found:
            self._leave_out(f"There is no tag “{shorten(given)}”")
        return next(iter(found.values()), None)

    def day(self, name: str) -> date | None:
        if not (given := self._given(name)):
            return None
        try:
            day = date.fromisoformat(given)
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            self._leave_out(f"“{shorten(given)}” is not a day such as 2026-11-21")
            return None
        return day

    def _given(self, name: str) -> str:
        return one_line(self.arguments.get(name))

    def _leave_out(self, why: str) -> None:
        self.left_out.append(f"{why}, so that was left out.")
