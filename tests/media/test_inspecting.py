"""Images are measured before they are decoded, and decoded in full before they are taken in."""

import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from blog.media.inspection.inspecting import Limits
from blog.media.inspection.polyglots import TRAILER
from blog.media.inspection.refusals import CUT_OFF, DAMAGED
from tests.media.inspections import USUAL, inspected, refusal
from tests.media.other_files import PDF, archive, film, other_files
from tests.media.pictures import (
    animated,
    images,
    moving,
    oriented,
    painted,
    photograph,
    png_of,
    saved,
)

ROOT = Path(__file__).parents[2]
SEE_THROUGH = {
    "see-through.png",
    "grey see-through.png",
    "palette see-through.png",
    "key colour.png",
    "animated.png",
    "see-through.gif",
    "animated.gif",
    "see-through.webp",
    "animated.webp",
    "see-through.avif",
    "animated.avif",
}


class TestWhatIsFound:
    @pytest.mark.parametrize("name", images())
    def test_size_frames_and_what_shines_through(self, name: str) -> None:
        found = inspected(images()[name])
        sizes = {
            "animated": (32, 24),
            "turned": (48, 64),
            "interlaced": (8, 8),
            "16 bits": (64, 16),
        }
        stem = name.split(".", maxsplit=1)[0].removesuffix(" colour")
        assert (found.width, found.height) == sizes.get(stem, (64, 48))
        assert found.frames == (3 if stem == "animated" else 1)
        assert found.is_opaque == (name not in SEE_THROUGH)

    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
    def test_the_size_is_that_of_the_image_as_it_is_seen(self, kind: str, orientation: int) -> None:
        found = inspected(oriented(kind, orientation))
        assert (found.width, found.height) == ((48, 64) if orientation >= 5 else (64, 48))

    def test_an_orientation_that_makes_no_sense_is_ignored(self) -> None:
        assert inspected(oriented("JPEG", 77)).width == 64

    def test_an_alpha_channel_that_hides_nothing_is_opaque(self) -> None:
        assert inspected(saved(painted(mode="RGBA"), "PNG")).is_opaque


class TestLimits:
    def test_bytes(self) -> None:
        few = Limits(bytes_image=1000, bytes_file=50, pixels=10**6, frames=10)
        sentence = refusal(saved(photograph(400, 300), "PNG"), limits=few)
        assert "an image may have 0.001 MB" in sentence
        assert "a file may have" in refusal(PDF, limits=few)

    @pytest.mark.parametrize("name", [name for name in images() if name != "interlaced.png"])
    def test_pixels(self, name: str) -> None:
        few = Limits(bytes_image=10**6, bytes_file=10**6, pixels=700, frames=10)
        assert "pixels, which is too many" in refusal(images()[name], limits=few)

    @pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
    def test_frames(self, kind: str) -> None:
        content = animated(kind, moving(12), duration=100)
        few = Limits(bytes_image=10**6, bytes_file=10**6, pixels=10**6, frames=11)
        assert "has 12 frames; 11 is the most" in refusal(content, limits=few)
        assert inspected(content).frames == 12

    @pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
    def test_frames_and_pixels_together(self, kind: str) -> None:
        few = Limits(bytes_image=10**6, bytes_file=10**6, pixels=32 * 24, frames=100)
        content = animated(kind, moving(5), duration=100)
        assert "each is too large" in refusal(content, limits=few)

    def test_a_header_that_promises_too_much_is_not_decoded(self) -> None:
        bomb = png_of(65_000, 65_000, (b"IDAT", zlib.compress(bytes(10_000_000))))
        assert "65000 × 65000 pixels" in refusal(bomb)

    def test_words_that_unpack_to_very_much_are_not_unpacked(self) -> None:
        words = b"Comment\0\0" + zlib.compress(bytes(200_000_000))
        pixels = zlib.compress(bytes(9 * 8))
        assert refusal(png_of(8, 8, (b"zTXt", words), (b"IDAT", pixels))) == DAMAGED

    def test_a_photograph_of_very_many_scans_is_not_decoded(self) -> None:
        content = saved(photograph(64, 48), "JPEG", progressive=True)
        scan = content.rindex(b"\xff\xda")
        assert refusal(content[:-2] + content[scan:-2] * 60 + content[-2:]) == DAMAGED


