"""Where a text names files: in links and pictures, in definitions of links, and in HTML.

What stands in code is an example and names nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from blog.core.forms import one_line
from blog.transfer.examples import examples_in

# Possessive, and what begins the next one ends this one, so that a text is gone through once.
NAMED = re.compile(
    r"(?:!\[(?P<alt>[^\[\]]{0,2000}+))?(?<!\\)\]\([ \t]*+\n?[ \t]*+"
    r"(?:<(?P<angled>[^<>\n]++)>|(?P<plain>[^\s<>()]++(?:\([^\s()]*+\)[^\s<>()]*+)*+))"
    r"|^ {0,3}\[(?!\^)[^\[\]\n]++\]:[ \t]*+\n?[ \t]*+"
    r"(?:<(?P<defined_angled>[^<>\n]++)>|(?P<defined>[^\s<]\S*+))"
    r"|<(?P<tag>img|a)(?=\s)[^<>]*?\s(?:src|href)\s*+=\s*+"
    r"(?:\"(?P<double>[^\"<>\n]++)\"|'(?P<single>[^'<>\n]++)'|(?P<bare>[^\s\"'<>=`]++))",
    re.MULTILINE | re.IGNORECASE,
)
URLS = ("angled", "plain", "defined_angled", "defined", "double", "single", "bare")
ALT_OF_TAG = re.compile(r"\salt\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE)
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# Emphasis, which is not read aloud.
MARKS = re.compile(r"(?<![\w\\])[*_`]++(?=\S)|(?<=\S)(?<!\\)[*_`]++(?!\w)")
LONGEST_TAG = 4_000


@dataclass(frozen=True)
class Reference:
    """An address in a text, where it stands there, and the words that stand for a picture."""

    start: int
    end: int
    url: str
    is_picture: bool = False
    alt: str = ""


def references_in(body: str) -> list[Reference]:
    """Return what a text names, in order."""
    found = list(NAMED.finditer(body))
    examples = examples_in(body) if found else None
    return [
        _reference(match, body) for match in found if examples and match.start() not in examples
    ]


def rewritten(body: str, address: Callable[[str], str | None]) -> str:
    """Return a text with other addresses in it; None leaves one as it is."""
    parts, done = [], 0
    for reference in references_in(body):
        new = address(reference.url)
        if new is not None:
            parts += [body[done : reference.start], new]
            done = reference.end
    return "".join([*parts, body[done:]])


def unescaped(text: str) -> str:
    """Return a text without the backslashes that Markdown needs before some signs."""
    return ESCAPED.sub(r"\1", text)


def _without_marks(alt: str) -> str:
    return one_line(unescaped(MARKS.sub("", alt)))


def _reference(match: re.Match[str], body: str) -> Reference:
    group = next(name for name in URLS if match[name] is not None)
    is_image = (match["tag"] or "").lower() == "img"
    alt = _without_marks(match["alt"] or "")
    if is_image:
        tag = body[match.start() : match.start() + LONGEST_TAG].partition(">")[0]
        said = ALT_OF_TAG.search(tag)
        alt = one_line(unescape((said[1] or said[2] or "") if said else ""))
    is_picture = is_image or match["alt"] is not None
    return Reference(match.start(group), match.end(group), match[group], is_picture, alt)
