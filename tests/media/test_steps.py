"""A file of very many pieces is refused before it takes long to look at it."""

import pytest

from blog.media.inspection.refusals import CUT_OFF, ODD
from tests.media.inspections import inspected, refusal
from tests.media.other_files import MP3_FRAME, box, film, ogg, tagged
from tests.media.pictures import images

MANY = 60_000
EMPTY_TRACK = box(b"trak")
FTYP = box(b"ftyp", b"isom", bytes(4), b"isom")
SOUND = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), b"soun", bytes(13))))


@pytest.mark.parametrize(
    "content",
    [
        FTYP + box(b"moov", EMPTY_TRACK * MANY),
        FTYP + box(b"moov", EMPTY_TRACK * 100) * 600,
        FTYP + box(b"free") * MANY,
        FTYP + box(b"moov", box(b"trak", box(b"mdia", box(b"free") * 99)) * 600),
        tagged(b"", b"") * 30 + MP3_FRAME * 5,
        ogg(*[b"OpusHead"] * 200),
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0tEXt\0\0\0\0" * MANY,
        b"GIF89a\1\0\1\0\0\0\0" + b"!\xfe" + b"\1a" * 600_000,
        b"GIF89a\1\0\1\0\0\0\0" + b"!\xfe\0" * 600_000,
        b"RIFF" + (4 + 8 * MANY).to_bytes(4, "little") + b"WEBP" + b"XXXX\0\0\0\0" * MANY,
    ],
    ids="tracks films boxes nested id3 ogg png gif gif-blocks webp".split(),
)
def test_it_is_refused(content: bytes) -> None:
    assert refusal(content) == ODD


def test_a_long_film_in_fragments_is_taken_in() -> None:
    pieces = (box(b"moof", bytes(8)) + box(b"mdat", bytes(8))) * 20_000
    assert inspected(film(b"mp42", b"vide") + pieces).kind == "video"


def test_a_recording_with_several_tags_is_taken_in() -> None:
    assert inspected(tagged(b"") * 3 + MP3_FRAME * 5).extension == "mp3"


def test_what_ends_early_is_still_told_as_cut_off() -> None:
    assert refusal(FTYP + box(b"moov", SOUND)[:-4]) == CUT_OFF
    assert refusal(images()["colours.png"][:-20]) == CUT_OFF
