"""Makes real images of every kind, and images with things in them that must not come out."""

import struct
import zlib
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin

from blog.media.imaging.profiles import DISPLAY_P3, Space, profile_of

SECRET = "SECRET-PLACE-48.8584N"
EXIF_ORIENTATION, EXIF_MAKE, EXIF_GPS, EXIF_INTEROP = 0x0112, 0x010F, 0x8825, 0xA005
PROPHOTO = Space(
    "ProPhoto",
    (0.79766, 0.28804, 0.0),
    (0.13518, 0.71188, 0.0),
    (0.03134, 0.00009, 0.82491),
    (1.8,),
)


def painted(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Paint four quarters, so that every way to turn it looks different."""
    image = Image.new("RGB", (width, height), "red")
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill="lime")
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill="blue")
    draw.rectangle((width // 2, height // 2, width, height), fill="white")
    return image.convert(mode)


def photograph(width: int, height: int) -> Image.Image:
    """Paint something with so many colours that nothing takes it for a drawing."""
    across = Image.linear_gradient("L").resize((width, height))
    down = Image.linear_gradient("L").rotate(90).resize((width, height))
    round_about = Image.radial_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, round_about))


def see_through(width: int = 64, height: int = 48) -> Image.Image:
    image = painted(width, height, "RGBA")
    image.paste((0, 0, 0, 0), (0, 0, width // 2, height // 2))
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def moving(count: int = 3, size: tuple[int, int] = (32, 24)) -> list[Image.Image]:
    """Paint frames of which no two are alike, and each has a corner that shines through."""
    frames = []
    for frame in range(count):
        image = Image.new("RGBA", size, (0, 0, 0, 0))
        left = size[0] * frame // count
        box = (left, 0, left + size[0] // count, size[1])
        image.paste((255, 80 * frame % 256, 0, 255), box)
        frames.append(image)
    return frames


def animated(kind: str, frames: list[Image.Image] | None = None, **options: Any) -> bytes:
    first, *rest = frames or moving()
    timing = {"duration": [100, 200, 300], "loop": 0} | options
    if kind == "GIF":
        timing |= {"disposal": 2}
    if kind == "AVIF" or timing["loop"] is None:
        timing.pop("loop")
    return saved(first, kind, save_all=True, append_images=rest, **timing)


def oriented(kind: str, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    return saved(painted(), kind, exif=exif.tobytes(), **_lossless(kind))


def telling(kind: str) -> bytes:
    """Make an image whose metadata, wherever the kind can have some, holds a secret."""
    exif = Image.Exif()
    exif[EXIF_MAKE] = SECRET
    exif.get_ifd(EXIF_GPS)[29] = SECRET
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    image = photograph(64, 48)
    if kind == "GIF":
        return saved(image, kind, comment=SECRET.encode())
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", SECRET)
        words.add_text("Author", SECRET, zip=True)
        words.add_itxt("XML:com.adobe.xmp", xmp.decode())
        return saved(image, kind, pnginfo=words, exif=exif.tobytes())
    options: dict[str, Any] = {"exif": exif.tobytes(), "xmp": xmp}
    if kind == "JPEG":
        options |= {"comment": SECRET.encode()}
    return saved(image, kind, **options)


def in_space(space: Space, colour: tuple[int, int, int], kind: str = "PNG") -> bytes:
    image = Image.new("RGB", (64, 48), colour)
    return saved(image, kind, icc_profile=profile_of(space), **_lossless(kind))


def adobe_without_profile(colour: tuple[int, int, int]) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    return saved(Image.new("RGB", (64, 48), colour), "JPEG", quality=100, exif=exif.tobytes())


def png_of(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """Make a PNG that says it has this size, of these chunks, whatever they hold."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), *chunks, (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


def interlaced_png() -> bytes:
    """Make an interlaced PNG of one grey pixel in each of the first pass's places, 8 × 8."""
    passes = ((1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4))
    rows = b"".join((b"\0" + b"\x80" * width) * height for width, height in passes)
    plain = png_of(8, 8, (b"IDAT", zlib.compress(rows)))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 1)
    return plain[:16] + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + plain[33:]


def deep(colour: bool = False) -> bytes:
    """Make a PNG of 16 bits for each channel, from black to white."""
    width, height = 64, 16
    values = [struct.pack(">H", column * 65535 // (width - 1)) for column in range(width)]
    row = b"\0" + b"".join(value * (3 if colour else 1) for value in values)
    head = struct.pack(">IIBBBBB", width, height, 16, 2 if colour else 0, 0, 0, 0)
    plain = png_of(width, height, (b"IDAT", zlib.compress(row * height)))
    return plain[:16] + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + plain[33:]


@cache
def images() -> dict[str, bytes]:
    """Make an image of every sort that people have, by what it is."""
    rgb, rgba = photograph(64, 48), see_through()
    palette = painted(mode="P")
    return {
        "baseline.jpg": saved(rgb, "JPEG"),
        "progressive.jpg": saved(rgb, "JPEG", progressive=True),
        "grey.jpg": saved(rgb.convert("L"), "JPEG"),
        "cmyk.jpg": saved(rgb.convert("CMYK"), "JPEG"),
        "turned.jpg": oriented("JPEG", 6),
        "profile.jpg": saved(rgb, "JPEG", icc_profile=profile_of(DISPLAY_P3)),
        "two images.jpg": saved(rgb, "MPO", save_all=True, append_images=[painted()]),
        "colours.png": saved(rgb, "PNG"),
        "see-through.png": saved(rgba, "PNG"),
        "grey.png": saved(rgb.convert("L"), "PNG"),
        "grey see-through.png": saved(rgba.convert("LA"), "PNG"),
        "palette.png": saved(palette, "PNG"),
        "palette see-through.png": saved(palette, "PNG", transparency=palette.getpixel((0, 0))),
        "key colour.png": saved(painted(), "PNG", transparency=(255, 0, 0)),
        "black and white.png": saved(rgb.convert("1"), "PNG"),
        "interlaced.png": interlaced_png(),
        "16 bits.png": deep(),
        "16 bits colour.png": deep(colour=True),
        "animated.png": animated("PNG"),
        "still.gif": saved(painted(), "GIF"),
        "see-through.gif": saved(rgba, "GIF"),
        "animated.gif": animated("GIF"),
        "lossy.webp": saved(rgb, "WEBP"),
        "lossless.webp": saved(rgb, "WEBP", lossless=True),
        "see-through.webp": saved(rgba, "WEBP"),
        "profile.webp": saved(rgb, "WEBP", icc_profile=profile_of(DISPLAY_P3)),
        "animated.webp": animated("WEBP"),
        "still.avif": saved(rgb, "AVIF"),
        "see-through.avif": saved(rgba, "AVIF"),
        "animated.avif": animated("AVIF"),
    }


def _lossless(kind: str) -> dict[str, Any]:
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 100, "subsampling": 0},
        "WEBP": {"lossless": True},
        "AVIF": {"quality": 100, "subsampling": "4:4:4"},
    }
    return options.get(kind, {})
