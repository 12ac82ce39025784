"""The attack corpus: what people try, to make a text run or break the page that it is on.

A file in `corpus/` holds the cases of one kind. A line of `%%%%` stands between two of them;
the line breaks next to it belong to neither. What a text file cannot hold, or a reader would
not see, is written as its code point: ‹U+202E›, or ‹U+0041*1000› for a thousand of them. A
lone surrogate is written so too: nobody types one, but a request can be made to hold it.

Where a case would run it calls `attack()`, so that whoever defines that function knows.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
BETWEEN = "%%%%"
CODE_POINT = re.compile(r"‹U\+([0-9A-F]{4,6})(?:\*([0-9]+))?›")


@dataclass(frozen=True)
class Case:
    """One attack, and where it is written down."""

    kind: str
    line: int
    text: str

    @property
    def name(self) -> str:
        return f"{self.kind}.txt:{self.line}"

    def __str__(self) -> str:
        return f"{self.name} {self.text[:100]!a}"

    @property
    def received(self) -> str:
        """The text as a request brings it: what is no character in UTF-8 is replaced."""
        return as_received(self.text)


def as_received(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


KINDS = tuple(sorted(path.stem for path in CORPUS.glob("*.txt")))


@cache
def cases_of(kind: str) -> tuple[Case, ...]:
    """Return every case of a kind, in the order in which they stand in its file."""
    cases = []
    first, lines = 1, list[str]()
    source = (CORPUS / f"{kind}.txt").read_text(encoding="utf-8").removesuffix("\n")
    for number, line in enumerate([*source.split("\n"), BETWEEN], start=1):
        if line == BETWEEN:
            cases.append(Case(kind, first, CODE_POINT.sub(_spelled, "\n".join(lines))))
            first, lines = number + 1, []
        else:
            lines.append(line)
    return tuple(cases)


def _spelled(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) * int(escape[2] or 1)


def every_case() -> list[Case]:
    return [case for kind in KINDS for case in cases_of(kind)]
