"""A Markdown text in the units that people edit: paragraphs, list items, rows of a table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from blog.posts.blocks import begins_table, end_of_block, end_of_item, is_item, is_row
from blog.posts.lines import Lines, is_blank

# What lies below so many lines with something in them is one unit, so that no text takes long to
# read and compare. A million characters of prose have fewer.
MOST_LINES = 20_000
NUMBER = re.compile(r"[0-9]{1,9}(?=[.)])")


class Kind(IntEnum):
    """What may stand right below what: items below items, rows below the head of a table."""

    BLOCK = 0
    ITEM = 1
    HEAD = 2
    ROW = 3


class Unit(NamedTuple):
    """What is merged as a whole. An item's number is apart: renumbering is not rewriting."""

    kind: Kind
    number: str
    rest: str

    @property
    def text(self) -> str:
        return self.number + self.rest

    @property
    def key(self) -> tuple[Kind, str]:
        """What makes two units the same one."""
        return self.kind, self.rest


class Span(NamedTuple):
    """The lines of a unit, the last exclusive."""

    kind: Kind
    begin: int
    end: int


@dataclass(frozen=True)
class Units:
    """A text in units. ``gaps`` are what follows each unit, ``leading`` what is before all.

    A gap is a line end and the blank lines after it; the last one may be empty.
    """

    leading: str
    units: tuple[Unit, ...]
    gaps: tuple[str, ...]

    @cached_property
    def keys(self) -> list[tuple[Kind, str]]:
        return [unit.key for unit in self.units]

    @property
    def trailing(self) -> str:
        return self.gaps[-1] if self.gaps else ""

    def slice(self, begin: int, end: int) -> str:
        """Return some units with the gaps between them, not with those around them."""
        texts = [self.units[at].text + self.gaps[at] for at in range(begin, end - 1)]
        return "".join(texts) + (self.units[end - 1].text if begin < end else "")

    @property
    def text(self) -> str:
        parts = (unit.text + gap for unit, gap in zip(self.units, self.gaps, strict=True))
        return self.leading + "".join(parts)


def split(text: str) -> Units:
    """Return a text with LF line ends in units: put together, they are the text again."""
    lines = text.split("\n")
    spans = list(_spans(lines))
    if not spans:
        return Units(text, (), ())
    leading = "".join(line + "\n" for line in lines[: spans[0].begin])
    units = tuple(_unit(span.kind, "\n".join(lines[span.begin : span.end])) for span in spans)
    begins = [span.begin for span in spans[1:]]
    gaps = [
        "\n" + "".join(line + "\n" for line in lines[span.end : begin])
        for span, begin in zip(spans, begins, strict=False)
    ]
    gaps.append("".join("\n" + line for line in lines[spans[-1].end :]))
    return Units(leading, units, tuple(gaps))


def _unit(kind: Kind, text: str) -> Unit:
    number = NUMBER.match(text) if kind is Kind.ITEM else None
    end = number.end() if number else 0
    return Unit(kind, text[:end], text[end:])


def _spans(lines: Sequence[str]) -> Iterator[Span]:
    """Yield the lines of each unit, in order."""
    filled = (at for at, line in enumerate(lines) if not is_blank(line))
    begin = next(islice(filled, MOST_LINES, None), len(lines))
    yield from _read(Lines(lines[:begin]))
    if begin < len(lines):
        below = range(len(lines) - 1, begin - 1, -1)
        yield Span(Kind.BLOCK, begin, next(at for at in below if not is_blank(lines[at])) + 1)


def _read(lines: Lines) -> Iterator[Span]:
    at = 0
    while at < len(lines):
        if is_blank(lines[at]):
            at += 1
            continue
        if begins_table(lines, at):
            yield Span(Kind.HEAD, at, at + 2)
            at += 2
            while at < len(lines) and is_row(lines, at):
                yield Span(Kind.ROW, at, at + 1)
                at += 1
            continue
        if is_item(lines[at]):
            kind, end = Kind.ITEM, end_of_item(lines, at)
        else:
            kind, end = Kind.BLOCK, end_of_block(lines, at)
        yield Span(kind, at, end)
        at = end
