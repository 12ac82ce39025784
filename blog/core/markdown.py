"""Markdown to HTML: CommonMark and GFM with the house's own markup.

What comes out is not yet safe to show: `html.render()` sanitises it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.gfm import gfm_plugin

from blog.core.highlight import highlight
from blog.core.slugs import make_slug

# Every id in a text starts so: it cannot be mistaken for one of the page around it.
ID_PREFIX = "s-"
# What stands for a checkbox until the text is sanitised: no field passes that.
TICKED, UNTICKED = "ticked", "unticked"
TASKS = {"contains-task-list": "tasks", "task-list-item": "task"}
ALIGNMENT = {"text-align:right": "num", "text-align:center": "center"}


@dataclass(frozen=True)
class Heading:
    """One heading of a text; ``level`` is 2 to 6, since the title of the page is the h1."""

    level: int
    id: str
    text: str


@cache
def parser() -> MarkdownIt:
    """Return the parser: made once a process, it holds no state of a text."""
    markdown = MarkdownIt("commonmark", {"html": True}).use(gfm_plugin)
    markdown.core.ruler.push("house_headings", _headings)
    markdown.core.ruler.push("house_tables", _align_by_class)
    markdown.core.ruler.push("house_tasks", _name_tasks)
    for name, rule in RULES.items():
        markdown.add_render_rule(name, rule)
    return markdown


def to_html(text: str) -> tuple[str, list[Heading]]:
    """Return unsafe HTML and the headings in it."""
    env: dict[str, Any] = {}
    rendered = parser().render(text, env)
    return rendered, env.get("headings", [])


def _headings(state: StateCore) -> None:
    """Give each heading an id, and move all down when one of them is an h1."""
    opens = [i for i, token in enumerate(state.tokens) if token.type == "heading_open"]
    shift = 1 if any(state.tokens[i].tag == "h1" for i in opens) else 0
    taken: set[str] = set()
    for i in opens:
        opening, inline, closing = state.tokens[i : i + 3]
        level = min(6, int(opening.tag[1]) + shift)
        opening.tag = closing.tag = f"h{level}"
        title = plain_text(inline.children or ())
        anchor = _unique(ID_PREFIX + (make_slug(title) or "section"), taken)
        opening.attrSet("id", anchor)
        closing.meta["anchor"] = anchor if level < 4 else None
        state.env.setdefault("headings", []).append(Heading(level, anchor, title))


def _unique(wanted: str, taken: set[str]) -> str:
    candidate, number = wanted, 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted}-{number}"
    taken.add(candidate)
    return candidate


def plain_text(tokens: Sequence[Token]) -> str:
    """Return what inline tokens say, without their markup."""
    parts = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif token.children:
            parts.append(plain_text(token.children))
    return "".join(parts).strip()


def _align_by_class(state: StateCore) -> None:
    # The policy for content forbids style attributes, so alignment is a class.
    for token in state.tokens:
        if token.type in {"th_open", "td_open"}:
            style = str(token.attrs.pop("style", ""))
            if style in ALIGNMENT:
                token.attrSet("class", ALIGNMENT[style])
            if token.type == "th_open":
                token.attrSet("scope", "col")


def _name_tasks(state: StateCore) -> None:
    for token in state.tokens:
        if token.attrs.get("class") in TASKS:
            token.attrSet("class", TASKS[str(token.attrs["class"])])


def _heading_close(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    anchor = tokens[i].meta.get("anchor")
    if not anchor:
        return f"</{tokens[i].tag}>\n"
    label = "Link to this section"
    return f' <a class="anchor" href="#{anchor}" aria-label="{label}">§</a></{tokens[i].tag}>\n'


def _list_item_open(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    opening = self.renderToken(tokens, i, options, env)
    if "checked" not in tokens[i].meta:
        return opening
    return f'{opening}<span class="{TICKED if tokens[i].meta["checked"] else UNTICKED}"></span> '


def _code_block(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    words = tokens[i].info.split()
    language = words[0] if words else ""
    # The block scrolls sideways, so the keyboard must be able to reach it.
    return f'<pre tabindex="0"><code>{highlight(tokens[i].content, language)}</code></pre>\n'


def _table_open(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    number = env["tables"] = env.get("tables", 0) + 1
    return f'<section class="table" aria-label="Table {number}" tabindex="0"><table>\n'


def _table_close(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    return "</table></section>\n"


def _image(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    tokens[i].attrSet("loading", "lazy")
    return self.image(tokens, i, options, env)


def _alert_open(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    kind = tokens[i].meta.get("kind", "NOTE")
    name = "warning" if kind in {"WARNING", "CAUTION", "IMPORTANT"} else "note"
    return f'<div class="admonition" data-kind="{name}">\n'


def _footnote_ref(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    number, again = tokens[i].meta["id"] + 1, tokens[i].meta.get("subId", 0)
    back = f"{ID_PREFIX}r{number}" + (f"-{again + 1}" if again else "")
    return (
        f'<sup id="{back}"><a href="#{ID_PREFIX}n{number}" '
        f'aria-label="Note {number}">{number}</a></sup>'
    )


def _footnotes_open(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    return '<section class="footnotes" aria-label="Notes"><ol>\n'


def _footnotes_close(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    return "</ol></section>\n"


def _footnote_open(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    return f'<li id="{ID_PREFIX}n{tokens[i].meta["id"] + 1}">'


def _footnote_anchor(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    number, again = tokens[i].meta["id"] + 1, tokens[i].meta.get("subId", 0)
    back = f"{ID_PREFIX}r{number}" + (f"-{again + 1}" if again else "")
    return f' <a href="#{back}" aria-label="Back to the text">↑</a>'


RULES = {
    "heading_close": _heading_close,
    "list_item_open": _list_item_open,
    "fence": _code_block,
    "code_block": _code_block,
    "table_open": _table_open,
    "table_close": _table_close,
    "image": _image,
    "alert_open": _alert_open,
    "footnote_ref": _footnote_ref,
    "footnote_block_open": _footnotes_open,
    "footnote_block_close": _footnotes_close,
    "footnote_open": _footnote_open,
    "footnote_anchor": _footnote_anchor,
}
