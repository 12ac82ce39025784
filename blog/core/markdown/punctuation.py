"""Smart punctuation: quotation marks by the language, dashes and ellipses.

The rule for which mark opens and which closes looks at the characters beside it, as the
"smart punctuation" of CommonMark's reference implementation does; it takes one pass, where
markdown-it's own takes time that grows with the square of the number of marks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from blog.core.markdown.galley import galley
from blog.core.markdown.limits import AS_TYPED

APOSTROPHE = "’"
# Opening and closing, then those within. Sources: CLDR, delimiters by language.
ENGLISH = "“”‘’"
QUOTES = {
    "bg": "„“‚‘", "cs": "„“‚‘", "da": "“”‘’", "de": "„“‚‘", "el": "«»“”", "en": ENGLISH,
    "es": "«»“”", "et": "„“‚‘", "fa": "«»‹›", "fi": "””’’", "fr": "«»“”", "he": "””’’",
    "hr": "„“‚‘", "hu": "„”»«", "hy": "«»“”", "is": "„“‚‘", "it": "«»“”", "ja": "「」『』",
    "ka": "„“‚‘", "lt": "„“‚‘", "lv": "“”‘’", "mk": "„“‚‘", "nb": "«»‘’", "nl": "“”‘’",
    "nn": "«»‘’", "no": "«»‘’", "pl": "„”«»", "pt": "“”‘’", "ro": "„”«»", "ru": "«»„“",
    "sk": "„“‚‘", "sl": "„“‚‘", "sq": "«»“”", "sr": "„“‚‘", "sv": "””’’", "tr": "“”‘’",
    "uk": "«»„“", "zh": "“”‘’",
}  # fmt: skip
REGIONAL = {"de-ch": "«»‹›", "de-li": "«»‹›", "fr-ch": "«»‹›", "it-ch": "«»‹›", "pt-pt": "«»“”"}
# French sets a narrow space, which does not break, within its marks.
SPACED = {"fr": "\N{NARROW NO-BREAK SPACE}"}

# The tags of template languages are nobody's prose.
TEMPLATE = r"\{[{%][^{}\n]{0,300}[%}]\}"
DASH = re.compile(
    rf"{TEMPLATE}|(?<!-)---(?!-)|(?<=\s)--(?=\s|$)|(?<=[^-\s])--(?=[^-\s])|(?<!\.)\.\.\.(?!\.)"
)
DASHES = {"---": "—", "--": "–", "...": "…"}
MOST_IN_A_PARAGRAPH = 500
QUOTE = re.compile(rf"{TEMPLATE}|[\"']")
OPENERS = "([{«‹„‚“‘–—-/"


@dataclass(frozen=True)
class Mark:
    """A straight quotation mark: where it stands, and what it may be."""

    token: Token
    at: int
    sign: str
    may_open: bool
    may_close: bool


def punctuation(markdown: MarkdownIt) -> None:
    """Set quotation marks, dashes and ellipses, unless the style of the site says not to."""
    markdown.core.ruler.push("punctuation", _punctuate)


def quotes_of(language: str) -> tuple[str, str, str, str]:
    """Return the opening and closing marks of a language, then those within."""
    key = language.lower()
    found = REGIONAL.get(key) or QUOTES.get(key.split("-")[0], ENGLISH)
    space = SPACED.get(key, SPACED.get(key.split("-")[0], "")) if key not in REGIONAL else ""
    outer, inner = (found[0] + space, space + found[1]), (found[2], found[3])
    return (*outer, *inner)


def _punctuate(state: StateCore) -> None:
    style = galley(state.env).style
    if not style.smart_punctuation:
        return
    quotes = quotes_of(style.language)
    for token in state.tokens:
        if token.type == "inline" and _is_prose(token.content):
            _set_paragraph(token.children or [], quotes)


def _is_prose(content: str) -> bool:
    return content.count('"') + content.count("'") <= MOST_IN_A_PARAGRAPH


def _set_paragraph(children: list[Token], quotes: tuple[str, str, str, str]) -> None:
    texts = _texts(children)
    for token in texts:
        token.content = DASH.sub(lambda typed: DASHES.get(typed[0], typed[0]), token.content)
    changes = _pair(_marks(children), quotes)
    for token in texts:
        if id(token) in changes:
            token.content = _replaced(token.content, changes[id(token)])


def _texts(children: list[Token]) -> list[Token]:
    """Return what is prose: no code, no formula, and no address that is shown as itself."""
    found, within = [], False
    for child in children:
        if child.info == "auto":
            within = child.nesting == 1
        elif child.type == "text" and not within and child.info != AS_TYPED:
            found.append(child)
    return found


def _marks(children: list[Token]) -> list[Mark]:
    """Return the straight marks of a paragraph, in order."""
    prose, marks, before = {id(token) for token in _texts(children)}, [], " "
    for i, child in enumerate(children):
        if id(child) in prose:
            after = _first_character(children, i + 1) if QUOTE.search(child.content) else ""
            for match in QUOTE.finditer(child.content):
                if len(match[0]) > 1:
                    continue
                at = match.start()
                left = child.content[at - 1] if at else before
                right = child.content[at + 1 : at + 2] or after
                marks.append(_mark(child, at, match[0], left, right))
        before = _last_character(child, before)
    return marks


def _first_character(children: list[Token], start: int) -> str:
    for child in children[start:]:
        if child.type in {"softbreak", "hardbreak"}:
            return " "
        if child.content and child.type != "html_inline":
            return child.content[0]
    return " "


def _last_character(child: Token, before: str) -> str:
    if child.type in {"softbreak", "hardbreak"}:
        return " "
    return before if child.type == "html_inline" else child.content[-1:] or before


def _mark(token: Token, at: int, sign: str, left: str, right: str) -> Mark:
    opens = not right.isspace() and (left.isspace() or left in OPENERS or left in "\"'")
    closes = not left.isspace() and not right.isalnum()
    if sign == '"' and left.isdigit() and not right.isalnum():
        # Six feet two is 6'2": a mark after a digit closes only what is open.
        opens = False
    return Mark(token, at, sign, opens, closes)


def _pair(marks: list[Mark], quotes: tuple[str, str, str, str]) -> dict[int, dict[int, str]]:
    """Return what each mark becomes, by token and place. One pass: each mark is left once."""
    changes: dict[int, dict[int, str]] = {}
    waiting: list[Mark] = []
    open_ones = {'"': 0, "'": 0}

    def change(mark: Mark, into: str) -> None:
        changes.setdefault(id(mark.token), {})[mark.at] = into

    for mark in marks:
        if mark.may_close and open_ones[mark.sign]:
            while (partner := waiting.pop()).sign != mark.sign:
                open_ones[partner.sign] -= 1
                _leave(partner, change)
            open_ones[mark.sign] -= 1
            first = 0 if mark.sign == '"' else 2
            change(partner, quotes[first])
            change(mark, quotes[first + 1])
        elif mark.may_open:
            waiting.append(mark)
            open_ones[mark.sign] += 1
        else:
            _leave(mark, change)
    for mark in waiting:
        _leave(mark, change)
    return changes


def _leave(mark: Mark, change: Callable[[Mark, str], None]) -> None:
    """A single mark without a partner is an apostrophe; a double one stays as typed."""
    if mark.sign == "'":
        change(mark, APOSTROPHE)


def _replaced(content: str, changes: dict[int, str]) -> str:
    parts, last = [], 0
    for at, into in sorted(changes.items()):
        parts += [content[last:at], into]
        last = at + 1
    return "".join([*parts, content[last:]])
