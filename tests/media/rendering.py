"""Makes renditions of bytes, and looks at colours as a screen would show them."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms

from blog.media.imaging.images import make_card, make_renditions
from blog.media.imaging.renditions import file_name, renditions_of
from tests.media.inspections import inspected

Colour = tuple[int, int, int]


def rendered(content: bytes, folder: Path) -> dict[str, bytes]:
    """Make all that is listed for an image; give the files by name."""
    found = inspected(content)
    assert found.width
    assert found.height
    source = folder / "original"
    source.write_bytes(content)
    listed = renditions_of(
        found.width, found.height, found.media_type, found.frames, found.is_opaque
    )
    made = make_renditions(source, listed, folder)
    assert set(made) == set(listed)
    return {file_name(rendition): path.read_bytes() for rendition, path in made.items()}


def carded(content: bytes, folder: Path, focal_x: int = 50, focal_y: int = 50) -> Image.Image:
    source = folder / "original"
    source.write_bytes(content)
    card = decoded(make_card(source, focal_x, focal_y))
    assert (card.format, card.size, card.mode) == ("JPEG", (1200, 630), "RGB")
    return card


def decoded(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def colour_at(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    pixel = image.convert("RGBA").getpixel((x, y))
    assert isinstance(pixel, tuple)
    return tuple(round(value) for value in pixel)


def is_near(one: tuple[int, ...], other: tuple[int, ...], tolerance: int = 12) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


def as_lab(colour: Colour, profile: bytes | None) -> tuple[int, ...]:
    """Say what a colour looks like, whatever space its numbers are in."""
    source = (
        ImageCms.ImageCmsProfile(BytesIO(profile)) if profile else ImageCms.createProfile("sRGB")
    )
    lab = ImageCms.profileToProfile(
        Image.new("RGB", (1, 1), colour),
        source,
        ImageCms.createProfile("LAB"),
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="LAB",
    )
    assert lab is not None
    pixel = lab.getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return tuple(round(value) for value in pixel)
