"""Keyset pages: a place in a list ordered by (moment, id), newest first.

An offset would make the database count what it skips, and would repeat or skip items when
something is published between two pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from blog.core.errors import DomainError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class BadCursor(DomainError):  # noqa: N818 - says what is wrong
    """The address names a place in a list that cannot be read."""


@dataclass(frozen=True)
class Cursor:
    """A place between two items: just before (older) or after (newer) the one it names."""

    moment: datetime
    id: int
    newer: bool = False

    def __str__(self) -> str:
        return f"{(self.moment - EPOCH) // MICROSECOND}.{self.id}"

    @classmethod
    def parse(cls, before: str | None, after: str | None) -> "Cursor | None":
        """Read ``?before=`` or ``?after=``. Raises BadCursor for anything not made by us."""
        text = before or after
        if not text:
            return None
        micros, dot, number = text.partition(".")
        if not (dot and _is_number(micros.removeprefix("-")) and _is_number(number)):
            raise BadCursor("That page of the list does not exist.")
        try:
            moment = EPOCH + int(micros) * MICROSECOND
        except OverflowError:
            raise BadCursor("That page of the list does not exist.") from None
        return cls(moment, int(number), newer=not before)


def _is_number(text: str) -> bool:
    # Eighteen digits fit the 64 bits of both databases.
    return text.isascii() and text.isdigit() and len(text) <= 18


T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items in order, and the cursors of the pages beside it (None at an end)."""

    items: Sequence[T]
    older: Cursor | None
    newer: Cursor | None


def page_of(
    statement: Select[Any],
    moment: InstrumentedAttribute[Any],
    identity: InstrumentedAttribute[int],
    cursor: Cursor | None,
    size: int,
) -> Select[Any]:
    """Return the statement for one page: one row more than its size, to see if it goes on."""
    key = tuple_(moment, identity)
    if cursor is None:
        return statement.order_by(moment.desc(), identity.desc()).limit(size + 1)
    place: ColumnElement[Any] = tuple_(cursor.moment, cursor.id)
    if cursor.newer:
        statement = statement.where(key > place).order_by(moment.asc(), identity.asc())
    else:
        statement = statement.where(key < place).order_by(moment.desc(), identity.desc())
    return statement.limit(size + 1)


def page_from(rows: Sequence[Any], moment_name: str, cursor: Cursor | None, size: int) -> Page[Any]:
    """Make a page of the rows that `page_of` asked for."""
    goes_on = len(rows) > size
    items = list(rows[:size])
    upwards = cursor is not None and cursor.newer
    if upwards:
        items.reverse()
    if not items:
        return Page(items, None, None)
    first = Cursor(getattr(items[0], moment_name), items[0].id, newer=True)
    last = Cursor(getattr(items[-1], moment_name), items[-1].id)
    has_older = upwards or goes_on
    has_newer = goes_on if upwards else cursor is not None
    return Page(items, last if has_older else None, first if has_newer else None)
