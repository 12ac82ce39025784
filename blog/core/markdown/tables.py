"""Tables: alignment by class, a caption, and a region that scrolls by itself."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from blog.core.markdown.galley import Galley, attribute, galley
from blog.core.markdown.tokens import plain_text

ALIGNMENT = {"text-align:right": "num", "text-align:center": "center"}
CAPTION = ": "


def tables(markdown: MarkdownIt) -> None:
    """Set tables; a paragraph after one that begins with a colon is its caption."""
    markdown.core.ruler.push("align_by_class", _align_by_class)
    markdown.core.ruler.before("inline", "table_captions", _move_captions)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)


def _move_captions(state: StateCore) -> None:
    """Put a caption where HTML wants it: first in its table."""
    tokens, begun = state.tokens, []
    moved: list[Token] = []
    for token in tokens:
        moved.append(token)
        if token.type == "table_open":
            begun.append(len(moved))
        elif token.type == "paragraph_close" and _is_caption(moved[-4:]):
            caption = _caption(moved[-3:])
            del moved[-3:]
            moved[begun[-1] : begun[-1]] = caption
    state.tokens = moved


def _is_caption(last: Sequence[Token]) -> bool:
    return (
        len(last) == 4
        and last[0].type == "table_close"
        and last[2].type == "inline"
        and last[2].content.startswith(CAPTION)
    )


def _caption(paragraph: list[Token]) -> list[Token]:
    opening, inline, closing = paragraph
    inline.content = inline.content.removeprefix(CAPTION)
    for token, kind in ((opening, "caption_open"), (closing, "caption_close")):
        token.type, token.tag = kind, "caption"
    return paragraph


def _align_by_class(state: StateCore) -> None:
    # The policy for content forbids style attributes, so alignment is a class.
    for token in state.tokens:
        if token.type in {"th_open", "td_open"}:
            style = str(token.attrs.pop("style", ""))
            if style in ALIGNMENT:
                token.attrSet("class", ALIGNMENT[style])
            if token.type == "th_open":
                token.attrSet("scope", "col")


def _table_open(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    caption = ""
    if tokens[i + 1].type == "caption_open":
        caption = plain_text(tokens[i + 2].children or ())
    return f"{region_of_table(galley(env), caption)}<table{self.renderAttrs(tokens[i])}>\n"


def region_of_table(sheet: Galley, caption: str = "") -> str:
    """Return the opening tag of what a table scrolls in: named, and reached by the keyboard."""
    sheet.tables += 1
    name = sheet.name_region(caption or f"Table {sheet.tables}")
    return f'<section class="table"{attribute("aria-label", name)} tabindex="0">'


def _table_close(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    return "</table></section>\n"
