"""What stands beside the text or apart from it: margin notes, pull quotes, admonitions."""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from blog.core.markdown.galley import english, galley

ASIDES = {
    "margin-note": ("margin-note", "Margin note"),
    "pull-quote": ("pull", "Pulled from the text"),
}
ADMONITIONS = {
    "note": "note",
    "tip": "note",
    "info": "note",
    "important": "warning",
    "warning": "warning",
    "caution": "warning",
    "danger": "warning",
}
OPENING = re.compile(r"([a-z-]+)(?:\s*\[(.*)\]|\s+(.*))?")
SOURCE = re.compile(r"(?:—|--) +")


def containers(markdown: MarkdownIt) -> None:
    """Set ``:::name`` to ``:::``, alerts (``> [!NOTE]``) and the source of a quotation."""
    container_plugin(markdown, "named", validate=_is_known, render=_container)
    markdown.core.ruler.before("inline", "container_titles", _add_titles)
    markdown.core.ruler.before("inline", "sources", _name_sources)
    markdown.add_render_rule("alert_open", _alert_open)
    markdown.add_render_rule("alert_title_open", _title_open)


def _is_known(parameters: str, _markup: str) -> bool:
    name, title = _read(parameters)
    # An aside has no title: what somebody wrote there must not vanish.
    return name in ADMONITIONS or (name in ASIDES and not title)


def _read(parameters: str) -> tuple[str, str]:
    """Return the name of a container and its title, which may be missing."""
    found = OPENING.fullmatch(parameters.strip())
    if not found:
        return "", ""
    return found[1], (found[2] or found[3] or "").strip()


def _add_titles(state: StateCore) -> None:
    """Make the title of an admonition its first paragraph, so that it may have emphasis."""
    with_titles: list[Token] = []
    names: list[str] = []
    for token in state.tokens:
        with_titles.append(token)
        if token.type == "container_named_open":
            name, title = _read(token.info)
            names.append(name)
            token.meta["name"] = name
            if name in ADMONITIONS:
                with_titles += _title(token, title, name)
        elif token.type == "container_named_close":
            token.meta["name"] = names.pop()
    state.tokens = with_titles


def _title(container: Token, title: str, name: str) -> list[Token]:
    opening = Token("alert_title_open", "p", 1, block=True, level=container.level + 1)
    opening.meta["ours"] = not title
    inline = Token("inline", "", 0, block=True, content=title or name.capitalize(), children=[])
    inline.map = container.map
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]


def _container(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    name = tokens[i].meta["name"]
    if name in ADMONITIONS:
        return _admonition(self, tokens[i], ADMONITIONS[name])
    if tokens[i].nesting < 0:
        return "</aside>\n"
    kind, label = ASIDES[name]
    label = galley(env).name_region(label)
    return f'<aside class="{kind}"{self.renderAttrs(tokens[i])} aria-label="{label}">\n'


def _admonition(renderer: RendererHTML, token: Token, kind: str) -> str:
    if token.nesting < 0:
        return "</div>\n"
    return f'<div class="admonition"{renderer.renderAttrs(token)} data-kind="{kind}">\n'


def _alert_open(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    tokens[i].attrs.pop("class", None)
    return _admonition(self, tokens[i], ADMONITIONS[tokens[i].meta["kind"].lower()])


def _title_open(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    ours = tokens[i].meta.get("ours", True)
    return f"<p{english(galley(env).style) if ours else ''}>"


def _name_sources(state: StateCore) -> None:
    """Make a last paragraph that begins with a dash the source of its quotation."""
    tokens = state.tokens
    for i, token in enumerate(tokens):
        if token.type != "blockquote_close" or tokens[i - 1].type != "paragraph_close":
            continue
        source = tokens[i - 2]
        if not SOURCE.match(source.content) or tokens[i - 4].type == "blockquote_open":
            continue
        # Where the paragraph before begins so too, people are talking.
        if not SOURCE.match(tokens[i - 5].content):
            source.content = SOURCE.sub("", source.content, count=1)
            for edge in (tokens[i - 3], tokens[i - 1]):
                edge.tag = "cite"
