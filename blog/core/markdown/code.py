"""Listings: colours as classes, and a file name above them when one is given."""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import escape

from blog.core.highlight import highlight
from blog.core.markdown.galley import galley, marked

# The time that hostile code takes grows with the square of its length: of all the listings of a
# text, these are the squares of the characters. One of 10,000, or a hundred of 1,000.
MOST_COLOURED = 100_000_000

LANGUAGE = re.compile(r"\s*(?:\{\s*\.?|language-)?([^\s,{}:=\[\]\"']+)")
TITLE = re.compile(r"\btitle=(?:\"([^\"]*)\"|'([^']*)'|([^\s}]+))")


def code(markdown: MarkdownIt) -> None:
    """Set code blocks; ``title="…"`` after the language names the file."""
    for name in ("fence", "code_block"):
        markdown.add_render_rule(name, _listing)
    markdown.add_render_rule("code_inline", _code_inline)


def _listing(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    sheet, info = galley(env), unescapeAll(tokens[i].info)
    language, title = LANGUAGE.match(info), TITLE.search(info)
    content = tokens[i].content
    if language and sheet.coloured + len(content) ** 2 <= MOST_COLOURED:
        sheet.coloured += len(content) ** 2
        html = highlight(content, language[1])
    else:
        html = str(escape(content))
    # The block scrolls sideways, so the keyboard must be able to reach it.
    own = self.renderAttrs(tokens[i])
    block = f'<pre tabindex="0"{own}><code>{sheet.hold(html)}</code></pre>'
    name = next((part for part in title.groups() if part), "").strip() if title else ""
    if not name:
        return f"{block}\n"
    return f'<figure class="code"><figcaption>{marked(name)}</figcaption>{block}</figure>\n'


def _code_inline(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    return f"<code>{marked(tokens[i].content)}</code>"
