"""What is gathered while one text is set, and the marks that stand for finished pieces.

Three signs mean something in HTML. In text they travel as marks, single characters of a
private use area, until the sanitiser is done, and so do pieces that this package made
and that no text can influence beyond their escaped content: code with its colours,
formulas, checkboxes. The sanitiser sees tags and marks, and what an author wrote can no
more become a tag after it than before.
"""

import re
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import escape

from blog.core.markdown.mathml import Formula
from blog.core.markdown.media import Resolver, Shown
from blog.core.markdown.style import HouseStyle

# Every id in a text starts so: it cannot be mistaken for one of the page around it.
ID_PREFIX = "s-"
RESERVED_ID = re.compile(r"s-[nr]\d+(?:-\d+)?")

LESS, MORE, AND, HELD, END = "\U0010f8f0", "\U0010f8f1", "\U0010f8f2", "\U0010f8f3", "\U0010f8f4"
MARKS = LESS + MORE + AND + HELD + END
STRAY = "\N{REPLACEMENT CHARACTER}"
TO_MARKS = str.maketrans({"<": LESS, ">": MORE, "&": AND, **dict.fromkeys(MARKS, STRAY)})
FROM_MARKS = str.maketrans({LESS: "&lt;", MORE: "&gt;", AND: "&amp;"})
WITHOUT_MARKS = str.maketrans(dict.fromkeys(MARKS, STRAY))
# A piece is put back in text only, never within a tag.
TAG_OR_HELD = re.compile(f"<[^>]*>|{HELD}-?([0-9]+){END}")
# A piece that says nothing to those who do not see it.
SILENT = re.compile(f"{HELD}-[0-9]+{END}")


@dataclass(frozen=True)
class Heading:
    """One heading of a text; ``level`` is 2 to 6, since the title of the page is the h1."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Held:
    """A finished piece: its HTML, and what it says as plain text."""

    html: str
    text: str


@dataclass(frozen=True)
class WaitingFormula:
    """A formula that is set with all others of the text, and where it will stand."""

    formula: Formula
    place: int
    typed: str
    line: int
    within_a_line: bool


@dataclass
class Galley:
    """One text while it is set: what its parts must know of each other.

    ``resolve`` finds what the text names in the library, and ``shown`` is what was found.
    """

    style: HouseStyle
    resolve: Resolver | None = None
    shown: dict[str, Shown | None] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    tables: int = 0
    looked_up: int = 0
    coloured: int = 0
    formulas: list[WaitingFormula] = field(default_factory=list)

    def hold(self, html: str, text: str = "", *, is_silent: bool = False) -> str:
        """Keep a finished piece until the text is sanitised; return what stands for it."""
        self.held.append(Held(html, text))
        return f"{HELD}{'-' if is_silent else ''}{len(self.held) - 1}{END}"

    def name_region(self, wanted: str) -> str:
        """Return an accessible name that no other region of the text has."""
        self.names[wanted] = self.names.get(wanted, 0) + 1
        return wanted if self.names[wanted] == 1 else f"{wanted} ({self.names[wanted]})"

    def take_id(self, wanted: str) -> str:
        """Return an id that nothing else in the text has, as near to the wanted as can be."""
        # The ids of footnotes are counted, not taken: no other may look like one.
        wanted = candidate = f"{wanted}-" if RESERVED_ID.fullmatch(wanted) else wanted
        while candidate in self.ids:
            self.ids[wanted] += 1
            candidate = f"{wanted}-{self.ids[wanted]}"
        self.ids[candidate] = 1
        return candidate

    def place(self, html: str) -> str:
        """Return sanitised HTML with the marks made signs and the kept pieces in place."""
        return TAG_OR_HELD.sub(self._placed, html).translate(FROM_MARKS)

    def _placed(self, match: re.Match[str]) -> str:
        return match[0] if match[1] is None else self.held[int(match[1])].html

    def as_text(self, html: str) -> str:
        """Return sanitised HTML with the kept pieces as the plain text that they say."""
        words = TAG_OR_HELD.sub(self._said, html)
        return words.translate(FROM_MARKS)

    def _said(self, match: re.Match[str]) -> str:
        return match[0] if match[1] is None else str(escape(self.held[int(match[1])].text))


def galley(env: MutableMapping[str, Any]) -> Galley:
    """Return the galley of the text that an environment of markdown-it belongs to."""
    found: Galley = env["galley"]
    return found


def marked(text: str) -> str:
    """Return text as it travels through the sanitiser: the three signs as marks."""
    return text.translate(TO_MARKS)


def attribute(name: str, value: str) -> str:
    """Return an attribute with a space before it, its value escaped."""
    return f' {name}="{escape(value.translate(WITHOUT_MARKS))}"'


def english(style: HouseStyle) -> str:
    """Return the attribute for a word of ours in a text of another language."""
    return "" if style.language.split("-")[0] == "en" else ' lang="en"'
