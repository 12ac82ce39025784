"""Bounds on what is read as markup, so that no text can keep a worker busy.

The parser takes time that grows with the square of some runs of signs. What lies past a
bound is shown as it was typed: nothing is refused and nothing lost.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from blog.core.markdown.galley import galley

# Signs and lines that may be read as markup; a rich post of 20,000 words has some 14,000.
MOST_MARKS = 20_000
# The parser also stops, more shortly, at signs and letters that are common in prose.
MOST_STOPS = 100_000
MOST_STOPS_INLINE = 20_000_000_000
# What is shown as typed, so that nothing else is done to it.
AS_TYPED = "as typed"
# Within one paragraph, where some signs are compared with all those after them.
MOST_MARKS_INLINE = 1_000
# Signs times characters of a paragraph: what looking from each to the end would cost.
MOST_LOOKS = 5_000_000
# Brackets within brackets: each is read by a function that calls itself.
DEEPEST_BRACKETS = 40
MOST_CELLS = 20_000
# A quotation within a list within a quotation: each counts one, a list item two.
DEEPEST = 24

MARK = re.compile(r"(?P<mark>[\[\]!*_`~<>|$&\\{}@#^]|\n(?!\n)|\n[-+:]|://)|[-+=%:w]")
INLINE_MARK = re.compile(r"(?P<mark>[\[\]!*_`~<$&\\{}@:\^]|www\.|\)\))|[-+=%>w]")
BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
UNFIT = re.compile(
    "[\U0010f8f0-\U0010f8f4\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
    )
    + "]"
)


def readable(text: str) -> str:
    """Return text with uniform line ends, and without characters that HTML cannot hold."""
    uniform = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return UNFIT.sub("\N{REPLACEMENT CHARACTER}", re.sub("[\x0b\x0c]", " ", uniform))


def divide(text: str) -> tuple[str, str]:
    """Return the part of a text that is read as Markdown, and the rest: mostly nothing."""
    marks = 0
    for stops, mark in enumerate(MARK.finditer(text)):
        marks += mark["mark"] is not None
        if marks > MOST_MARKS or stops > MOST_STOPS:
            start = text.rfind("\n", 0, mark.start()) + 1
            return text[:start], text[start:]
    return text, ""


def limits(markdown: MarkdownIt) -> None:
    """Bound how deep blocks lie in blocks, and how much of a paragraph is markup."""
    markdown.options["maxNesting"] = DEEPEST + 20
    markdown.block.ruler.before("table", "too_deep", _too_deep)
    markdown.core.ruler.after("block", "too_wide", _unmake_tables)
    markdown.core.ruler.before("inline", "too_dense", _keep_back)
    markdown.core.ruler.after("inline", "rest_as_typed", _give_back)


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take all that lies deeper as one paragraph of text."""
    if silent or state.level < DEEPEST:
        return False
    content = state.getLines(start, end, state.blkIndent, False)
    state.tokens += _paragraph_as_typed(content, [start, end])
    state.line = end
    return True


def _paragraph_as_typed(content: str, lines: list[int]) -> list[Token]:
    inline = Token("inline", "", 0, content=content.strip(), map=lines, children=[])
    inline.meta["as_typed"] = True
    opening = Token("paragraph_open", "p", 1, block=True, map=lines)
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]


def _unmake_tables(state: StateCore) -> None:
    """Make a table text whose short rows were filled up to more cells than can be set."""
    kept: list[Token] = []
    cells = begun = 0
    for token in state.tokens:
        kept.append(token)
        if token.type == "table_open":
            begun = len(kept) - 1
        elif token.type == "td_open":
            cells += 1
        elif token.type == "table_close" and cells > MOST_CELLS:
            lines = kept[begun].map or [0, 0]
            typed = "\n".join(state.src.split("\n")[lines[0] : lines[1]])
            kept[begun:] = _paragraph_as_typed(typed, lines)
            cells = 0
    state.tokens = kept


def _keep_back(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline":
            end = 0 if token.meta.get("as_typed") else _end_of_markup(token.content)
            if end < len(token.content):
                token.meta["rest"] = token.content[end:]
                token.content = token.content[:end]


def _end_of_markup(content: str) -> int:
    most = min(MOST_MARKS_INLINE, MOST_LOOKS // max(1, len(content)))
    end = len(content)
    marks, most_stops = 0, MOST_STOPS_INLINE // max(1, len(content))
    for stops, mark in enumerate(INLINE_MARK.finditer(content)):
        marks += mark["mark"] is not None
        if marks > most or stops > most_stops:
            end = mark.start()
            break
    depth = 0
    for sign in BRACKET.finditer(content, 0, end):
        depth = depth + 1 if sign[0] == "[" else max(0, depth - 1) if sign[0] == "]" else depth
        if depth > DEEPEST_BRACKETS:
            return sign.start()
    return end


def _give_back(state: StateCore) -> None:
    from_line = None
    for token in state.tokens:
        if "rest" not in token.meta:
            continue
        from_line = from_line or (token.map or [0])[0] + 1
        token.children = [*(token.children or ()), *_as_typed(token.meta["rest"])]
    if from_line:
        galley(state.env).problems.append(
            f"Line {from_line}: this is more markup than can be read, "
            "so some of it is shown as typed."
        )


def _as_typed(text: str) -> list[Token]:
    tokens: list[Token] = []
    for line in text.split("\n"):
        tokens += [Token("softbreak", "br", 0), Token("text", "", 0, content=line, info=AS_TYPED)]
    return tokens[1:]
