"""Where code stands in a Markdown text: what is an example there, and says nothing itself.

The whole of Markdown is not read here, only as much of it as tells code from prose: fenced
and indented blocks, which stand further in below the item of a list, and code in a line.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

# What an opening fence is followed by holds no backtick, else it is code in a line.
FENCE = re.compile(r"[ \t]*(`{3,}+(?![^\n]*`)|~{3,}+)")
ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:\s{1,4}|$)")
HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")
RULE = re.compile(r" {0,3}([-*])(?:[ \t]*\1){2,}[ \t]*$")
TICKS = re.compile(r"(\\?)(`++)")
INDENT = 4
# Nothing sensible lies deeper, and each item of a line is looked for from its beginning.
MOST_ITEMS = 10


@dataclass(frozen=True)
class Examples:
    """The stretches of a text that are code, in order, as offsets."""

    starts: list[int]
    ends: list[int]

    def __contains__(self, at: int) -> bool:
        before = bisect_right(self.starts, at) - 1
        return before >= 0 and at < self.ends[before]


def examples_in(body: str) -> Examples:
    """Return where code stands in a text, in one pass over it."""
    stretches = sorted(_stretches(body))
    return Examples([start for start, _ in stretches], [end for _, end in stretches])


def fenced_lines(body: str) -> set[int]:
    """Return where the lines within fenced blocks begin."""
    fence, starts, at = "", set(), 0
    for line in body.split("\n"):
        if fence:
            starts.add(at)
        fence = _fence_after(fence, line)
        at += len(line) + 1
    return starts


def _fence_after(fence: str, line: str) -> str:
    """Return the fence that is open below a line; empty when none is."""
    found = FENCE.match(line)
    if not fence:
        return found[1] if found else ""
    closes = line.strip().startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence


def _stretches(body: str) -> Iterator[tuple[int, int]]:
    """Yield blocks of code line by line, and the code in the lines between them."""
    reading, at, prose_from = _Lines(), 0, 0
    for line in body.split("\n"):
        end = at + len(line) + 1
        is_code = reading.is_code(line)
        if is_code or not line.strip():
            yield from _in_lines(body, prose_from, at)
            prose_from = end
        if is_code:
            yield at, end
        at = end
    yield from _in_lines(body, prose_from, len(body))


@dataclass
class _Lines:
    """What the lines so far say of the next one."""

    fence: str = ""
    in_paragraph: bool = False
    # How far in the texts of the items stand that are open here, the innermost last.
    items: list[int] = field(default_factory=list)

    def is_code(self, line: str) -> bool:
        was_open, is_indented = bool(self.fence), self._is_indented_code(line)
        if was_open or not is_indented:
            self.fence = _fence_after(self.fence, line)
        is_code = was_open or is_indented or bool(self.fence)
        is_prose = bool(line.strip()) and not is_code
        if is_prose:
            self._read_items(line)
        self.in_paragraph = is_prose and not HEADING.match(line)
        return is_code

    def _is_indented_code(self, line: str) -> bool:
        # A paragraph goes on however far in its next line stands.
        if self.in_paragraph or not line.strip():
            return False
        indent = _indent(line)
        return indent >= INDENT + max((item for item in self.items if item <= indent), default=0)

    def _read_items(self, line: str) -> None:
        """Close the items that a line stands outside of, and open those that it begins."""
        spread = line.expandtabs(INDENT)
        at = _indent(line)
        found = None if RULE.match(line) else ITEM.match(spread, at)
        if found or not self.in_paragraph:
            while self.items and at < self.items[-1]:
                self.items.pop()
        for _ in range(MOST_ITEMS):
            if found is None:
                break
            at = found.end()
            self.items.append(at)
            found = ITEM.match(spread, at)


def _indent(line: str) -> int:
    spread = line[: len(line) - len(line.lstrip())].expandtabs(INDENT)
    return len(spread)


def _in_lines(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where code stands within a paragraph: between two runs of as many backticks."""
    runs = list(TICKS.finditer(body, start, end))
    last = {len(run[2]): number for number, run in enumerate(runs)}
    opened = 0
    while opened < len(runs):
        escaped, ticks = runs[opened].groups()
        length = len(ticks) - len(escaped)
        closed = opened + 1
        if length and last.get(length, 0) > opened:
            while len(runs[closed][2]) != length:
                closed += 1
            yield runs[opened].end() - length, runs[closed].end()
            closed += 1
        opened = closed
