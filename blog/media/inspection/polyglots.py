"""Files that are two things at once: an image with an archive, a page or a program behind it.

What readers get of an image is always made anew from its pixels, so nothing hidden in it is ever
served, and the original goes to its owner as an attachment. Such a file was still made to deceive,
and is refused. Photographs are not: cameras and telephones append previews, depth maps, sound and
short films, marked in ways of their own.
"""

import re

from blog.media.inspection.formats import JPEG, Data, Kind
from blog.media.inspection.offices import END_LENGTH, end_of_archive
from blog.media.inspection.refusals import Refused

TWO_THINGS = "This file is two things at once: {} that hides {}. Save it anew, and upload that."
TRAILER = "Behind the image in this file there is something else. Save it anew, and upload that."

HEAD = 1024
PAGES = re.compile(rb"<(?:!doctype\s+html|html|script|svg|\?php)[\s>]", re.IGNORECASE)
# How what runs or unpacks begins; some of it is too short to be looked for further in.
PROGRAMS = (b"\x7fELF\x01", b"\x7fELF\x02", b"MZ\x90\0", b"#!/")
ARCHIVES = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
# Programs pad images with a little; cameras, which append more, make JPEG.
TRAILER_LENGTH = 4096


def refuse_two_things(data: Data, kind: Kind, end: int) -> None:
    """Raise ``Refused`` when a file is more than the kind that it was taken for.

    ``end`` is where the image in it ends; the length of the file, when it is no image.
    """
    if "zip" not in kind.media_type and "officedocument" not in kind.media_type:
        _refuse_archive_around(data, kind)
    if kind.kind == "image":
        _refuse_head(data[:HEAD], kind)
        _refuse_trailer(data, kind, end)


def _refuse_archive_around(data: Data, kind: Kind) -> None:
    if "opendocument" in kind.media_type:
        return
    end = end_of_archive(data)
    # Every archive that is not empty has a list, which begins in the same file.
    if end is not None and len(data) > END_LENGTH and data[end + 10 : end + 12] != b"\0\0":
        raise Refused(TWO_THINGS.format(kind.noun, "an archive"))


def _refuse_head(head: bytes, kind: Kind) -> None:
    if b"%PDF-" in head:
        raise Refused(TWO_THINGS.format(kind.noun, "a PDF document"))
    if PAGES.search(head):
        raise Refused(TWO_THINGS.format(kind.noun, "a web page"))


def _refuse_trailer(data: Data, kind: Kind, end: int) -> None:
    start = data[end : end + TRAILER_LENGTH].lstrip(b"\0\r\n\t ")
    if start.startswith(ARCHIVES):
        raise Refused(TWO_THINGS.format(kind.noun, "an archive"))
    if start.startswith(PROGRAMS):
        raise Refused(TWO_THINGS.format(kind.noun, "a program"))
    if b"%PDF-" in start:
        raise Refused(TWO_THINGS.format(kind.noun, "a PDF document"))
    if PAGES.search(start):
        raise Refused(TWO_THINGS.format(kind.noun, "a web page"))
    if kind is not JPEG and len(data) - end > TRAILER_LENGTH and start:
        raise Refused(TRAILER)
