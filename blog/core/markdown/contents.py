"""What is in a text besides its words: headings, pictures and links, each with its line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from markdown_it.token import Token

from blog.core.markdown import read
from blog.core.markdown.galley import ID_PREFIX
from blog.core.markdown.raw import ATTRIBUTE, TAG
from blog.core.markdown.style import HouseStyle
from blog.core.markdown.tokens import plain_text

# Characters of a text that are looked through: a post of 30,000 words.
MOST_READ = 200_000
LINE_BREAKS = frozenset({"softbreak", "hardbreak"})
RAW = frozenset({"html_block", "html_inline"})


@dataclass(frozen=True)
class TextHeading:
    """A heading: ``marks`` are the signs # that make it, ``level`` is what readers get."""

    line: int
    level: int
    marks: int
    text: str


@dataclass(frozen=True)
class Picture:
    line: int
    source: str
    description: str


@dataclass(frozen=True)
class Link:
    line: int
    url: str


@dataclass
class Contents:
    """What was found in a text, in order; ``ids`` are the places in it that can be linked to."""

    headings: list[TextHeading] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def contents_of(text: str, style: HouseStyle) -> Contents:
    """Look through a text. Lines count from 1; what lies beyond the bound is not looked at."""
    tokens, sheet = read(_beginning(text), style)
    found = Contents(ids=set(sheet.ids))
    shift = _shift(tokens)
    line = 1
    for i, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else line
        if token.type == "heading_open" and token.level == 0:
            level, said = int(token.tag[1]), plain_text(tokens[i + 1].children or ())
            found.headings.append(TextHeading(line, level, level - shift, said))
        elif token.type == "inline":
            _look_through(token.children or (), line, found)
        elif token.type in RAW:
            _look_at_raw(token.content, line, found)
    return found


def _beginning(text: str) -> str:
    return text if len(text) <= MOST_READ else text[: text.rfind("\n", 0, MOST_READ) + 1]


def _shift(tokens: Sequence[Token]) -> int:
    """Return by how much the headings were moved down, since the title of the page is the h1.

    A heading says how it was typed: by its signs, or by the line under it.
    """
    typed = [token for token in tokens if token.type == "heading_open"]
    return 1 if any(token.markup in {"#", "="} for token in typed) else 0


def _look_through(tokens: Sequence[Token], line: int, found: Contents) -> None:
    for token in tokens:
        if token.type in LINE_BREAKS:
            line += 1
        elif token.type == "image":
            source, description = str(token.attrs.get("src", "")), plain_text(token.children or ())
            found.pictures.append(Picture(line, source, description))
        elif token.type in {"link_open", "embed"}:
            found.links.append(Link(line, str(token.attrs.get("href", ""))))
        elif token.type in RAW:
            _look_at_raw(token.content, line, found)
        line += token.content.count("\n") if token.type != "image" else 0


def _look_at_raw(html: str, line: int, found: Contents) -> None:
    at = 0
    for tag in TAG.finditer(html):
        line += html.count("\n", at, tag.start())
        at = tag.start()
        given = dict(_attributes(tag["attributes"] or ""))
        if "id" in given:
            found.ids.add(ID_PREFIX + given["id"].removeprefix(ID_PREFIX))
        name = (tag["open"] or "").lower()
        if name == "img":
            found.pictures.append(Picture(line, given.get("src", ""), given.get("alt", "")))
        elif name == "a" and "href" in given:
            found.links.append(Link(line, given["href"]))


def _attributes(source: str) -> Iterator[tuple[str, str]]:
    for found in ATTRIBUTE.finditer(source):
        yield found[1].lower(), unescape((found[2] or "").strip("\"'")).strip()
