"""What an AVIF file says of its size is compared with what its streams are decoded to."""

import struct

import pytest
from PIL import Image

from blog.media.inspection.av1 import largest_size
from blog.media.inspection.avif import check_streams
from blog.media.inspection.refusals import DAMAGED, ODD, Refused
from blog.media.inspection.steps import Steps
from tests.media.inspections import inspected, refusal
from tests.media.pictures import animated, moving, painted, photograph, saved

SIZES = [(1, 1), (2, 3), (63, 65), (101, 333), (1023, 17), (900, 601)]


def coloured(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size, (200, 10, 30, 90)[: len(mode)])


def claiming(content: bytes, width: int, height: int) -> bytes:
    """Let every image and every track of a file say that it has this size."""
    changed, at = bytearray(content), -1
    while (at := changed.find(b"ispe", at + 1)) >= 0:
        changed[at + 8 : at + 16] = struct.pack(">II", width, height)
    while (at := changed.find(b"tkhd", at + 1)) >= 0:
        end = at - 4 + int.from_bytes(changed[at - 4 : at])
        changed[end - 8 : end] = struct.pack(">II", width << 16, height << 16)
    return bytes(changed)


def unit(kind: int, content: bytes) -> bytes:
    return bytes((kind << 3 | 2, len(content))) + content


def header(width: int, height: int, *, talkative: bool = False) -> bytes:
    """Write a sequence header, with everything that may come before its size or with nothing."""
    bits = "0000" + ("0" if talkative else "1" + "00000")
    if talkative:
        # A clock with a picture interval of 5, a model of the decoder, and two operating points.
        bits += "1" + f"{1:032b}{25:032b}" + "1" + "00110"
        bits += "1" + f"{9:05b}{1:032b}{0:05b}{0:05b}"
        bits += "1" + f"{1:05b}"
        bits += f"{1:012b}{9:05b}1" + "1" + "0" * 21 + "1" + "0000"
        bits += f"{2:012b}{4:05b}" + "0" + "0"
    bits += f"{15:04b}{15:04b}{width - 1:016b}{height - 1:016b}"
    bits += "0" * (-len(bits) % 8)
    return unit(1, int(bits, 2).to_bytes(len(bits) // 8))


class TestRealFiles:
    @pytest.mark.parametrize("size", SIZES)
    @pytest.mark.parametrize("mode", ["RGB", "RGBA"])
    @pytest.mark.parametrize("options", [{}, {"subsampling": "4:4:4"}, {"subsampling": "4:0:0"}])
    def test_images_pass(self, size: tuple[int, int], mode: str, options: dict[str, str]) -> None:
        found = inspected(saved(coloured(size, mode), "AVIF", speed=10, **options))
        assert (found.width, found.height) == size

    @pytest.mark.parametrize("frames", [2, 30])
    @pytest.mark.parametrize("size", [(32, 24), (33, 77)])
    def test_animations_pass(self, frames: int, size: tuple[int, int]) -> None:
        found = inspected(animated("AVIF", moving(frames, size), duration=100))
        assert (found.frames, found.width, found.height) == (frames, *size)


class TestBombs:
    @pytest.mark.parametrize("mode", ["RGB", "RGBA"])
    def test_a_stream_larger_than_the_image_is_refused(self, mode: str) -> None:
        assert refusal(claiming(saved(painted(600, 400, mode), "AVIF"), 64, 64)) == DAMAGED

    def test_so_is_that_of_an_animation(self) -> None:
        content = animated("AVIF", moving(3, (600, 400)))
        assert refusal(claiming(content, 64, 64)) == DAMAGED

    def test_a_little_more_is_what_encoders_do(self) -> None:
        content = saved(photograph(300, 200), "AVIF")
        check_streams(content, 290, 190)
        with pytest.raises(Refused):
            check_streams(content, 200, 100)

    def test_many_that_are_not_too_large_may_be_too_much(self) -> None:
        content = saved(painted(200, 200, "RGBA"), "AVIF")
        # The image and its mask; a file of more of them has more entries.
        check_streams(content, 136, 136)
        with pytest.raises(Refused):
            check_streams(content, 135, 135)

    def test_a_stream_without_a_size_is_refused(self) -> None:
        content = bytearray(saved(painted(), "AVIF"))
        start = content.index(b"mdat") + 4
        first = content.index(b"\x0a", start)
        content[first] = 15 << 3 | 2
        assert refusal(bytes(content)) == DAMAGED

    def test_a_file_without_a_stream_is_refused(self) -> None:
        content = saved(painted(), "AVIF").replace(
            b"infe\2\0\0\0\0\1\0\0av01", b"infe\2\0\0\0\0\1\0\0mime"
        )
        assert refusal(content) == DAMAGED

    def test_two_places_for_one_thing_are_refused(self) -> None:
        content = saved(painted(), "AVIF")
        at = content.index(b"meta") - 4
        meta = content[at : at + int.from_bytes(content[at : at + 4])]
        assert refusal(content + meta) == DAMAGED


class TestStreams:
    @pytest.mark.parametrize("talkative", [False, True])
    def test_the_size_is_found(self, *, talkative: bool) -> None:
        stream = unit(2, b"") + header(16_000, 9_000, talkative=talkative)
        assert largest_size(stream, Steps()) == (16_000, 9_000)

    def test_the_largest_counts_wherever_it_is(self) -> None:
        stream = header(64, 64) + unit(6, bytes(100)) + header(5_000, 400) + header(8, 8)
        assert largest_size(stream, Steps()) == (5_000, 400)

    def test_a_unit_without_a_length_is_the_last(self) -> None:
        bare = header(640, 480)
        assert largest_size(bytes((1 << 3,)) + bare[2:], Steps()) == (640, 480)

    @pytest.mark.parametrize(
        "stream", [header(64, 64)[:-1], unit(1, b"\0"), b"\x0a", b"\x0a" + b"\xff" * 9]
    )
    def test_what_is_cut_off_is_refused(self, stream: bytes) -> None:
        with pytest.raises(Refused, match="damaged"):
            largest_size(stream, Steps())

    def test_very_many_units_are_refused(self) -> None:
        with pytest.raises(Refused) as refused:
            largest_size(unit(15, b"") * 60_000, Steps())
        assert str(refused.value) == ODD
