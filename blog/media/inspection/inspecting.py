"""Looks at a file that has just arrived, and says what it is or why it is refused.

Sizes, frames and structure are measured first, without decoding; only what stays within the
limits is decoded, once and in full, so that a damaged image is found out here.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from blog.media.blanking.plain import needs_blanking, tells_place
from blog.media.imaging.decoding import frame_count, is_opaque, is_turned, load_frame, opened
from blog.media.inspection.avif import check_streams
from blog.media.inspection.file_names import clean_name, ending_of
from blog.media.inspection.formats import AVIF, Kind
from blog.media.inspection.headers import Header, read_header
from blog.media.inspection.kinds import kind_of
from blog.media.inspection.mapping import mapped
from blog.media.inspection.polyglots import refuse_two_things
from blog.media.inspection.refusals import DAMAGED, Refused

if TYPE_CHECKING:
    from PIL import Image

# An animation may be decoded and encoded for as long as this many of the largest images.
ANIMATED_PIXELS = 4
PLACE = "This says where it was taken. Readers get it without that; the original keeps it."
RENAMED = "This is {}: its name now ends in .{}."


@dataclass(frozen=True)
class Limits:
    """The most that is taken in: bytes of an image and of any other file, pixels, frames."""

    bytes_image: int
    bytes_file: int
    pixels: int
    frames: int


@dataclass(frozen=True)
class Inspected:
    """What a file is. ``width`` and ``height`` are pixels as it is seen, of images alone."""

    kind: str
    media_type: str
    extension: str
    name: str
    width: int | None = None
    height: int | None = None
    frames: int = 1
    is_opaque: bool = True
    # Whether it says of itself what is for nobody but its owner.
    needs_plain_copy: bool = False
    # Sentences for whoever uploaded it, of what was changed.
    notes: tuple[str, ...] = ()


def inspect(path: Path, name: str, limits: Limits) -> Inspected:
    """Say what the file at a path is that was called by a name. Raises ``Refused``."""
    with mapped(path) as (data, file):
        kind = kind_of(data, file, ending_of(name))
        _check_bytes(len(data), kind, limits)
        header = read_header(data, kind) if kind.kind == "image" else None
        if header:
            _check_size(header, limits)
        if header and kind is AVIF:
            check_streams(data, header.width, header.height)
        refuse_two_things(data, kind, header.end if header else len(data))
        needs_copy = needs_blanking(data, kind.media_type)
        has_place = needs_copy and tells_place(data, kind.media_type)
    found = replace(_named(name, kind), needs_plain_copy=needs_copy)
    if has_place:
        found = replace(found, notes=(*found.notes, PLACE))
    return _decoded(path, found, header, limits) if header else found


def _check_bytes(size: int, kind: Kind, limits: Limits) -> None:
    is_image = kind.kind == "image"
    most = limits.bytes_image if is_image else limits.bytes_file
    if size > most:
        raise Refused(
            f"This file has {_megabytes(size)}; {'an image' if is_image else 'a file'} "
            f"may have {_megabytes(most)}. Make it smaller."
        )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.3g} MB"


def _check_size(header: Header, limits: Limits) -> None:
    pixels = header.width * header.height
    if pixels > limits.pixels:
        raise Refused(
            f"This image has {header.width} × {header.height} pixels, which is too many: "
            f"{_megapixels(limits.pixels)} is the most. Make it smaller."
        )
    if header.frames > limits.frames:
        raise Refused(
            f"This animation has {header.frames} frames; {limits.frames} is the most. "
            "Make it shorter, or export it as an MP4 film."
        )
    if header.frames > 1 and pixels * header.frames > ANIMATED_PIXELS * limits.pixels:
        raise Refused(
            f"This animation of {header.frames} frames with {header.width} × {header.height} "
            "pixels each is too large. Make it smaller, or export it as an MP4 film."
        )


def _megapixels(pixels: int) -> str:
    return f"{pixels / 1_000_000:.3g} megapixels"


def _decoded(path: Path, found: Inspected, header: Header, limits: Limits) -> Inspected:
    with opened(path, limits.pixels) as image:
        if image.width > header.width or image.height > header.height:
            raise Refused(DAMAGED)
        frames = min(frame_count(image), limits.frames)
        opaque = [_is_opaque_at(image, frame) for frame in range(frames)]
        width, height = image.size
        if is_turned(image):
            width, height = height, width
    return replace(found, width=width, height=height, frames=frames, is_opaque=all(opaque))


def _is_opaque_at(image: "Image.Image", frame: int) -> bool:
    load_frame(image, frame)
    return is_opaque(image)


def _named(name: str, kind: Kind) -> Inspected:
    clean = clean_name(name, kind)
    is_renamed = ending_of(name) not in {"", ending_of(clean)}
    notes = (RENAMED.format(kind.noun, kind.extension),) if is_renamed else ()
    return Inspected(kind.kind, kind.media_type, kind.extension, clean, notes=notes)
