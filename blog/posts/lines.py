"""The lines of a text, which remember what is looked for ahead: from many of them, each time anew,
that would take the square of their number."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?=[\s/>]|$)", re.I)


class Lines(list[str]):
    """Lines without their ends."""

    def next_tag_that_closes(self, at: int) -> int:
        """Return the first line from here on with a closing tag; the number of lines for none."""
        return self._closing[at]

    def next_end_of_formula(self, at: int) -> int:
        """Return the first line from here on that ends a formula or is blank, or the number of
        lines."""
        return self._formula_ends[at]

    def opened(self, at: int, name: str) -> int:
        """Return how many more elements of a name a line opens than it closes."""
        if at not in self._opened:
            tags = Counter[str]()
            for closes, tag in TAG.findall(self[at]):
                tags[tag.lower()] += -1 if closes else 1
            self._opened[at] = tags
        return self._opened[at][name.lower()]

    @cached_property
    def _opened(self) -> dict[int, Counter[str]]:
        return {}

    @cached_property
    def _closing(self) -> list[int]:
        return self._next(lambda line: "</" in line)

    @cached_property
    def _formula_ends(self) -> list[int]:
        return self._next(lambda line: is_blank(line) or line.rstrip().endswith("$$"))

    def _next(self, found: Callable[[str], bool]) -> list[int]:
        """Return for each line the first from there on in which something is found."""

        def backwards() -> Iterator[int]:
            nearest = len(self)
            yield nearest
            for at in range(len(self) - 1, -1, -1):
                if found(self[at]):
                    nearest = at
                yield nearest

        return list(backwards())[::-1]


def is_blank(line: str) -> bool:
    return not line.strip(" \t\v\f")
