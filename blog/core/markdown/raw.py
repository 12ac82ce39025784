"""Raw HTML in a text: a short list of elements and attributes; the rest is shown as typed.

Each tag is read by itself, and written anew if it may stay. That it stands where HTML
allows it is the business of `nesting`; and the sanitiser judges all of it once more.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from blog.core.markdown.attributes import DIRECTIONS, language_attributes
from blog.core.markdown.galley import ID_PREFIX, Galley, attribute, galley, marked
from blog.core.markdown.links import is_external, is_safe, within
from blog.core.markdown.media import is_reference
from blog.core.markdown.references import raw_attributes, raw_image
from blog.core.markdown.tables import region_of_table

PHRASES = frozenset(
    "a abbr b bdi br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup u var wbr".split()
)
BLOCKS = frozenset(
    "blockquote caption dd details div dl dt figcaption figure h2 h3 h4 h5 h6 hr li ol p pre "
    "summary table tbody td th thead tr ul".split()
)
ALLOWED = PHRASES | BLOCKS
# The title of the page is its only h1.
RENAMED = {"h1": "h2", "strike": "s", "tt": "code"}

NAME = r"[A-Za-z][A-Za-z0-9-]*"
VALUE = r"[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\""
# The grammar of tags is CommonMark's, 6.6: what is none by it is text.
TAG = re.compile(
    rf"<(?P<open>{NAME})(?P<attributes>(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:{VALUE}))?)*)\s*/?>"
    rf"|</(?P<close>{NAME})\s*>|(?P<comment><!--)"
)
ATTRIBUTE = re.compile(rf"([A-Za-z_:][\w.:-]*)(?:\s*=\s*({VALUE}))?")
NUMBER = re.compile(r"[0-9]{1,4}")
ID = re.compile(r"[^\s]{1,80}")


def raw(markdown: MarkdownIt) -> None:
    """Keep the raw HTML that may stay, tag by tag."""
    markdown.add_render_rule("html_block", _render)
    markdown.add_render_rule("html_inline", _render)


def _render(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    return "".join(_pieces(tokens[i].content, galley(env)))


def _pieces(source: str, sheet: Galley) -> Iterator[str]:
    at = 0
    while found := TAG.search(source, at):
        yield marked(unescape(source[at : found.start()]))
        at = found.end()
        if found["comment"]:
            end = source.find("-->", at)
            if end < 0:
                # A comment without an end would hide the rest of the text.
                yield marked(source[found.start() :])
                return
            at = end + 3
        else:
            yield _tag(found, sheet)
    yield marked(unescape(source[at:]))


def _tag(found: re.Match[str], sheet: Galley) -> str:
    name = (found["open"] or found["close"]).lower()
    name = RENAMED.get(name, name)
    if name not in ALLOWED:
        return marked(found[0])
    if found["close"]:
        return f"</{name}>" if name != "table" else "</table></section>"
    kept = dict(_attributes(name, found["attributes"], sheet))
    if name == "img" and "src" not in kept:
        return marked(found[0])
    if name == "img" and is_reference(kept["src"]):
        return raw_image(kept, sheet)
    kept = _as_ours(name, raw_attributes(name, kept, sheet), sheet)
    region = region_of_table(sheet) if name == "table" else ""
    return f"{region}<{name}{''.join(attribute(key, value) for key, value in kept.items())}>"


def _as_ours(name: str, kept: dict[str, str], sheet: Galley) -> dict[str, str]:
    """Return the attributes of a tag with those that the same in Markdown would have."""
    if name == "img":
        kept = {"alt": "", **kept, "loading": "lazy"}
        if not kept["alt"].strip():
            kept.pop("title", None)
    elif name == "a" and is_external(kept.get("href", ""), sheet.style):
        kept["rel"] = "external"
    elif name == "pre":
        kept["tabindex"] = "0"
    elif name == "th":
        kept.setdefault("scope", "col")
    return kept


def _attributes(tag: str, source: str, sheet: Galley) -> Iterator[tuple[str, str]]:
    for found in ATTRIBUTE.finditer(source):
        name = found[1].lower()
        value = unescape((found[2] or "").strip("\"'"))
        if name == "lang":
            yield from language_attributes(value).items()
        elif name == "id" or (tag == "a" and name == "name"):
            if ID.fullmatch(value):
                yield "id", _own_id(value, sheet)
        elif VALID.get((tag, name), VALID.get(("", name), _never))(value):
            yield name, within(value.strip()) if name == "href" else value


def _own_id(value: str, sheet: Galley) -> str:
    wanted = value if value.startswith(ID_PREFIX) else ID_PREFIX + value
    return sheet.take_id(wanted)


def _never(value: str) -> bool:
    return False


def _is_number(value: str) -> bool:
    return bool(NUMBER.fullmatch(value))


def _is_span(value: str) -> bool:
    return _is_number(value) and 1 <= int(value) <= 100


def _is_text(value: str) -> bool:
    return bool(value.strip())


def _is_class(value: str) -> bool:
    return value in {"wide", "full", "num", "center"}


VALID: dict[tuple[str, str], Callable[[str], bool]] = {
    ("", "dir"): DIRECTIONS.__contains__,
    ("figure", "class"): _is_class,
    ("td", "class"): _is_class,
    ("th", "class"): _is_class,
    ("a", "href"): is_safe,
    ("a", "title"): _is_text,
    ("abbr", "title"): _is_text,
    ("dfn", "title"): _is_text,
    ("details", "open"): lambda value: True,
    ("img", "src"): lambda value: is_safe(value) and _is_text(value),
    ("img", "alt"): lambda value: True,
    ("img", "title"): _is_text,
    ("img", "width"): _is_number,
    ("img", "height"): _is_number,
    ("li", "value"): _is_number,
    ("ol", "reversed"): lambda value: True,
    ("ol", "start"): _is_number,
    ("ol", "type"): {"1", "a", "A", "i", "I"}.__contains__,
    ("td", "colspan"): _is_span,
    ("td", "rowspan"): _is_span,
    ("th", "colspan"): _is_span,
    ("th", "rowspan"): _is_span,
    ("th", "scope"): {"col", "row"}.__contains__,
}
