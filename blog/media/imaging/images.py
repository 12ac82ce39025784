"""Makes what is served of an image: pixels alone, upright, in colours that every browser knows.

Nothing of what else was in the file comes along: no place, no camera, no words, no thumbnail. The
image is decoded once, and as small as will do. Everything runs in one thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from blog.media.imaging.animations import make_animations
from blog.media.imaging.colours import served_colours, source_profile
from blog.media.imaging.decoding import (
    frame_count,
    is_opaque,
    is_turned,
    load_frame,
    opened,
    orientation_of,
    plain,
    upright,
)
from blog.media.imaging.renditions import Rendition, file_name, height_of

if TYPE_CHECKING:
    from PIL import Image

CARD = (1200, 630)
# The colour of the page; what is transparent or too small for a card is laid on it.
PAPER = "#fcfcfa"
# More than this, and an image that is made larger is a blur.
LARGEST_SCALE = 2
# Shrinking by whole steps first is several times faster and looks the same.
REDUCING_GAP = 3.0
# Drawings are kept exact where photographs may lose a little. They have few colours, of which a
# handful cover nearly all of them.
COLOURS_OF_A_DRAWING, FLAT_COLOURS, FLAT_SHARE = 256, 8, 0.7
OPTIONS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 6, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
    "png": {"format": "PNG", "optimize": True},
}
DRAWN: dict[str, dict[str, Any]] = {
    "avif": {"quality": 85, "subsampling": "4:4:4"},
    "webp": {"lossless": True, "quality": 50},
}


class Still(NamedTuple):
    """Upright pixels without metadata, the profile that goes with them, whether it is a drawing."""

    pixels: Image.Image
    profile: bytes | None
    is_drawn: bool


def make_renditions(source: Path, wanted: Sequence[Rendition], into: Path) -> dict[Rendition, Path]:
    """Make renditions of one image as files in a folder. Raises ``Refused`` when it is damaged.

    Wanted are some of what ``renditions_of`` lists for it.
    """
    if not wanted:
        return {}
    paths = {rendition: into / file_name(rendition) for rendition in wanted}
    still = _still(source, max(rendition.width for rendition in wanted))
    if still is None:
        with opened(source) as image:
            make_animations(image, paths)
        return paths
    for width in sorted({rendition.width for rendition in wanted}, reverse=True):
        sized = still._replace(pixels=_resized(still.pixels, width))
        for rendition, path in paths.items():
            if rendition.width == width:
                _save(sized, path, rendition.extension)
    return paths


def make_card(source: Path, focal_x: int, focal_y: int) -> bytes:
    """Return the social card as JPEG, 1200 × 630, cropped around a focal point in percent.

    An image that is too small to fill it is laid on the colour of the page.
    """
    with opened(source) as image:
        orientation, profile = orientation_of(image), source_profile(image)
        _draft(image, CARD)
        load_frame(image)
        # Those who show cards throw profiles away.
        pixels, _ = served_colours(upright(plain(image), orientation), profile, keep_wide=False)
        card = _on_paper(_card(pixels, focal_x / 100, focal_y / 100))
        target = BytesIO()
        card.save(target, **OPTIONS["jpg"])
        return target.getvalue()


def card_box(
    width: int, height: int, across: float, down: float
) -> tuple[float, float, float, float] | None:
    """Return what a card shows of an image: left, top, right and bottom, never outside of it.

    ``across`` and ``down`` are shares of the image, 0 to 1. ``None`` when it is too small for one.
    """
    scale = max(CARD[0] / width, CARD[1] / height)
    if scale > LARGEST_SCALE:
        return None
    left, right = _window(width, CARD[0] / scale, across)
    top, bottom = _window(height, CARD[1] / scale, down)
    return left, top, right, bottom


def _window(whole: int, part: float, around: float) -> tuple[float, float]:
    """Return where a part of a length begins and ends that lies around a share of it."""
    # Dividing twice may give a hair more than there is.
    part = min(part, whole)
    start = min(max(around * whole - part / 2, 0), whole - part)
    return start, min(start + part, whole)


def _still(source: Path, width: int) -> Still | None:
    """Return the pixels in the largest size that is wanted; ``None`` for an animation."""
    with opened(source) as image:
        if frame_count(image) > 1:
            return None
        orientation, profile = orientation_of(image), source_profile(image)
        turned = is_turned(image)
        size = (width, height_of(width, *(image.size[::-1] if turned else image.size)))
        can_be_drawn = image.format in {"PNG", "GIF"}
        _draft(image, size)
        load_frame(image)
        pixels = plain(image)
        is_drawn = can_be_drawn and _is_drawing(pixels)
        # Turning and converting few pixels takes less time and memory than many.
        pixels = _scaled(pixels, size[::-1] if turned else size)
        pixels, kept_profile = served_colours(upright(pixels, orientation), profile)
        if pixels.mode == "RGBA" and is_opaque(pixels):
            pixels = pixels.convert("RGB")
        pixels.info.clear()
        return Still(pixels, kept_profile, is_drawn)


def _draft(image: Image.Image, size: tuple[int, int]) -> None:
    """Let a JPEG be decoded at a half, a quarter or an eighth, no smaller than this size."""
    image.draft(image.mode, size[::-1] if is_turned(image) else size)


def _is_drawing(pixels: Image.Image) -> bool:
    counts = sorted(
        (count for count, _ in pixels.getcolors(COLOURS_OF_A_DRAWING) or ()), reverse=True
    )
    return sum(counts[:FLAT_COLOURS]) > FLAT_SHARE * pixels.width * pixels.height


def _resized(image: Image.Image, width: int) -> Image.Image:
    return _scaled(image, (width, height_of(width, *image.size)))


def _scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    from PIL.Image import Resampling

    if image.size == size:
        return image
    # Pillow weighs colours by their alpha here, so that no edge gets a dark seam.
    return image.resize(size, Resampling.LANCZOS, reducing_gap=REDUCING_GAP)


def _save(still: Still, path: Path, extension: str) -> None:
    options = OPTIONS[extension] | (DRAWN.get(extension, {}) if still.is_drawn else {})
    bare = _on_paper(still.pixels) if extension == "jpg" else still.pixels
    bare.save(path, icc_profile=still.profile, **options)


def _on_paper(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _card(image: Image.Image, across: float, down: float) -> Image.Image:
    from PIL import Image

    box = card_box(*image.size, across, down)
    if box is None:
        return _framed(image)
    return image.resize(CARD, Image.Resampling.LANCZOS, box=box, reducing_gap=REDUCING_GAP)


def _framed(image: Image.Image) -> Image.Image:
    """Lay a small or a narrow image in the middle of a card."""
    from PIL import Image

    scale = min(LARGEST_SCALE, CARD[0] / image.width, CARD[1] / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    inner = _on_paper(_scaled(image, size))
    card = Image.new("RGB", CARD, PAPER)
    card.paste(inner, ((CARD[0] - size[0]) // 2, (CARD[1] - size[1]) // 2))
    return card
