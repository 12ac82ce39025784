"""Attributes in braces: ``{.wide}`` and ``{lang=de}``, after a span or above a block.

Only what is understood in full is an attribute. Anything else in braces is text: a tag of
another system, such as Liquid's, must never vanish from what an author wrote.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from blog.core.languages import is_right_to_left

LANGUAGE = r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}"
ITEM = rf"(?:\.(?:wide|full|embed)|lang=(?:{LANGUAGE}|\"{LANGUAGE}\")|dir=\"?(?:ltr|rtl|auto)\"?)"
ATTRIBUTES = re.compile(rf"\{{ *{ITEM}(?: +{ITEM}){{0,5}} *\}}")
ITEMS = re.compile(r"\.(?P<class>\w+)|(?P<name>lang|dir)=\"?(?P<value>[\w-]+)")
AFTER = {"image", "link_close"}

DIRECTIONS = {"ltr", "rtl", "auto"}


def attributes(markdown: MarkdownIt) -> None:
    """Read attributes of spans, links and pictures, and of the block below a line of them."""
    markdown.inline.ruler.after("link", "span", _span)
    markdown.inline.ruler.after("span", "attributes", _attributes)
    markdown.block.ruler.before(
        "fence", "attributes", _line, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    markdown.core.ruler.after("block", "attributes", _move_to_blocks)


def language_attributes(language: str) -> dict[str, str]:
    """Return ``lang`` and, for a script written that way, ``dir``; nothing if it is no language."""
    if not re.fullmatch(LANGUAGE, language):
        return {}
    return {"lang": language, "dir": "rtl"} if is_right_to_left(language) else {"lang": language}


def _read(source: str) -> tuple[set[str], dict[str, str]]:
    """Return the classes and the attributes that braces hold."""
    classes: set[str] = set()
    found: dict[str, str] = {}
    for item in ITEMS.finditer(source):
        if item["class"]:
            classes.add(item["class"])
        elif item["name"] == "lang":
            found = language_attributes(item["value"]) | found
        elif item["value"] in DIRECTIONS:
            found["dir"] = item["value"]
    return classes, found


def _give(token: Token, source: str) -> None:
    classes, found = _read(source)
    token.meta["classes"] = classes | token.meta.get("classes", set())
    token.attrs.update(found)


def _span(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[" or state.src.find("]{", state.pos) < 0:
        return False
    start, most = state.pos + 1, state.posMax
    end = state.md.helpers.parseLinkLabel(state, state.pos, False)
    found = ATTRIBUTES.match(state.src, end + 1, most) if end >= 0 else None
    if not found:
        return False
    if not silent:
        state.pos, state.posMax = start, end
        _give(state.push("span_open", "span", 1), found[0])
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos, state.posMax = found.end(), most
    return True


def _attributes(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    last = len(state.tokens) - 1
    found = ATTRIBUTES.match(state.src, state.pos, state.posMax)
    if not found or state.tokens[last].type not in AFTER:
        return False
    if not silent:
        while state.tokens[last].type == "link_close" or state.tokens[last].nesting == 0:
            if state.tokens[last].type == "image":
                break
            last -= 1
        _give(state.tokens[last], found[0])
    state.pos = found.end()
    return True


def _line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    begin, finish = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if not ATTRIBUTES.fullmatch(state.src[begin:finish].rstrip()):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content = state.src[begin:finish]
        token.map = [start, start + 1]
        state.line = start + 1
    return True


def _move_to_blocks(state: StateCore) -> None:
    """Give a line of attributes to the block below; without one it is a paragraph of text."""
    kept: list[Token] = []
    waiting: list[Token] = []
    for token in state.tokens:
        if token.type == "attributes":
            waiting.append(token)
            continue
        for line in waiting:
            if token.nesting < 0:
                kept += _as_paragraph(line)
            else:
                _give(token, line.content)
        waiting = []
        kept.append(token)
    state.tokens = kept + [token for line in waiting for token in _as_paragraph(line)]


def _as_paragraph(line: Token) -> list[Token]:
    inline = Token("inline", "", 0, content=line.content, children=[], map=line.map)
    opening = Token("paragraph_open", "p", 1, block=True, map=line.map)
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]
