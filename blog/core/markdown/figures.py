"""Pictures as figures with captions, and films and the like as links to where they play."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from blog.core.markdown.galley import attribute, english, galley, marked
from blog.core.markdown.links import host_of
from blog.core.markdown.media import Shown
from blog.core.markdown.pictures import SIZES, TEXT
from blog.core.markdown.references import caption_of, credit_of, is_figure, set_image
from blog.core.markdown.tokens import only_child, plain_text

WIDTHS = ("full", "wide")
# The hosts that a bare address is made an embed for, and the name that readers know.
SERVICES = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "vimeo.com": "Vimeo",
}
# A link that holds more than words stays a link.
NO_TITLE = {"link_open", "html_inline", "image"}
FILM = re.compile(r"/(?:watch|embed/.+|shorts/.+|live/.+)|/(?:video/)?\d+(?:/\w+)?")


def figures(markdown: MarkdownIt) -> None:
    """Make a picture that is a paragraph a figure, and a link that is one an embed."""
    markdown.core.ruler.after("references", "figures", _make_figures)
    markdown.add_render_rule("image", _image)
    markdown.add_render_rule("embed", _embed)


def _make_figures(state: StateCore) -> None:
    tokens = state.tokens
    for i in range(1, len(tokens) - 1):
        opening, inline, closing = tokens[i - 1 : i + 2]
        if inline.type != "inline" or opening.type != "paragraph_open" or opening.hidden:
            continue
        children = inline.children or []
        alone = only_child(inline)
        if alone and alone.type == "image" and is_figure(alone):
            _as_figure(state, alone, opening, inline, closing)
        elif len(children) >= 3 and children[0].type == "link_open" and _is_embed(children):
            _as_embed(state, opening, inline, closing)


def _as_figure(
    state: StateCore, image: Token, opening: Token, inline: Token, closing: Token
) -> None:
    shown = image.meta.get("shown")
    caption = str(image.attrs.pop("title", ""))
    width = [name for name in WIDTHS if name in image.meta.get("classes", ())][:1]
    opening.tag = closing.tag = "figure"
    if width:
        opening.attrSet("class", width[0])
    # One within a list or a quotation stays in its column.
    image.meta["sizes"] = SIZES[width[0]] if width and not opening.level else TEXT
    inline.children = [image, *_caption(state, caption, shown)]


def _caption(state: StateCore, caption: str, shown: Shown | None = None) -> list[Token]:
    """Return a caption as tokens: Markdown within a line, as a title cannot be.

    Without one it is what the library says of a file, which is no Markdown.
    """
    children: list[Token] = []
    if caption.strip():
        children += state.md.parseInline(caption, {"galley": galley(state.env)})[0].children or ()
    elif said := caption_of(shown):
        children.append(Token("text", "", 0, content=said))
    children += credit_of(shown)
    if not children:
        return []
    return [
        Token("figcaption_open", "figcaption", 1),
        *children,
        Token("figcaption_close", "figcaption", -1),
    ]


def _is_embed(children: list[Token]) -> bool:
    link = children[0]
    if children[-1].type != "link_close" or any(t.type in NO_TITLE for t in children[1:]):
        return False
    if host_of(str(link.attrs.get("href"))) in {"", None}:
        return False
    return "embed" in link.meta.get("classes", ()) or (
        link.info == "auto" and _is_film(str(link.attrs["href"]))
    )


def _is_film(url: str) -> bool:
    """Say whether an address is the page of one film at a known service."""
    parts = urlsplit(url)
    if parts.hostname is None or service_of(parts.hostname) == parts.hostname:
        return False
    if parts.hostname.endswith("youtu.be"):
        return len(parts.path) > 1
    return bool(FILM.fullmatch(parts.path)) and (
        parts.path != "/watch" or "v" in parse_qs(parts.query)
    )


def service_of(host: str) -> str:
    """Return the name that readers know a host by."""
    bare = host.lower().removeprefix("www.").removeprefix("m.").removeprefix("player.")
    return SERVICES.get(bare, host)


def _as_embed(state: StateCore, opening: Token, inline: Token, closing: Token) -> None:
    children = inline.children or []
    link, said = children[0], plain_text(children[1:-1])
    service = service_of(host_of(str(link.attrs["href"])) or "")
    embed = Token("embed", "a", 0, attrs={"href": link.attrs["href"]})
    embed.meta["service"] = service
    embed.content = said if link.info != "auto" else ""
    opening.tag = closing.tag = "figure"
    opening.attrSet("class", "embed")
    inline.children = [embed, *_caption(state, str(link.attrs.get("title", "")))]


def _image(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    token = tokens[i]
    alt = " ".join(self.renderInlineAsText(token.children, options, env).split())
    if "shown" in token.meta:
        return set_image(tokens, i, alt, galley(env))
    token.attrSet("alt", alt)
    token.attrSet("loading", "lazy")
    if not token.attrs["alt"]:
        # What a picture that says nothing would say by its title, no one would hear.
        token.attrs.pop("title", None)
    return self.renderToken(tokens, i, options, env)


def _embed(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    token, lang = tokens[i], english(galley(env).style)
    service = token.meta["service"]
    title = f"<span>{marked(token.content)}</span>"
    if not token.content:
        title = f"<span{lang}>A film on {marked(service)}</span>"
    return (
        f'<a{attribute("href", str(token.attrs["href"]))} rel="external">{title}'
        f"<small{lang}>Plays on {marked(service)}, which may set cookies</small></a>"
    )
