"""Colours as they are served: sRGB, which needs no profile, or Display P3 with a small one.

Photographs of telephones are Display P3, and every browser that shows more than sRGB knows it.
Everything else (Adobe RGB, ProPhoto, CMYK, grey and scanners' own profiles) becomes sRGB. A
profile that makes no sense is ignored, as browsers do.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from blog.media.imaging.profiles import ADOBE_RGB, DISPLAY_P3, profile_of

if TYPE_CHECKING:
    from PIL import Image, ImageCms

# Primaries 12 with the curve of sRGB, 13; it stands before the pixels.
NUMBERED_P3 = {"AVIF": b"colrnclx\0\x0c\0\x0d", "PNG": b"cICP\x0c\x0d\0\1"}
FIRST = 4096
# How much a colour may differ, of 255, for two profiles to mean the same.
SAME = 2
SPACES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}
EXIF_INTEROP, INTEROP_INDEX = 0xA005, 1


def source_profile(image: Image.Image) -> bytes:
    """Return the profile that an image was saved with, or nothing; asked before it changes."""
    profile = image.info.get("icc_profile")
    if profile:
        return bytes(profile)
    if _is_numbered_p3(image):
        return profile_of(DISPLAY_P3)
    try:
        # Metadata is made by anything, and is no reason to refuse.
        index = image.getexif().get_ifd(EXIF_INTEROP).get(INTEROP_INDEX)
    except Exception:
        return b""
    # Cameras that are set to Adobe RGB say so in two letters and embed no profile.
    return profile_of(ADOBE_RGB) if index == "R03" else b""


def served_colours(
    image: Image.Image, profile: bytes, keep_wide: bool = True
) -> tuple[Image.Image, bytes | None]:
    """Return the image in L, RGB or RGBA, and the profile that has to go with it.

    ``image`` is L, LA, RGB, RGBA or CMYK, with 8 bits. Without ``keep_wide`` it becomes sRGB.
    """
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile)) if profile else None
        if source is None:
            return _without_profile(image), None
        if keep_wide and _means_the_same(source, _display_p3()):
            return _in_rgb(image), profile_of(DISPLAY_P3)
        if _means_the_same(source, _srgb()):
            return _without_profile(image), None
        return _converted(image, source), None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return _without_profile(image), None


def _is_numbered_p3(image: Image.Image) -> bool:
    """Say whether an image names Display P3 by number, as AVIF and new PNG can."""
    number = NUMBERED_P3.get(image.format or "")
    if number is None:
        return False
    with Path(getattr(image, "filename", "")).open("rb") as file:
        return number in file.read(FIRST)


def _without_profile(image: Image.Image) -> Image.Image:
    return image if image.mode == "L" else _in_rgb(image)


def _in_rgb(image: Image.Image) -> Image.Image:
    return image.convert("RGBA" if image.mode in {"LA", "RGBA"} else "RGB")


def _converted(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    mode = SPACES.get(source.profile.xcolor_space, "")
    alpha = image.getchannel("A") if "A" in image.mode else None
    bare = image.convert({"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode))
    if bare.mode == "L" and mode == "RGB":
        bare = bare.convert("RGB")
    if bare.mode != mode:
        return _without_profile(image)
    result = _transform(source, _srgb(), mode).apply(bare)
    if alpha is not None:
        result.putalpha(alpha)
    return result


def _means_the_same(source: ImageCms.ImageCmsProfile, target: ImageCms.ImageCmsProfile) -> bool:
    from PIL import ImageChops

    if source.profile.xcolor_space != "RGB ":
        return False
    sample = _sample()
    result = _transform(source, target, "RGB").apply(sample)
    channels = ImageChops.difference(sample, result).split()
    return all(max(channel.tobytes()) <= SAME for channel in channels)


def _transform(
    source: ImageCms.ImageCmsProfile, target: ImageCms.ImageCmsProfile, mode: str
) -> ImageCms.ImageCmsTransform:
    from PIL import ImageCms

    return ImageCms.buildTransform(
        source,
        target,
        mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def _sample() -> Image.Image:
    """Return colours from all over a space, four steps along each side of it."""
    from PIL import Image

    steps = (0, 85, 170, 255)
    colours = bytes(value for r in steps for g in steps for b in steps for value in (r, g, b))
    return Image.frombytes("RGB", (8, 8), colours)


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@cache
def _display_p3() -> ImageCms.ImageCmsProfile:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(BytesIO(profile_of(DISPLAY_P3)))
