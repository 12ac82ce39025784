"""Plain texts, and what looks like one and is a page or a drawing."""

import re
from codecs import getincrementaldecoder

from blog.media.inspection.formats import CSV, MARKDOWN, TEXT, VTT, Data, Kind, endings_of
from blog.media.inspection.refusals import Refused

PIECE = 256 * 1024
# Everything below the space but tab, line feed, form feed and carriage return.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What a browser that guesses would take for a page: tags that Markdown seldom begins with.
PAGE = re.compile(
    # A comment ends where it first may: trying other ends would take for ever.
    rb"(?:\xef\xbb\xbf)?(?>\s+|<!--.*?-->)*+"
    rb"<(?:!doctype|html|head|body|script|iframe|title|meta|style|\?xml|\?php)\b",
    re.DOTALL | re.IGNORECASE,
)
DRAWING = re.compile(rb"<svg[\s/>]", re.IGNORECASE)
FIRST = 8192


def is_drawing(data: Data) -> bool:
    head = data[:FIRST].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return bool(DRAWING.match(head) or (PAGE.match(head) and DRAWING.search(head)))
    return False


def is_page(data: Data) -> bool:
    return bool(PAGE.match(data[:FIRST]))


def is_binary(head: bytes) -> bool:
    return bool(CONTROL.search(head.decode("latin-1")))


def text_kind(data: Data, ending: str) -> Kind | None:
    """Say which kind of text this is, or ``None`` where it is none.

    Among texts, the ending of the name decides: their content cannot.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Refused("This text is in UTF-16. Save it as UTF-8.")
    try:
        if not _is_text(data):
            return None
    except UnicodeDecodeError as error:
        if is_binary(data[:FIRST]):
            return None
        raise Refused("This text is not in UTF-8. Save it as UTF-8.") from error
    if re.match(rb"(?:\xef\xbb\xbf)?WEBVTT\s", data[:16]):
        return VTT
    return next((kind for kind in (MARKDOWN, CSV) if ending in endings_of(kind)), TEXT)


def _is_text(data: Data) -> bool:
    decoder = getincrementaldecoder("utf-8")()
    for start in range(0, len(data), PIECE):
        piece = data[start : start + PIECE]
        if CONTROL.search(decoder.decode(piece, final=start + PIECE >= len(data))):
            return False
    return True
