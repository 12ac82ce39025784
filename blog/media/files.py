"""What an item is, apart from the database: plain values that outlive the transaction."""

from dataclasses import dataclass, fields

from blog.media.imaging.renditions import Rendition, renditions_of
from blog.media.models import MediaItem, MediaKind


@dataclass(frozen=True)
class File:
    """An item's file, and what its addresses and renditions are made of."""

    id: int
    key: str
    kind: MediaKind
    name: str
    media_type: str
    digest: str
    size: int
    width: int | None
    height: int | None
    frames: int
    is_opaque: bool
    focal_x: int
    focal_y: int
    has_plain_copy: bool = False

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        """Return what is served of an image, the fallback last; nothing of another file."""
        if self.width is None or self.height is None:
            return ()
        return renditions_of(self.width, self.height, self.media_type, self.frames, self.is_opaque)

    @property
    def pixels(self) -> int:
        """Return how much there is to decode."""
        return (self.width or 0) * (self.height or 0) * self.frames


def file_of(item: MediaItem) -> File:
    return File(**{field.name: getattr(item, field.name) for field in fields(File)})
