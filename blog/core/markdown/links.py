"""Links: which addresses may be followed, and which of them lead elsewhere."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from blog.core.markdown.galley import ID_PREFIX, galley
from blog.core.markdown.media import is_reference
from blog.core.markdown.style import HouseStyle

PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
# Browsers drop these within and around an address before they read its scheme (WHATWG URL).
IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\ufeff]")
# As long as a local part may be (RFC 5321); what stands before it is any text.
LOCAL_PART = re.compile(r"(?<=[A-Za-z0-9.+_-])_[A-Za-z0-9.+_-]{0,64}@[A-Za-z0-9]")
# Stricter than browsers: whatever stands before a colon might be a scheme to somebody.
SCHEME = re.compile(r"([^/?#]*?):")


def links(markdown: MarkdownIt) -> None:
    """Set links and pictures whose addresses are safe; the others stay as they were typed."""
    # markdown-it asks this of each destination: a no leaves the link as text.
    setattr(markdown, "validateLink", is_safe)  # noqa: B010
    whole_addresses(markdown)
    markdown.add_render_rule("link_open", _link_open)


def whole_addresses(markdown: MarkdownIt) -> None:
    """Read an e-mail address with an underscore as a whole, as GFM does (example 631).

    The plugin for GFM looks back from the @ over text, and emphasis would end the text here.
    """
    markdown.inline.ruler.before("emphasis", "whole_addresses", _underscore)


def _underscore(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "_" or not LOCAL_PART.match(state.src, state.pos, state.posMax):
        return False
    if not silent:
        state.pending += "_"
    state.pos += 1
    return True


def is_safe(url: str) -> bool:
    """Say whether an address is relative, names something in the library, or has one of the
    few schemes that cannot run code."""
    if is_reference(url):
        return True
    scheme = SCHEME.match(IGNORED.sub("", url))
    if scheme and scheme[1].lower() not in PROTOCOLS:
        return False
    return host_of(url) is not None


def host_of(url: str) -> str | None:
    """Return the host of an address, nothing for a relative one; None if it cannot be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return None


def is_external(url: str, style: HouseStyle) -> bool:
    """Say whether an address leads to another site."""
    host = host_of(url)
    return bool(host) and host != style.host.lower() and not url.startswith(("mailto:", "tel:"))


def within(url: str) -> str:
    """Return an address as it stands in a text: one within the text gets the prefix of its ids."""
    if url.startswith("#") and len(url) > 1 and not url.startswith("#" + ID_PREFIX):
        return f"#{ID_PREFIX}{url[1:]}"
    return url


def _link_open(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    if tokens[i].meta.get("dropped"):
        return ""
    url = str(tokens[i].attrs.get("href", ""))
    tokens[i].attrSet("href", within(url))
    if is_external(url, galley(env).style):
        tokens[i].attrSet("rel", "external")
    return self.renderToken(tokens, i, options, env)
