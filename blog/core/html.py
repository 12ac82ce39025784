"""Text that an author typed, made into HTML that is safe to show.

The only file that knows bleach, so that it can be replaced in one place. Sanitising takes
longer than parsing: it happens when a post is published, never when it is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

from bleach.sanitizer import Cleaner

from blog.core.markdown import compose
from blog.core.markdown.galley import ID_PREFIX, Heading
from blog.core.markdown.links import PROTOCOLS
from blog.core.markdown.media import Resolver
from blog.core.markdown.raw import ALLOWED
from blog.core.markdown.style import HouseStyle

# Raised whenever the same text would come out differently; stored beside the HTML.
RENDERER_VERSION = 3

# What our own setting of a text writes beyond the raw HTML that an author may.
TAGS = ALLOWED | {"aside", "section"}
CLASSES = frozenset(
    "admonition anchor center code credit embed footnotes full margin-note math num pull table "
    "task tasks typed wide".split()
)
ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title", "rel"}),
    "abbr": frozenset({"title"}),
    "details": frozenset({"open"}),
    "dfn": frozenset({"title"}),
    "img": frozenset({"src", "alt", "title", "width", "height", "loading"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
}
EVERYWHERE = frozenset({"lang", "dir", "aria-label"})
# What only our own setting writes, and where.
FIXED = {
    ("section", "tabindex", "0"),
    ("pre", "tabindex", "0"),
    ("div", "tabindex", "0"),
    ("div", "data-kind", "note"),
    ("div", "data-kind", "warning"),
}

PLAIN_STYLE = HouseStyle()
EXCERPT_LENGTH = 155
WORD = re.compile(r"\w+(?:[’'-]\w+)*")
TAG = re.compile(r"<[^>]*>")
# These stand within a word, so that taking them away must not part it.
INLINE = re.compile(r"</?(?:a|abbr|b|code|del|em|i|ins|mark|s|span|strong|sub|sup|u|wbr)\b[^>]*>")
NOTE_MARK = re.compile(r'<sup id="s-r[^"]*">.*?</sup>')
CODE = re.compile(r"<pre\b.*?</pre>|<a class=\"anchor\".*?</a>", re.DOTALL)
# Code, addresses of links and tags: what a reader of the text does not read.
NOT_WORDS = re.compile(
    r"^(?:```|~~~).*?^(?:```|~~~)|\]\([^()\n]{0,2000}\)|https?://\S+|<[^<>\n]{0,500}>",
    re.DOTALL | re.MULTILINE,
)
ANCHOR = re.compile(r' <a class="anchor"[^>]*>§</a>')
# A picture as blog/core/markdown/pictures.py writes it.
PICTURE = re.compile(r"<picture>(?:<source [^>]*>)*(<img [^>]*>)</picture>")
FOR_BROWSERS = re.compile(r' (?:srcset|sizes|loading|decoding|fetchpriority)="[^"]*"')
AT_ROOT = re.compile(r'( (?:src|href)=)"/(?!/)')
FIRST_PARAGRAPH = re.compile(r"<p>(.+?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Rendered:
    """A text as readers get it: safe HTML, its headings, its words, its opening lines.

    ``media`` are the keys that it names, each with the stamp of what was shown for it: none of
    what was not there.
    """

    html: str
    headings: tuple[Heading, ...]
    words: int
    excerpt: str
    problems: tuple[str, ...] = ()
    version: int = RENDERER_VERSION
    media: Mapping[str, str] = field(default_factory=dict)


def render(text: str, style: HouseStyle = PLAIN_STYLE, resolve: Resolver | None = None) -> Rendered:
    """Return a Markdown text as safe HTML. Any text renders; none raises.

    ``problems`` are sentences for the author, about what could not be set as it was meant.
    """
    unsafe, sheet = compose(text, style, resolve)
    safe = "".join(sanitised(part) for part in unsafe)
    said = sheet.as_text(CODE.sub(" ", safe))
    opening = FIRST_PARAGRAPH.search(said)
    return Rendered(
        html=sheet.place(safe),
        headings=tuple(sheet.headings),
        words=len(WORD.findall(_text_of(said))),
        excerpt=_shorten(_text_of(opening.group(1))) if opening else "",
        problems=tuple(sheet.problems),
        media={key: shown.stamp if shown else "" for key, shown in sheet.shown.items()},
    )


def sanitised(html: str) -> str:
    """Return HTML with nothing in it that is not on the lists above."""
    # A cleaner of bleach's is not for several threads at once, and a worker has several.
    # Without `strip`, what is not allowed is shown as the text that it was: nothing an
    # author wrote vanishes, and the text of a script is never mistaken for prose.
    cleaner = Cleaner(tags=TAGS, attributes=_allowed, protocols=PROTOCOLS, strip=False)
    return cleaner.clean(html)


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return set(value.split()) <= CLASSES
    if name == "id":
        return value.startswith(ID_PREFIX)
    if (tag, name, value) in FIXED:
        return True
    return name in EVERYWHERE or name in ATTRIBUTES.get(tag, frozenset())


def for_feed(html: str, site: str = "") -> str:
    """Return stored HTML as programs for feeds want it, at the address of a site.

    It is without what only helps on its own page: the marks at headings, and the choice of
    files for a picture, which few of them know. Addresses are whole, since many ignore where
    the text comes from.
    """
    plain = PICTURE.sub(_image_alone, ANCHOR.sub("", html))
    return TAG.sub(lambda tag: AT_ROOT.sub(rf'\1"{site}/', tag[0]), plain) if site else plain


def _image_alone(picture: re.Match[str]) -> str:
    return FOR_BROWSERS.sub("", picture[1])


def words_in(text: str) -> int:
    """Count the words of a Markdown text about as `render` does, without rendering it."""
    return len(WORD.findall(NOT_WORDS.sub(" ", text)))


def _text_of(html: str) -> str:
    within_words = INLINE.sub("", NOTE_MARK.sub("", html))
    return " ".join(unescape(TAG.sub(" ", within_words)).split())


def _shorten(text: str) -> str:
    if len(text) <= EXCERPT_LENGTH:
        return text
    return text[:EXCERPT_LENGTH].rsplit(" ", 1)[0].rstrip(",;:.–-") + "…"
