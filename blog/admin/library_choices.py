"""What the address of the library asks for. What it asks wrongly is left out, and said."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from blog.core.forms import one_line
from blog.core.templating import shorten
from blog.media.queries import Sort, Tab, Wanted, words_of
from blog.posts.forms import number_of

LONGEST_QUERY = 200

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Choices:
    """What somebody chose: a tab, words, an order, and the item that is open (0 for none).

    ``left_out`` says what was not to be had, in sentences.
    """

    tab: Tab
    q: str
    sort: Sort
    item_id: int
    left_out: tuple[str, ...]

    def wanted(self) -> Wanted:
        return Wanted(self.tab, words_of(self.q), self.sort)

    def query(self) -> dict[str, str]:
        """Return what an address needs to ask for the same list: nothing for what goes without."""
        values = {
            "tab": self.tab if self.tab is not Tab.IMAGES else "",
            "q": self.q,
            "sort": self.sort if self.sort is not Sort.NEWEST else "",
        }
        return {name: str(value) for name, value in values.items() if value}


def read_choices(arguments: Mapping[str, str]) -> Choices:
    """Read the query of an address, which anybody may have typed."""
    left_out: list[str] = []
    return Choices(
        tab=_one_of(Tab, arguments, "tab", "There is no tab", left_out) or Tab.IMAGES,
        q=one_line(arguments.get("q"))[:LONGEST_QUERY].strip(),
        sort=_one_of(Sort, arguments, "sort", "Nothing is sorted by", left_out) or Sort.NEWEST,
        item_id=number_of(arguments.get("item")),
        left_out=tuple(left_out),
    )


def _one_of(
    values: type[Choice],
    arguments: Mapping[str, str],
    name: str,
    complaint: str,
    left_out: list[str],
) -> Choice | None:
    given = one_line(arguments.get(name))
    if given and given not in list(values):
        left_out.append(f"{complaint} “{shorten(given)}”, so that was left out.")
        return None
    return values(given) if given else None
