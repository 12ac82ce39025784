"""Where Pillow is told to open an image, and all that can go wrong with that.

Pillow is imported in functions only, here and in ``images``, ``colours`` and ``animations``: a
worker that answers requests and decodes nothing never loads it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, EIO, ENOENT, ENOSPC
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from blog.media.inspection.refusals import CUT_OFF, DAMAGED, Refused

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
ORIENTATION = 0x0112
# Rows that are looked at together, so that a large image is not copied whole.
STRIP = 256
FAULTS_OF_THE_DISK = {EDQUOT, EFBIG, EIO, ENOENT, ENOSPC}
_PLAIN = {"1": "L"}

# Images are decoded one after another in a process: its memory stays that of one image, and the
# settings of warnings and of Pillow, which all threads share, are those of whoever decodes.
_gate = Lock()


@contextmanager
def opened(path: Path, most_pixels: int | None = None) -> Iterator[Image.Image]:
    """Open an image, while no other is open in this process; only its header is read.

    Raises ``Refused`` when that goes wrong; what is done with the image until it is closed is not
    the fault of the image. ``most_pixels`` is a second defence: the header was measured before.
    """
    from PIL import AvifImagePlugin, Image, ImageFile

    with _gate, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = most_pixels
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        # Each thread of a decoder would hold memory of its own.
        AvifImagePlugin.DEFAULT_MAX_THREADS = 1
        with refusing():
            image = Image.open(path, formats=FORMATS)
        with image:
            yield image


@contextmanager
def refusing() -> Iterator[None]:
    """Raise ``Refused`` instead of whatever goes wrong with the bytes of an image."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FAULTS_OF_THE_DISK:
            raise
        # There is no end to what a decoder may raise over bytes that somebody made up.
        is_short = "truncated" in str(error).lower()
        raise Refused(CUT_OFF if is_short else DAMAGED) from error


@refusing()
def load_frame(image: Image.Image, frame: int | None = None) -> None:
    """Decode a frame, or the one where the image is. Raises ``Refused`` when it is damaged."""
    if frame is not None and frame != image.tell():
        image.seek(frame)
    image.load()


@refusing()
def frame_count(image: Image.Image) -> int:
    """Count the frames of an animation. Further images in a photograph are none."""
    return 1 if image.format in {"JPEG", "MPO"} else getattr(image, "n_frames", 1)


def orientation_of(image: Image.Image) -> int:
    """Return 1 to 8 as EXIF counts, 1 where nothing sensible is said."""
    try:
        # Metadata is made by anything, and is no reason to refuse.
        value = image.getexif().get(ORIENTATION, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) and value in range(1, 9) else 1


def is_turned(image: Image.Image) -> bool:
    """Say whether the orientation makes the width of what is stored the height."""
    return orientation_of(image) >= 5


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Return the image as it is meant to be seen."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


@refusing()
def is_opaque(image: Image.Image) -> bool:
    """Say whether nothing shines through, whatever channels a loaded frame has."""
    if not image.has_transparency_data:
        return True
    width, height = image.size
    for top in range(0, height, STRIP):
        strip = image.crop((0, top, width, min(top + STRIP, height)))
        if strip.convert("RGBA").getchannel("A").getextrema()[0] != 255:
            return False
    return True


@refusing()
def plain(image: Image.Image) -> Image.Image:
    """Return a loaded image as L, LA, RGB, RGBA or CMYK, with 8 bits for each."""
    if image.mode.startswith("I;16"):
        # Converting clips what is brighter than 8 bits can say.
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"LA", "RGBA", "CMYK"}:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB"} else image.convert(_PLAIN.get(image.mode, "RGB"))
