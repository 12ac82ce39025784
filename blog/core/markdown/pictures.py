"""How a picture or a file of the library is set: finished HTML, all of whose words are escaped."""

from pathlib import PurePosixPath
from urllib.parse import quote

from blog.core.markdown.galley import Galley, attribute, marked
from blog.core.markdown.media import Attachment, Picture, Shown, Source

# How wide a picture is shown, for the browser that chooses one of its files before it knows
# the page. They follow from static/css/reader/tokens.css and sheet.css, where a rem is 16
# pixels, and 18 from 1600 on. A text is 37rem wide, or the page without its edges: 2 × 1.25rem,
# which is less than 37rem below 632. From 74rem (1184) on, wide reaches into the margin: 37 and
# a gap of 3 and a margin of 14 are 54rem.
TEXT = "(min-width: 1600px) 666px, (min-width: 632px) 592px, calc(100vw - 40px)"
WIDE = f"(min-width: 1600px) 972px, (min-width: 1184px) 864px, {TEXT.partition(', ')[2]}"
# From edge to edge. Beside the side column alone (56rem to 74rem) it begins with the text and
# takes half of what the page has beyond 51rem: 592 + (100vw - 816) / 2.
FULL = "(min-width: 1184px) 100vw, (min-width: 896px) calc(50vw + 184px), 100vw"
SIZES = {"wide": WIDE, "full": FULL}

LATER = ' loading="lazy"'
AT_ONCE = ' fetchpriority="high"'
# What is taken where a browser knows no choice: enough for a text.
USUAL_WIDTH = 960
UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))


def set_shown(
    sheet: Galley, shown: Shown | None, alt: str, title: str, sizes: str, *, in_link: bool
) -> str:
    """Return what stands for a picture or a file in a text; the words of the text come first.

    Where nothing is to be shown, the words stay. Within a link nothing can stand that is
    followed or pressed itself, so that a file is its words there.
    """
    if isinstance(shown, Picture):
        words = alt_of(shown, alt)
        named = attribute("title", title) if title and words else ""
        return sheet.hold(set_picture(shown, words, sizes, LATER + named), is_silent=not words)
    if shown is None or in_link:
        return marked(alt or (shown.name if shown else ""))
    if shown.kind == "document":
        return _link(shown, alt, title)
    return sheet.hold(_player(shown, alt))


def alt_of(picture: Picture, alt: str = "") -> str:
    """Return what is said to those who do not see a picture; nothing of a decorative one."""
    return alt or ("" if picture.is_decorative else " ".join(picture.alt.split()))


def set_picture(picture: Picture, alt: str, sizes: str, more: str = LATER) -> str:
    """Return a picture in all its formats. ``more`` are attributes of it, ready to be written."""
    formats = "".join(
        f"<source{attribute('type', source.media_type)}{_candidates(source, sizes)}>"
        for source in picture.sources
    )
    image = (
        f"<img{attribute('src', _usual(picture.fallback))}{_candidates(picture.fallback, sizes)}"
        f' width="{picture.width:d}" height="{picture.height:d}"{attribute("alt", alt)}'
        f'{more} decoding="async">'
    )
    return f"<picture>{formats}{image}</picture>"


def _usual(source: Source) -> str:
    wide = [url for url, width in source.candidates if width >= USUAL_WIDTH]
    return _address(wide[0] if wide else source.candidates[-1][0])


def _candidates(source: Source, sizes: str) -> str:
    listed = ", ".join(f"{_address(url)} {width:d}w" for url, width in source.candidates)
    return attribute("srcset", listed) + attribute("sizes", sizes)


def url_of(shown: Shown) -> str:
    """Return where a link to a picture or a file leads; of a picture to the largest one."""
    url = shown.fallback.candidates[-1][0] if isinstance(shown, Picture) else shown.url
    return _address(url)


def _address(url: str) -> str:
    # In a list of candidates a space or a comma would begin the next one.
    return quote(url, safe="/:%~", errors="replace")


def _link(file: Attachment, words: str, title: str) -> str:
    about = f"{_type_of(file)}, {_size(file.size)}"
    named = attribute("title", title) if title else ""
    link = f"<a{attribute('href', url_of(file))}{named}>{marked(words or file.name)}</a>"
    return f"{link} <small>({marked(about)})</small>"


def _player(file: Attachment, words: str) -> str:
    element = "video" if file.kind == "video" else "audio"
    named = words or file.name
    # Whoever cannot play it here can fetch it.
    otherwise = f"<a{attribute('href', url_of(file))}>{marked(named)}</a>"
    return (
        f'<{element} controls preload="metadata"{attribute("src", url_of(file))}'
        f"{attribute('aria-label', named)}>{otherwise}</{element}>"
    )


def _type_of(file: Attachment) -> str:
    suffix = PurePosixPath(file.name).suffix.removeprefix(".")
    return suffix.upper() if suffix.isalnum() else file.media_type


def _size(size: int) -> str:
    for unit, name in UNITS:
        if size >= unit:
            whole = size / unit
            return f"{whole:.1f} {name}" if whole < 10 else f"{whole:.0f} {name}"
    return f"{size} bytes"
