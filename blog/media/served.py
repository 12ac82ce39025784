"""What the last part of an address means: a rendition, the social card, or the file itself."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from blog.media.addresses import (
    card_path,
    card_tail,
    file_name,
    file_path,
    rendition_path,
    rendition_tail,
    stem_of,
)
from blog.media.files import File
from blog.media.imaging.renditions import Rendition, media_type_of
from blog.media.models import MediaKind
from blog.media.storage.names import original_name, plain_name, rendition_name

CARD = re.compile(r"(?:.*-)?card-[0-9]{1,3}-[0-9]{1,3}\.jpg")
SIZED = re.compile(r"(?:.*-)?([1-9][0-9]{0,3})\.([a-z]{3,4})")


@dataclass(frozen=True)
class Served:
    """Bytes that may be asked for: their address, their name in the storage, and their type.

    The rendition is None of the card, and of what is no image.
    """

    path: str
    stored: str
    media_type: str
    rendition: Rendition | None = None

    @property
    def filename(self) -> str:
        return PurePosixPath(self.path).name


def meant_by(file: File, filename: str) -> Served | None:
    """Return what somebody means by the last part of an address, however it is spelled before
    the part that counts."""
    if file.kind is not MediaKind.IMAGE:
        same = PurePosixPath(filename).suffix.lower() == PurePosixPath(file_name(file)).suffix
        return the_file(file) if same else None
    tail = _tail(file, filename)
    if CARD.fullmatch(tail):
        return the_card(file)
    match = SIZED.fullmatch(tail)
    rendition = Rendition(int(match[1]), match[2]) if match else None
    if rendition is None or rendition not in file.renditions:
        return None
    return the_rendition(file, rendition)


def nearest_to(file: File, filename: str) -> Served | None:
    """Return what comes nearest to a rendition that a former file had."""
    if file.kind is not MediaKind.IMAGE:
        return the_file(file)
    tail = _tail(file, filename)
    match = SIZED.fullmatch(tail)
    if match is None or CARD.fullmatch(tail):
        return meant_by(file, filename)
    return the_rendition(file, by_nearness(file, Rendition(int(match[1]), match[2]))[0])


def by_nearness(file: File, wanted: Rendition) -> list[Rendition]:
    """Return what is served of an image, that first which does best instead of another one.

    A format that not every browser reads takes the place of itself alone.
    """
    fallback = file.renditions[-1].extension
    usable = [each for each in file.renditions if each.extension in {wanted.extension, fallback}]
    return sorted(
        usable,
        key=lambda each: (each.extension != wanted.extension, abs(each.width - wanted.width)),
    )


def the_file(file: File) -> Served:
    """Return what readers get of a recording, a film or a document."""
    name = plain_name if file.has_plain_copy else original_name
    return Served(file_path(file), name(file.digest), file.media_type)


def the_original(file: File) -> Served:
    return Served(file_path(file), original_name(file.digest), file.media_type)


def the_card(file: File) -> Served:
    return Served(card_path(file), rendition_name(file.digest, card_tail(file)), "image/jpeg")


def the_rendition(file: File, rendition: Rendition) -> Served:
    return Served(
        rendition_path(file, rendition),
        rendition_name(file.digest, rendition_tail(rendition)),
        media_type_of(rendition.extension),
        rendition,
    )


def _tail(file: File, filename: str) -> str:
    """Return a name without the stem of the item, which may look like a part that counts."""
    return filename.removeprefix(f"{stem_of(file)}-")
