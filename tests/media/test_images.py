"""What is served of an image: upright, in the right colours, with nothing else in it."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from blog.media.imaging.decoding import opened
from blog.media.imaging.images import CARD, LARGEST_SCALE, card_box, make_renditions
from blog.media.imaging.profiles import DISPLAY_P3, profile_of
from blog.media.imaging.renditions import Rendition
from blog.media.inspection.refusals import Refused
from tests.media.pictures import (
    SECRET,
    deep,
    images,
    in_space,
    oriented,
    painted,
    photograph,
    saved,
    see_through,
    telling,
)
from tests.media.rendering import as_lab, carded, colour_at, decoded, is_near, rendered

ROOT = Path(__file__).parents[2]
RED, LIME, BLUE, WHITE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255,) * 4
PAPER = (252, 252, 250, 255)
FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG", "png": "PNG", "gif": "GIF"}


@pytest.mark.parametrize("name", images())
def test_every_image_is_served_in_every_listed_format(name: str, tmp_path: Path) -> None:
    for file, content in rendered(images()[name], tmp_path).items():
        width, extension = file.split(".")
        image = decoded(content)
        assert image.format == FORMATS[extension]
        assert image.width == int(width)


class TestPixels:
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
    def test_it_is_upright(self, kind: str, orientation: int, tmp_path: Path) -> None:
        corners = {
            1: (RED, LIME, BLUE, WHITE),
            2: (LIME, RED, WHITE, BLUE),
            3: (WHITE, BLUE, LIME, RED),
            4: (BLUE, WHITE, RED, LIME),
            5: (RED, BLUE, LIME, WHITE),
            6: (BLUE, RED, WHITE, LIME),
            7: (WHITE, LIME, BLUE, RED),
            8: (LIME, WHITE, RED, BLUE),
        }
        for content in rendered(oriented(kind, orientation), tmp_path).values():
            image = decoded(content)
            right, bottom = image.width - 6, image.height - 6
            seen = [colour_at(image, x, y) for y in (6, bottom) for x in (6, right)]
            for colour, expected in zip(seen, corners[orientation], strict=True):
                assert is_near(colour, expected, 30), seen
            assert not image.getexif()

    def test_a_large_photograph_is_turned_and_shrunk(self, tmp_path: Path) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        content = saved(painted(2400, 1800), "JPEG", exif=exif.tobytes())
        sizes = {name: decoded(each).size for name, each in rendered(content, tmp_path).items()}
        assert sizes["480.webp"] == (480, 640)
        assert sizes["1800.avif"] == (1800, 2400)
        assert len(sizes) == 12

    def test_16_bits_are_scaled_and_not_clipped(self, tmp_path: Path) -> None:
        for content in (deep(), deep(colour=True)):
            image = decoded(rendered(content, tmp_path)["64.jpg"])
            for column in (0, 16, 32, 48, 63):
                grey = column * 255 // 63
                assert is_near(colour_at(image, column, 8), (grey, grey, grey, 255), 6)

    def test_what_is_transparent_leaves_no_seam(self, tmp_path: Path) -> None:
        image = Image.new("RGBA", (1000, 1000), (0, 0, 0, 0))
        image.paste((255, 255, 255, 255), (303, 303, 707, 707))
        made = rendered(saved(image, "PNG"), tmp_path)
        for name in ("480.png", "480.webp", "480.avif"):
            pixels = decoded(made[name]).convert("RGBA")
            half_seen = [
                pixel
                for x in range(480)
                if isinstance(pixel := pixels.getpixel((x, 240)), tuple) and pixel[3] > 24
            ]
            assert half_seen
            assert all(min(pixel[:3]) > 240 for pixel in half_seen), name

    def test_a_drawing_stays_exact(self, tmp_path: Path) -> None:
        made = rendered(saved(painted(480, 300), "PNG"), tmp_path)
        assert decoded(made["480.webp"]).convert("RGB").tobytes() == painted(480, 300).tobytes()

    def test_cmyk_becomes_rgb(self, tmp_path: Path) -> None:
        content = saved(painted().convert("CMYK"), "JPEG", quality=100)
        for each in rendered(content, tmp_path).values():
            assert is_near(colour_at(decoded(each), 6, 6), RED, 20)


class TestMetadata:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
    def test_nothing_is_left(self, kind: str, tmp_path: Path) -> None:
        original = telling(kind)
        assert SECRET.encode() in original
        made = rendered(original, tmp_path)
        card = saved(carded(original, tmp_path), "JPEG")
        for content in (*made.values(), card):
            for secret in (SECRET.encode(), SECRET.encode("utf-16-le"), b"xmpmeta", b"Exif\0"):
                assert secret not in content
            image = decoded(content)
            assert not set(image.info) & {"exif", "xmp", "comment", "photoshop", "Author"}
            assert not image.getexif()

    def test_the_profile_of_a_camera_is_not_handed_on(self, tmp_path: Path) -> None:
        profile = profile_of(DISPLAY_P3._replace(name=SECRET))
        content = saved(photograph(64, 48), "JPEG", icc_profile=profile)
        for each in rendered(content, tmp_path).values():
            assert decoded(each).info["icc_profile"] == profile_of(DISPLAY_P3)


def check_card_box(width: int, height: int, across: int, down: int) -> None:
    box = card_box(width, height, across / 100, down / 100)
    is_small = max(CARD[0] / width, CARD[1] / height) > LARGEST_SCALE
    assert (box is None) == is_small
    if box is not None:
        left, top, right, bottom = box
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert (right - left) / (bottom - top) == pytest.approx(CARD[0] / CARD[1])


class TestCard:
    def test_it_is_cropped_around_the_focal_point(self, tmp_path: Path) -> None:
        wide = painted(4000, 1000)
        left = carded(saved(wide, "JPEG"), tmp_path, 0, 50)
        right = carded(saved(wide, "JPEG"), tmp_path, 100, 50)
        assert is_near(colour_at(left, 1190, 10), RED)
        assert is_near(colour_at(right, 10, 10), LIME)
        middle = carded(saved(wide, "PNG"), tmp_path, 50, 50)
        assert is_near(colour_at(middle, 10, 10), RED)
        assert is_near(colour_at(middle, 1190, 620), WHITE)

    @given(
        width=st.integers(1, 6000),
        height=st.integers(1, 6000),
        across=st.integers(0, 100),
        down=st.integers(0, 100),
    )
    @example(width=991, height=700, across=50, down=50)
    def test_its_part_of_the_image_is_never_outside_of_it(
        self, width: int, height: int, across: int, down: int
    ) -> None:
        check_card_box(width, height, across, down)

    def test_so_it_is_for_every_width(self) -> None:
        for width in range(1, 6001):
            for height in {width * 9 // 16, width * 2 // 3, 700, width, 3 * width} - {0}:
                check_card_box(width, height, width % 101, height % 101)

    @pytest.mark.parametrize("width", [991, 1005, 1171])
    def test_widths_that_do_not_divide_well_make_one(self, width: int, tmp_path: Path) -> None:
        carded(saved(photograph(width, 700), "JPEG"), tmp_path)

    def test_a_small_image_lies_on_paper(self, tmp_path: Path) -> None:
        card = carded(saved(painted(200, 100), "PNG"), tmp_path)
        assert colour_at(card, 10, 10) == PAPER
        assert is_near(colour_at(card, 420, 230), RED)
        assert is_near(colour_at(card, 395, 230), PAPER)

    def test_what_is_transparent_shows_paper(self, tmp_path: Path) -> None:
        card = carded(saved(see_through(1200, 630), "PNG"), tmp_path)
        assert is_near(colour_at(card, 100, 100), PAPER)
        assert is_near(colour_at(card, 1100, 100), LIME)

    @pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (601, 316), (1200, 630)])
    def test_any_shape_makes_a_card(self, size: tuple[int, int], tmp_path: Path) -> None:
        carded(saved(Image.new("RGB", size, "red"), "PNG"), tmp_path, 100, 0)

    @pytest.mark.parametrize("name", images())
    def test_any_kind_makes_a_card(self, name: str, tmp_path: Path) -> None:
        carded(images()[name], tmp_path)

    def test_its_colours_are_srgb(self, tmp_path: Path) -> None:
        card = carded(in_space(DISPLAY_P3, (128, 90, 40)), tmp_path)
        assert "icc_profile" not in card.info
        red, green, blue, _ = colour_at(card, 600, 315)
        assert is_near(
            as_lab((red, green, blue), None), as_lab((128, 90, 40), profile_of(DISPLAY_P3)), 4
        )


class TestFailures:
    def test_a_damaged_original_is_refused(self, tmp_path: Path) -> None:
        source = tmp_path / "original"
        source.write_bytes(images()["colours.png"][:-100])
        with pytest.raises(Refused):
            make_renditions(source, [Rendition(64, "webp")], tmp_path)

    def test_a_fault_of_the_disk_is_no_fault_of_the_image(self, tmp_path: Path) -> None:
        source = tmp_path / "original"
        source.write_bytes(images()["animated.gif"])
        with pytest.raises(FileNotFoundError):
            make_renditions(source, [Rendition(32, "webp")], tmp_path / "nowhere")

    def test_so_is_no_fault_of_what_is_done_with_it(self, tmp_path: Path) -> None:
        source = tmp_path / "original"
        source.write_bytes(images()["colours.png"])
        with pytest.raises(ValueError, match="negative"), opened(source) as image:
            image.resize((8, 8), box=(-1, 0, 8, 8))

    def test_nothing_wanted_is_nothing_made(self, tmp_path: Path) -> None:
        assert make_renditions(tmp_path / "nowhere", [], tmp_path) == {}


def test_a_photograph_of_12_megapixels_needs_little_memory(tmp_path: Path) -> None:
    source = tmp_path / "original"
    source.write_bytes(saved(photograph(4000, 3000), "JPEG", quality=90))
    program = f"""
import resource
from pathlib import Path
from blog.media.imaging.images import make_renditions
from blog.media.imaging.renditions import renditions_of
def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = most()
listed = renditions_of(4000, 3000, "image/jpeg", 1, True)
make_renditions(Path({str(source)!r}), listed, Path({str(tmp_path)!r}))
print(most() - before)
"""
    run = subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, capture_output=True)
    assert int(run.stdout) < 150
