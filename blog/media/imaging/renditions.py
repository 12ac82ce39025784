"""What is served of an image: which widths, in which formats, under which names."""

import re
from typing import NamedTuple

WIDTHS = (480, 960, 1440, 2000)
# An animation is served once, no wider than this: each of its frames is an image.
WIDEST_ANIMATION = 960
MEDIA_TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
}
# Neither format is taller, and browsers open no AVIF that is.
TALLEST = {"webp": 16383, "avif": 16383, "jpg": 65535}
FILE_NAME = re.compile(r"([1-9][0-9]{0,3})\.(avif|webp|jpg|png|gif)")


class Rendition(NamedTuple):
    """A served version: pixels wide, and a format as the ending of its name."""

    width: int
    extension: str


def widths_of(width: int) -> tuple[int, ...]:
    """Return the widths in which an image is served: the listed ones, and its own at most."""
    own = min(width, WIDTHS[-1])
    return (*(listed for listed in WIDTHS if listed < own), own)


def renditions_of(
    width: int, height: int, media_type: str, frames: int, is_opaque: bool
) -> tuple[Rendition, ...]:
    """Return what is served of an image, in the order of ``<source>``, the fallback last.

    Animations are served in WebP and GIF. They are no AVIF: encoding that takes minutes.
    """
    if frames > 1:
        return tuple(Rendition(min(width, WIDEST_ANIMATION), kind) for kind in ("webp", "gif"))
    # Few programs ask for the fallback: a GIF, which has few colours, stays sharp as PNG.
    fallback = "jpg" if is_opaque and media_type != "image/gif" else "png"
    return tuple(
        Rendition(each, extension)
        for extension in ("avif", "webp", fallback)
        for each in widths_of(width)
        if height_of(each, width, height) <= TALLEST.get(extension, height)
    )


def height_of(rendition_width: int, width: int, height: int) -> int:
    """Return how many pixels tall a rendition of an image of that size is."""
    return max(1, round(height * rendition_width / width))


def file_name(rendition: Rendition) -> str:
    return f"{rendition.width}.{rendition.extension}"


def parse_file_name(name: str, listed: tuple[Rendition, ...]) -> Rendition | None:
    """Return the rendition of this file name, if it is one of those listed."""
    match = FILE_NAME.fullmatch(name)
    if match is None:
        return None
    rendition = Rendition(int(match[1]), match[2])
    return rendition if rendition in listed else None


def media_type_of(extension: str) -> str:
    return MEDIA_TYPES[extension]
