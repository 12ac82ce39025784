"""What texts show of the library: each key that they name, as readers get it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from sqlalchemy.orm import Session

from blog.core.database import end_reading
from blog.core.html import Rendered, render
from blog.core.markdown.media import Attachment, Picture, Shown, Source, keys_in
from blog.core.markdown.style import HouseStyle
from blog.media.addresses import Addressed, file_path, rendition_path
from blog.media.imaging.renditions import MEDIA_TYPES, Rendition, renditions_of
from blog.media.models import MediaItem, MediaKind
from blog.media.queries import items_by_keys


class Pictured(Addressed, Protocol):
    """What it takes to show a picture: a row of the library, or a copy of it."""

    @property
    def media_type(self) -> str: ...
    @property
    def width(self) -> int | None: ...
    @property
    def height(self) -> int | None: ...
    @property
    def frames(self) -> int: ...
    @property
    def is_opaque(self) -> bool: ...
    @property
    def alt(self) -> str: ...
    @property
    def caption(self) -> str: ...
    @property
    def credit(self) -> str: ...
    @property
    def is_decorative(self) -> bool: ...


def typeset(session: Session, text: str, style: HouseStyle) -> Rendered:
    """Render a text with what it shows of the library, after the session's reading has ended."""
    keys = keys_in(text)
    found = shown(session, keys)
    end_reading()
    rendered = render(text, style, found.get)
    # A key that is spelled so that only the renderer can read it was not asked for: whether it
    # is there is not known.
    asked = {key: stamp for key, stamp in rendered.media.items() if key in keys}
    return replace(rendered, media=asked)


def shown(session: Session, keys: Iterable[str]) -> dict[str, Shown]:
    """Return what keys stand for, in one statement; nothing for those that nothing has, or that
    are in the trash."""
    return {key: shown_as(item) for key, item in items_by_keys(session, keys).items()}


def shown_as(item: MediaItem) -> Shown:
    stamp = stamp_of(item)
    if item.kind is MediaKind.IMAGE:
        return picture_of(item, stamp)
    return Attachment(
        kind=item.kind.value,
        url=file_path(item),
        name=item.name,
        media_type=item.media_type,
        size=item.size,
        caption=item.caption,
        credit=item.credit,
        stamp=stamp,
    )


def stamp_of(item: MediaItem) -> str:
    """Return what is another one as soon as readers get something else of an item."""
    return f"{item.digest[:16]} {item.changed_at.isoformat()}"


def picture_of(item: Pictured, stamp: str = "") -> Picture:
    width, height = item.width or 1, item.height or 1
    listed = renditions_of(width, height, item.media_type, item.frames, item.is_opaque)
    kinds: dict[str, list[Rendition]] = {}
    for rendition in listed:
        kinds.setdefault(rendition.extension, []).append(rendition)
    *sources, fallback = (_source(item, kind, made) for kind, made in kinds.items())
    return Picture(
        width=width,
        height=height,
        alt=item.alt,
        caption=item.caption,
        credit=item.credit,
        is_decorative=item.is_decorative,
        sources=tuple(sources),
        fallback=fallback,
        stamp=stamp,
    )


def _source(item: Addressed, kind: str, renditions: list[Rendition]) -> Source:
    candidates = tuple((rendition_path(item, each), each.width) for each in renditions)
    return Source(MEDIA_TYPES[kind], candidates)
