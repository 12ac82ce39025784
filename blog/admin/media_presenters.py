"""Items of the library as the screens and scripts of the desk want them."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from flask import url_for

from blog.media.addresses import file_path, rendition_path
from blog.media.files import file_of
from blog.media.imaging.renditions import Rendition
from blog.media.models import MediaItem, MediaKind

# In Markdown these begin something; before each of them a backslash makes it a letter.
SIGNS = re.compile(r"([\\`*_\[\]<>&~$^|])")
UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))


@dataclass(frozen=True)
class Tile:
    """An item in the grid. Without a picture of it, its format stands in its place."""

    id: int
    name: str
    url: str
    picture: "Shown | None"
    format: str
    lacks_alt: bool
    current: bool
    picked: bool


@dataclass(frozen=True)
class Shown:
    """A picture to be drawn at the desk: an address, others to choose from, its size."""

    src: str
    srcset: str
    width: int
    height: int


def tile(item: MediaItem, url: str, *, current: bool = False, picked: bool = False) -> Tile:
    return Tile(
        id=item.id,
        name=item.name,
        url=url,
        picture=shown(item),
        format=format_of(item),
        lacks_alt=lacks_alt(item),
        current=current,
        picked=picked,
    )


def shown(item: MediaItem) -> Shown | None:
    """Return the picture of an item, in the one format that all of today's browsers know and
    that is small; None of what is no image."""
    if item.width is None or item.height is None:
        return None
    made = _renditions(item)
    addresses = [(rendition_path(item, each), each.width) for each in made]
    return Shown(
        src=addresses[0][0],
        srcset=", ".join(f"{path} {width}w" for path, width in addresses),
        width=item.width,
        height=item.height,
    )


def _renditions(item: MediaItem) -> list[Rendition]:
    renditions = file_of(item).renditions
    small = [each for each in renditions if each.extension == "webp"]
    # What is too tall for it is there in the format that is always there.
    return small or [each for each in renditions if each.extension == renditions[-1].extension]


def lacks_alt(item: MediaItem) -> bool:
    return item.kind is MediaKind.IMAGE and not item.alt and not item.is_decorative


def format_of(item: MediaItem) -> str:
    return PurePosixPath(item.name).suffix.removeprefix(".").upper()


def size_of(size: int) -> str:
    """Return bytes as people read them."""
    for unit, name in UNITS:
        if size >= unit:
            amount = size / unit
            return f"{amount:.1f} {name}" if amount < 10 else f"{amount:.0f} {name}"
    return f"{size} bytes"


def markdown_of(item: MediaItem, words: str | None = None) -> str:
    """Return what stands in a text for an item, with its alt text or name unless other words
    are given. Without words the library's own are said, also those that are written later."""
    if words is None:
        words = item.alt if item.kind is MediaKind.IMAGE else item.name
    said = SIGNS.sub(r"\\\1", " ".join(words.split()))
    sign = "" if item.kind is MediaKind.DOCUMENT else "!"
    return f"{sign}[{said}](media:{item.key})"


def details_url(item: MediaItem) -> str:
    """Return where an item is looked at: in the grid, in a tab that has it."""
    tab = "images" if item.kind is MediaKind.IMAGE else "files"
    return url_for("admin.media", tab=None if tab == "images" else tab, item=item.id)


def public_path(item: MediaItem) -> str:
    """Return where readers get the whole of an item."""
    if item.kind is not MediaKind.IMAGE:
        return file_path(item)
    return rendition_path(item, file_of(item).renditions[-1])


def as_json(item: MediaItem) -> dict[str, Any]:
    """Return an item for a script, which puts it into a grid or into a text."""
    picture = shown(item)
    return {
        "id": item.id,
        "key": item.key,
        "name": item.name,
        "kind": item.kind.value,
        "format": format_of(item),
        "alt": item.alt,
        "caption": item.caption,
        "decorative": item.is_decorative,
        "width": item.width,
        "height": item.height,
        "thumbnail": picture.src if picture else None,
        "markdown": markdown_of(item),
        "url": details_url(item),
    }
