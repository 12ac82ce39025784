"""Markdown to HTML: CommonMark and GFM, and what a piece of writing needs beyond them.

What comes out is in order, but not yet safe to show: `html.render()` sanitises it and
puts in what was held back. Each file here is one kind of content, a plugin of markdown-it.
"""

from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.gfm import gfm_plugin

from blog.core.markdown.attributes import attributes
from blog.core.markdown.code import code
from blog.core.markdown.containers import containers
from blog.core.markdown.figures import figures
from blog.core.markdown.footnotes import footnotes
from blog.core.markdown.formulas import formulas, set_formulas
from blog.core.markdown.galley import Galley, attribute, marked
from blog.core.markdown.headings import headings
from blog.core.markdown.limits import divide, limits, readable
from blog.core.markdown.links import links
from blog.core.markdown.media import Resolver
from blog.core.markdown.nesting import in_order
from blog.core.markdown.punctuation import punctuation
from blog.core.markdown.raw import raw
from blog.core.markdown.references import references
from blog.core.markdown.style import HouseStyle
from blog.core.markdown.tables import tables
from blog.core.markdown.tasks import tasks

HOUSE = (
    gfm_plugin,
    deflist_plugin,
    formulas,
    limits,
    attributes,
    containers,
    tables,
    tasks,
    links,
    references,
    figures,
    punctuation,
    headings,
    footnotes,
    code,
    raw,
)


class HouseRenderer(RendererHTML):
    """The renderer of markdown-it, with text and attributes as the galley wants them."""

    def text(self, tokens: Any, i: int, options: Any, env: Any) -> str:
        return marked(tokens[i].content)

    @staticmethod
    def renderAttrs(token: Token) -> str:  # noqa: N802
        return "".join(attribute(name, str(value)) for name, value in token.attrItems())


@cache
def parser() -> MarkdownIt:
    """Return the parser: made once a process, it holds no state of a text."""
    markdown = MarkdownIt("commonmark", {"html": True}, renderer_cls=HouseRenderer)
    markdown.options["xhtmlOut"] = False
    for plugin in HOUSE:
        markdown.use(plugin)
    return markdown


def read(text: str, style: HouseStyle) -> tuple[list[Token], Galley]:
    """Return what a text is read as, before it is set, for whoever looks through it."""
    sheet = Galley(style)
    return parser().parse(divide(readable(text))[0], {"galley": sheet}), sheet


def compose(
    text: str, style: HouseStyle, resolve: Resolver | None = None
) -> tuple[list[str], Galley]:
    """Return HTML that is in order and not yet safe, in parts, and the galley that it needs."""
    sheet = Galley(style, resolve)
    read, rest = divide(readable(text))
    parts = in_order(parser().render(read, {"galley": sheet}))
    set_formulas(sheet)
    if rest := rest.strip("\n"):
        line = read.count("\n") + 1
        sheet.problems.append(
            f"Line {line}: from here on the text is shown as typed, because it has more "
            "markup than can be read."
        )
        parts.append(f'<pre class="typed" tabindex="0">{marked(rest)}</pre>\n')
    return parts, sheet
