"""Keyset pages: a place in a list that is ordered by a key and by ids.

An offset would make the database count what it skips, and would repeat or skip items when
something is published between two pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from blog.core.errors import DomainError
from blog.core.moments import microseconds_of, moment_of

# Stands in an address for the moment that an item does not have.
NEVER = "never"
# Ids have 32 bits in PostgreSQL, which compares them with nothing larger.
LARGEST_ID = 2**31 - 1


class BadPlace(DomainError):  # noqa: N818 - says what is wrong
    """The address names a place in a list that cannot be read."""

    def __init__(self) -> None:
        super().__init__("That page of the list does not exist.")


class Keys(Enum):
    """What the keys of a list are: moments come the latest first, words from A to Z."""

    MOMENTS = auto()
    # Some items have none. They follow those that have one.
    MOMENTS_IF_ANY = auto()
    WORDS = auto()


@dataclass(frozen=True)
class Order:
    """The columns that a list is ordered by."""

    key: InstrumentedAttribute[Any]
    id: InstrumentedAttribute[int]
    keys: Keys = Keys.MOMENTS

    def rises(self, place: "Place | None") -> bool:
        """Say whether the page at a place is read upwards, from the smallest key on."""
        return (self.keys is Keys.WORDS) != (place is not None and place.back)


@dataclass(frozen=True)
class Place:
    """A place in a list, beside the item whose key and id it has. The page is the one that
    follows, or the one before when it leads ``back``."""

    key: datetime | str | None
    id: int
    back: bool = False

    def __str__(self) -> str:
        key = microseconds_of(self.key) if isinstance(self.key, datetime) else self.key
        return f"{NEVER if key is None else key}.{self.id}"

    @classmethod
    def parse(
        cls, before: str | None, after: str | None, keys: Keys = Keys.MOMENTS
    ) -> "Place | None":
        """Read ``?before=`` or ``?after=``. Raises BadPlace for anything not made by us, or
        made for another order."""
        text = before or after
        if not text:
            return None
        key, _, number = text.rpartition(".")
        if not _is_number(number) or int(number) > LARGEST_ID:
            raise BadPlace
        return cls(_read_key(key, keys), int(number), back=not before)


def _read_key(text: str, keys: Keys) -> datetime | str | None:
    if keys is Keys.WORDS and "\x00" not in text:
        return text
    if keys is Keys.MOMENTS_IF_ANY and text == NEVER:
        return None
    if keys is Keys.WORDS or not _is_number(text.removeprefix("-")):
        raise BadPlace
    try:
        return moment_of(int(text))
    except OverflowError:
        raise BadPlace from None


def _is_number(text: str) -> bool:
    # Eighteen digits fit the 64 bits of both databases.
    return text.isascii() and text.isdigit() and len(text) <= 18


T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items in order, and the places of the pages beside them (None at an end)."""

    items: Sequence[T]
    following: Place | None = None
    previous: Place | None = None


def page_of(statement: Select[Any], order: Order, place: Place | None, size: int) -> Select[Any]:
    """Return the statement for one page: one row more than its size, to see if it goes on."""
    upwards = order.rises(place)
    if place is not None:
        here, there = tuple_(order.key, order.id), tuple_(place.key, place.id)
        statement = statement.where(beyond(here, there, upwards))
    return in_order(statement, (order.key, order.id), upwards).limit(size + 1)


def beyond(here: Any, there: Any, upwards: bool) -> ColumnElement[bool]:
    """Return the condition of lying past a place."""
    condition: ColumnElement[bool] = here > there if upwards else here < there
    return condition


def in_order(
    statement: Select[Any], columns: Sequence[InstrumentedAttribute[Any]], upwards: bool
) -> Select[Any]:
    return statement.order_by(*(each.asc() if upwards else each.desc() for each in columns))


def page_from(rows: Sequence[Any], order: Order, place: Place | None, size: int) -> Page[Any]:
    """Make a page of the rows that were found, of which one more than its size says it goes on."""
    goes_on, back = len(rows) > size, place is not None and place.back
    items = list(rows[:size])
    if back:
        items.reverse()
    if not items:
        return Page(items)
    first, last = items[0], items[-1]
    name = order.key.key
    has_previous = goes_on if back else place is not None
    return Page(
        items,
        following=Place(getattr(last, name), last.id) if back or goes_on else None,
        previous=Place(getattr(first, name), first.id, back=True) if has_previous else None,
    )
