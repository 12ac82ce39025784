"""Two texts side by side, word by word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from blog.posts.matching import MOST_STEPS, matched, tokens_of
from blog.posts.steps import Steps


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Piece:
    """Words and the space between them: in both texts, or in one. Never `changed`."""

    change: Change
    text: str


@dataclass(frozen=True)
class Edit:
    """A stretch of both texts. What is in both is equal."""

    old: str
    new: str

    @property
    def is_same(self) -> bool:
        return self.old == self.new

    @property
    def size(self) -> int:
        return max(len(self.old), len(self.new))

    def __add__(self, other: "Edit") -> "Edit":
        return Edit(self.old + other.old, self.new + other.new)


def compare_words(old: str, new: str, steps: Steps | None = None) -> tuple[Piece, ...]:
    """Return the pieces of both texts. Those of the old one, joined, are the old text again,
    and those of the new one the new text."""
    return tuple(_pieces(_tidied(_edits(old, new, steps or Steps(MOST_STEPS)))))


def _edits(old: str, new: str, steps: Steps) -> Iterator[Edit]:
    olds, news = tokens_of(old), tokens_of(new)
    for _, (a, b), (c, d) in matched(olds, news, steps):
        yield Edit("".join(olds[a:b]), "".join(news[c:d]))


def _tidied(edits: Iterable[Edit]) -> list[Edit]:
    """Take what is the same for changed where it is shorter than the changes on both its sides:
    a comma in common does not make two sentences alike."""
    tidy: list[Edit] = []
    for edit in edits:
        if edit.is_same or not tidy:
            tidy.append(edit)
        elif not tidy[-1].is_same:
            tidy[-1] += edit
        elif len(tidy) > 1 and tidy[-1].size <= min(tidy[-2].size, edit.size):
            between = tidy.pop()
            tidy[-1] += between + edit
        else:
            tidy.append(edit)
    return tidy


def _pieces(edits: Iterable[Edit]) -> Iterator[Piece]:
    for edit in edits:
        if edit.is_same:
            yield Piece(Change.SAME, edit.old)
            continue
        if edit.old:
            yield Piece(Change.REMOVED, edit.old)
        if edit.new:
            yield Piece(Change.ADDED, edit.new)
