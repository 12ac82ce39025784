"""Headings: an id to link to, a mark that is such a link, and the list of contents."""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from blog.core.markdown.galley import ID_PREFIX, Heading, english, galley
from blog.core.markdown.tokens import plain_text
from blog.core.slugs import make_slug

# Deeper ones are not linked to: their mark would hang in the text of a list or quotation.
LINKED_LEVELS = (2, 3)
OWN_ID = re.compile(r"[ \t]+\{#([A-Za-z][\w-]{0,79})\}$")
# To make a name of a title takes ten times as long as to set it.
MOST_NAMED = 1_000


def headings(markdown: MarkdownIt) -> None:
    """Give headings ids and marks; those within quotations and lists have only ids."""
    markdown.core.ruler.before("inline", "named_headings", _read_ids)
    markdown.core.ruler.push("headings", _name_headings)
    markdown.add_render_rule("heading_close", _heading_close)


def _read_ids(state: StateCore) -> None:
    """Take the id that an author gave a heading, ``{#id}`` at its end, out of its words."""
    for i, token in enumerate(state.tokens):
        if token.type == "heading_open":
            inline = state.tokens[i + 1]
            if found := OWN_ID.search(inline.content):
                inline.content = inline.content[: found.start()]
                token.meta["id"] = found[1]


def _name_headings(state: StateCore) -> None:
    """Give each heading an id, and move all down when one of them is an h1."""
    sheet = galley(state.env)
    opens = [i for i, token in enumerate(state.tokens) if token.type == "heading_open"]
    shift = 1 if any(state.tokens[i].tag == "h1" for i in opens) else 0
    for i in opens:
        opening, inline, closing = state.tokens[i : i + 3]
        level = min(6, int(opening.tag[1]) + shift)
        opening.tag = closing.tag = f"h{level}"
        title = plain_text(inline.children or ())
        # The address of a heading is the same whether its punctuation is smart or not.
        named = len(sheet.ids) < MOST_NAMED and make_slug(title.replace("’", "'"))
        anchor = sheet.take_id(ID_PREFIX + (opening.meta.get("id") or named or "section"))
        opening.attrSet("id", anchor)
        if level in LINKED_LEVELS and opening.level == 0 and title:
            closing.meta["anchor"] = anchor
        if opening.level == 0 and title:
            sheet.headings.append(Heading(level, anchor, title))


def _heading_close(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    closing = tokens[i]
    if "anchor" not in closing.meta:
        return f"</{closing.tag}>\n"
    anchor, lang = closing.meta["anchor"], english(galley(env).style)
    return (
        f' <a class="anchor" href="#{anchor}"{lang} aria-label="Link to this section">'
        f"§</a></{closing.tag}>\n"
    )
