"""Addresses of files. Each carries a digest of the bytes, so that it may be kept for ever.

All of them are paths from the root of the site. Their last part is for people who save a file;
the key and the digest before it say which one is meant.
"""

from pathlib import PurePosixPath
from typing import Protocol

from blog.core.slugs import make_slug

PREFIX = "/media"
# So many hex digits of a digest part the files that one item ever had.
DIGITS = 16


class Addressed(Protocol):
    """What an address of an item is made of."""

    @property
    def key(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def focal_x(self) -> int: ...
    @property
    def focal_y(self) -> int: ...


class Sized(Protocol):
    """A rendition: how many pixels wide, in which format."""

    @property
    def width(self) -> int: ...
    @property
    def extension(self) -> str: ...


def rendition_path(item: Addressed, rendition: Sized) -> str:
    return path_of(item, f"{stem_of(item)}-{rendition_tail(rendition)}")


def card_path(item: Addressed) -> str:
    """Return where the social card of an image is: another focal point, another address."""
    return path_of(item, f"{stem_of(item)}-{card_tail(item)}")


def file_path(item: Addressed) -> str:
    """Return where a sound, a film or a document is."""
    return path_of(item, file_name(item))


def path_of(item: Addressed, filename: str) -> str:
    return f"{PREFIX}/{item.key}/{item.digest[:DIGITS]}/{filename}"


def rendition_tail(rendition: Sized) -> str:
    return f"{rendition.width}.{rendition.extension}"


def card_tail(item: Addressed) -> str:
    return f"card-{item.focal_x}-{item.focal_y}.jpg"


def file_name(item: Addressed) -> str:
    return stem_of(item, "file") + PurePosixPath(item.name).suffix.lower()


def stem_of(item: Addressed, otherwise: str = "image") -> str:
    """Return the name of the file as an address says it; one that cannot be spelled is general."""
    return make_slug(PurePosixPath(item.name).stem) or otherwise
