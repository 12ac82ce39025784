"""The picture above a post: as it is kept with the copy for readers, and as it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from markupsafe import Markup

from blog.core.markdown.pictures import AT_ONCE, LATER, TEXT, WIDE, alt_of, set_picture
from blog.media.addresses import card_path
from blog.media.models import MediaItem, MediaKind
from blog.media.resolving import picture_of
from blog.posts.snapshot import Snapshot

# A thumbnail stands in the margin from 74rem on, which is 14rem wide, and else in the text.
THUMBNAIL = (("(min-width: 1600px) ", "252px"), ("(min-width: 1184px) ", "224px"))
IN_TEXT = (("(min-width: 632px) ", "592px"), ("", "100vw - 40px"))
# What a thumbnail is cropped to.
RATIO = 3 / 2


@dataclass(frozen=True)
class Cover:
    """A picture as posts keep it: what it takes to show it without a look at the library."""

    key: str
    digest: str
    name: str
    media_type: str
    width: int
    height: int
    frames: int
    is_opaque: bool
    alt: str
    caption: str
    credit: str
    is_decorative: bool
    focal_x: int
    focal_y: int

    @property
    def card(self) -> str:
        """The path of the picture that other sites show beside a link, 1200 by 630."""
        return card_path(self)

    @property
    def words(self) -> str:
        """What it shows, for those who do not see it."""
        return alt_of(picture_of(self))

    def plate(self) -> Markup:
        """Return it as HTML for the head of its own page: it is the first that is seen."""
        return self._picture(WIDE, AT_ONCE)

    def lead(self) -> Markup:
        """Return it as HTML for the first post of a list."""
        return self._picture(TEXT, AT_ONCE)

    def thumbnail(self) -> Markup:
        """Return it as HTML for a line of a list."""
        return self._picture(self._sizes(), f'{LATER} class="thumb{self._focus()}"')

    def _picture(self, sizes: str, more: str) -> Markup:
        html = set_picture(picture_of(self), self.words, sizes, more)
        return Markup(html)  # noqa: S704 - its words are escaped

    def _focus(self) -> str:
        """Return the class that keeps its focal point in view, in tenths; none for the middle.

        Only one side is ever cut off: that in which it is longer than the crop.
        """
        axis, focal = ("x", self.focal_x) if self._breadth() > 1 else ("y", self.focal_y)
        tenth = (focal + 5) // 10
        return "" if tenth == 5 else f" focus-{axis}-{tenth}"

    def _sizes(self) -> str:
        # What is broader than the crop is shown broader than its place, and cut off.
        breadth = max(1.0, self._breadth())
        listed = (*THUMBNAIL, *IN_TEXT)
        if breadth == 1:
            return ", ".join(f"{at}{f'calc({w})' if ' ' in w else w}" for at, w in listed)
        return ", ".join(f"{at}calc({breadth:.2f} * ({w}))" for at, w in listed)

    def _breadth(self) -> float:
        return self.width / self.height / RATIO


def kept_cover(snapshot: Snapshot, items: Mapping[str, MediaItem]) -> dict[str, Any] | None:
    """Return what a post keeps of the cover of a revision; None where there is no picture."""
    item = items.get(snapshot.cover)
    if item is None or item.kind is not MediaKind.IMAGE:
        return None
    said = {"caption": snapshot.cover_caption or item.caption}
    return {field.name: getattr(item, field.name) for field in fields(Cover)} | said


def cover_of(kept: Mapping[str, Any] | None) -> Cover | None:
    return Cover(**kept) if kept else None


def preview_cover(snapshot: Snapshot, items: Mapping[str, MediaItem]) -> Cover | None:
    return cover_of(kept_cover(snapshot, items))