class TestDamage:
    @pytest.mark.parametrize("name", [name for name in images() if name != "two images.jpg"])
    @pytest.mark.parametrize("percent", [30, 50, 75, 95])
    def test_what_is_cut_off_is_refused(self, name: str, percent: int) -> None:
        content = images()[name]
        assert refusal(content[: len(content) * percent // 100]) in {CUT_OFF, DAMAGED}

    @pytest.mark.parametrize("name", ["baseline.jpg", "colours.png", "lossy.webp", "animated.webp"])
    def test_the_sentence_says_that_it_is_cut_off(self, name: str) -> None:
        assert refusal(images()[name][:-40]) == CUT_OFF

    def test_a_photograph_whose_preview_is_cut_off_is_whole(self) -> None:
        content = images()["two images.jpg"]
        assert inspected(content[: len(content) * 3 // 4]).frames == 1

    def test_a_gif_without_its_last_byte_is_opened_as_everywhere(self) -> None:
        assert inspected(images()["animated.gif"][:-1]).frames == 3


class TestTwoThingsAtOnce:
    @pytest.mark.parametrize("name", ["baseline.jpg", "colours.png", "still.gif", "lossy.webp"])
    @pytest.mark.parametrize(
        "tail",
        [
            archive(a__txt=b"hidden"),
            b"\n<script>alert(1)</script>",
            b"<html><body>",
            PDF,
            b"MZ\x90\0" + bytes(100),
            b"\x7fELF\x02" + bytes(100),
        ],
    )
    def test_an_image_with_something_behind_it_is_refused(self, name: str, tail: bytes) -> None:
        assert "two things at once" in refusal(images()[name] + tail)

    def test_so_is_an_archive_in_the_last_part_of_an_image(self) -> None:
        words = png_of(8, 8, (b"IDAT", zlib.compress(bytes(72))), (b"zzZz", archive(a__txt=b"x")))
        assert inspected(words).width == 8
        assert "an archive" in refusal(words + archive(a__txt=b"x"))

    def test_so_is_a_document_with_an_archive_behind_it(self) -> None:
        assert "a PDF document that hides an archive" in refusal(PDF + archive(a__txt=b"x"))

    def test_so_is_an_image_whose_head_is_also_another(self) -> None:
        head = saved(painted(), "JPEG", comment=b"%PDF-1.4\n1 0 obj")
        assert "hides a PDF document" in refusal(head)
        script = saved(painted(), "GIF", comment=b"<script>alert(1)</script>")
        assert "hides a web page" in refusal(script)

    def test_a_png_with_much_behind_it_is_refused(self) -> None:
        assert refusal(images()["colours.png"] + b"\1" * 5000) == TRAILER
        assert inspected(images()["colours.png"] + bytes(5000)).width == 64

    @pytest.mark.parametrize(
        "tail",
        [
            images()["grey.jpg"],
            film(b"mp42", b"vide"),
            b"\0\0\x0a\x0eImage_UTC_Data1600000000000" + b"SEFH" + bytes(24) + b"SEFT",
            b"CANON OPTIONAL DATA" + bytes(500),
            bytes(range(256)) * 1000,
            bytes(10_000),
        ],
        ids=["gain map", "motion", "samsung", "canon", "depth map", "padding"],
    )
    def test_a_photograph_with_what_cameras_append_is_taken_in(self, tail: bytes) -> None:
        assert inspected(images()["baseline.jpg"] + tail, "photo.jpg").width == 64


def test_nothing_but_an_image_loads_the_library_for_images(tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(other_files()["paper.pdf"][0])
    program = f"""
import sys
from pathlib import Path
from blog.media.imaging import images, renditions
from blog.media.inspection.inspecting import Limits, inspect
inspect(Path({str(paper)!r}), "paper.pdf", Limits{tuple(vars(USUAL).values())})
sys.exit("PIL" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
