"""What films say of where and with what they were taken is blanked, and they play as before."""

from itertools import product
from struct import pack

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blog.media.blanking import gaps, plain, webm
from blog.media.blanking import mp4 as mp4_tables
from blog.media.blanking.mp4 import IN_PIECES
from blog.media.inspection.refusals import ODD, Refused
from tests.media.copies import plain_copy
from tests.media.films import (
    APPLE_PLACE,
    CREATED,
    PICTURES,
    SECRET,
    Parts,
    element,
    mp4,
    pictures,
    telling_mp4,
    telling_webm,
)
from tests.media.films import webm as a_webm
from tests.media.inspections import inspected, refusal
from tests.media.other_files import box, film, other_files

MP4, M4A, WEBM, WEBA = "video/mp4", "audio/mp4", "video/webm", "audio/webm"
TELLING = {
    "telephone.mp4": (telling_mp4(), MP4),
    "wide.mp4": (mp4(Parts(version=1, created=CREATED, maker=SECRET)), MP4),
    "tags.webm": (telling_webm(), WEBM),
    "endless.webm": (telling_webm(endless=True), WEBM),
}
UDTA = box(b"udta", box(b"\xa9nam", SECRET))
PLACE = box(b"udta", box(b"\xa9xyz", SECRET))


@pytest.mark.parametrize("name", TELLING)
def test_nothing_that_tells_is_left_and_every_picture_is_at_its_place(name: str) -> None:
    content, media_type = TELLING[name]
    assert SECRET in content
    assert CREATED.to_bytes(4) in content
    copy = plain_copy(content, media_type)
    assert SECRET not in copy
    assert CREATED.to_bytes(4) not in copy
    assert b"location" not in copy.lower()
    assert len(copy) == len(content)
    for picture in pictures():
        assert copy.index(picture) == content.index(picture)
    # It needs no other one.
    assert plain.needs_blanking(content, media_type)
    assert not plain.needs_blanking(copy, media_type)
    assert inspected(copy, name).media_type == media_type


@pytest.mark.parametrize(
    "part",
    [
        Parts(behind=[box(b"uuid", SECRET)]),
        Parts(behind=[box(b"free", SECRET)]),
        Parts(movie=[UDTA]),
        Parts(movie=[box(b"meta", SECRET)]),
        Parts(track=[UDTA]),
        Parts(tables=[box(b"uuid", SECRET)]),
        Parts(telling={b"meta": [SECRET] * 4}),
        Parts(telling={b"text": [SECRET] * 4}),
        Parts(maker=SECRET),
        Parts(created=CREATED),
        Parts(created=CREATED, version=1),
    ],
)
def test_each_thing_alone_is_enough_for_a_copy(part: Parts) -> None:
    content = mp4(part)
    assert inspected(content).needs_plain_copy
    copy = plain_copy(content, MP4)
    assert SECRET not in copy
    assert CREATED.to_bytes(4) not in copy


@pytest.mark.parametrize("name", ["telephone.mp4", "tags.webm"])
def test_whoever_sent_it_is_told_what_readers_do_not_get(name: str) -> None:
    (note,) = inspected(TELLING[name][0], name).notes
    assert (
        note == "This says where it was taken. Readers get it without that; the original keeps it."
    )
    assert inspected(mp4(Parts(created=CREATED)), "film.mp4").notes == ()


def test_a_film_that_says_nothing_is_served_as_it_is() -> None:
    assert not inspected(mp4(Parts())).needs_plain_copy
    assert plain_copy(mp4(Parts()), MP4) == mp4(Parts())


@pytest.mark.parametrize("name", other_files())
def test_other_files_are_served_as_they_are(name: str) -> None:
    assert not inspected(other_files()[name][0], name).needs_plain_copy


def test_a_recording_keeps_its_title_unless_it_tells_a_place() -> None:
    titled = film(b"M4A ", b"soun") + box(b"moov", UDTA)
    assert not inspected(titled, "song.m4a").needs_plain_copy
    telling = film(b"M4A ", b"soun") + box(b"moov", PLACE)
    found = inspected(telling, "memo.m4a")
    assert found.needs_plain_copy
    assert "where it was taken" in found.notes[0]
    assert SECRET not in plain_copy(telling, M4A)
    song, memo = (
        element(b"\x18\x53\x80\x67", element(b"\x12\x54\xc3\x67", said + SECRET))
        for said in (b"TITLE", b"LOCATION")
    )
    assert not plain.needs_blanking(song, WEBA)
    assert SECRET not in plain_copy(memo, WEBA)


LOCI = box(b"loci", pack(">IH", 0, 0x15C7), SECRET, b"\0\0")
COVER = box(b"meta", bytes(4), box(b"ilst", box(b"covr", b"j" * 1_200_000)))


@pytest.mark.parametrize(
    "behind",
    [
        # A cover before it, and one around which the words are, as programs write them.
        box(b"moov", box(b"udta", COVER, LOCI)),
        box(b"moov", box(b"udta", COVER, LOCI, bytes(4))),
        box(b"moov", box(b"meta", bytes(4), box(b"ilst", bytes(1_200_000), LOCI))),
        box(b"uuid", bytes(16), b'<x exif:GPSLatitude="', SECRET),
        box(b"udta", box(b"\xa9xyz", SECRET)),
        box(b"meta", box(b"keys", APPLE_PLACE, SECRET)),
        box(b"meta", bytes(4), COVER, box(b"keys", APPLE_PLACE, SECRET), COVER),
    ],
)
def test_a_place_is_found_wherever_a_recording_tells_it(behind: bytes) -> None:
    recording = film(b"M4A ", b"soun")
    assert not inspected(recording, "memo.m4a").needs_plain_copy
    assert inspected(recording + behind, "memo.m4a").needs_plain_copy
    assert SECRET not in plain_copy(recording + behind, M4A)


def test_a_cover_alone_is_no_place() -> None:
    song = film(b"M4A ", b"soun") + box(b"moov", box(b"udta", COVER, bytes(4)))
    assert not inspected(song, "song.m4a").needs_plain_copy


def test_samples_are_found_however_they_are_told() -> None:
    whole = mp4(Parts(telling={b"meta": [SECRET] * 4}))
    size = len(SECRET).to_bytes(4)
    # One size for all, and the first three chunks before the fourth in a table of runs.
    same = whole.replace(b"stsz" + bytes(7) + b"\4" + size, b"stsz" + bytes(4) + size)
    small = whole.replace(
        b"stsz" + bytes(8) + b"\0\0\0\4" + size * 4,
        b"stz2" + bytes(7) + b"\x08\0\0\0\4" + size[3:] * 4 + bytes(12),
    )
    assert small != whole
    for content in (same, small):
        assert SECRET not in plain_copy(content, MP4)


def test_no_more_samples_are_taken_out_than_there_are() -> None:
    whole = mp4(Parts(telling={b"meta": [SECRET] * PICTURES}))
    size, count = len(SECRET).to_bytes(4), PICTURES.to_bytes(4)
    one, many = (b"stsc" + pack(">5I", 0, 1, 1, each, 1) for each in (1, 1000))
    at = whole.rindex(one)
    content = whole[:at] + many + whole[at + len(many) :]
    # There is one, and all have its size.
    content = content.replace(
        b"stsz" + bytes(8) + count + size, b"stsz" + bytes(4) + size + bytes(3) + b"\1" + size
    )
    copy = plain_copy(content, MP4)
    assert copy.count(bytes(len(SECRET))) > content.count(bytes(len(SECRET)))
    assert all(picture in copy for picture in pictures())


def test_a_film_in_pieces_with_more_in_it_is_refused() -> None:
    def piece(track: int) -> bytes:
        return box(b"moof", box(b"traf", box(b"tfhd", bytes(4), track.to_bytes(4))))

    content = mp4(Parts(telling={b"meta": [SECRET] * 4}))
    assert refusal(content + piece(2)) == IN_PIECES
    assert inspected(content + piece(1)).needs_plain_copy


def test_a_long_film_in_fragments_is_taken_in() -> None:
    track = box(b"traf", box(b"tfhd", bytes(8)), box(b"tfdt", bytes(8)), box(b"trun", bytes(8)))
    piece = box(b"moof", box(b"mfhd", bytes(8)), track, track) + box(b"mdat", bytes(8))
    assert inspected(mp4(Parts(created=CREATED)) + piece * 7200).needs_plain_copy


@pytest.mark.parametrize("shift", [-1000, -30, 30, 60, 500, 4000, 2**31])
def test_tables_that_lead_elsewhere_do_no_harm(shift: int) -> None:
    content = mp4(Parts(telling={b"meta": [SECRET] * 4}, shift=shift))
    copy = plain_copy(content, MP4)
    assert len(copy) == len(content)
    # What is around the pictures and the sound is whole in any case.
    assert inspected(copy).kind == "video"
    assert copy[: content.index(b"mdat")] == content[: content.index(b"mdat")]
    assert copy.count(b"stco") == 1


class TestHostile:
    """Tables that would take long: they are refused."""

    def test_one_place_that_is_named_again_and_again(self) -> None:
        many = mp4(Parts(telling={b"meta": [SECRET * 900] * 4}))
        size = (len(SECRET) * 900).to_bytes(4)
        many = many.replace(bytes(7) + b"\4" + size, size + (400).to_bytes(4) + size)
        at = many.index(b"stco", many.index(b"stco") + 4) - 4
        where = many[at + 16 : at + 20]
        more = box(b"stco", bytes(4), (400).to_bytes(4), where * 400)
        assert refusal(swapped(many, at, more)) == ODD

    def test_more_entries_than_anybody_needs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        content = mp4(Parts(telling={b"meta": [SECRET] * 4, b"text": [SECRET] * 4}))
        assert inspected(content).needs_plain_copy
        for tables, most in product((mp4_tables, gaps), ("MOST_CHUNKS", "MOST_SAMPLES")):
            with monkeypatch.context() as patched:
                patched.setattr(tables, most, 3)
                assert refusal(content) == ODD

    def test_more_elements_than_anybody_needs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(webm, "MOST_ELEMENTS", 3)
        assert refusal(a_webm()) == ODD

    def test_sizes_of_no_width(self) -> None:
        content = mp4(Parts(telling={b"meta": [SECRET] * 4}))
        assert refusal(content.replace(b"stsz", b"stz2")) == ODD

    def test_tables_of_more_boxes_than_anybody_needs(self) -> None:
        tables = box(b"stbl", box(b"free") * 6500) * 50
        kind = box(b"hdlr", bytes(8), b"meta", bytes(13))
        track = box(b"trak", box(b"mdia", kind, box(b"minf", tables)))
        assert refusal(mp4(Parts(movie=[track]))) == ODD

    def test_boxes_in_boxes(self) -> None:
        nested = b""
        for _ in range(5000):
            nested = box(b"moov", nested)
        assert len(plain_copy(mp4(Parts(behind=[nested])), MP4))


def swapped(content: bytes, at: int, table: bytes) -> bytes:
    """Put a table in the place of another one that is the last of all in the film."""
    end = at + int.from_bytes(content[at : at + 4])
    assert end == len(content)
    longer, result = len(table) - (end - at), bytearray(content[:at] + table)
    for name in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        place = content.rindex(name, 0, at) - 4
        result[place : place + 4] = (int.from_bytes(content[place : place + 4]) + longer).to_bytes(
            4
        )
    return bytes(result)


@given(data=st.data(), name=st.sampled_from([*TELLING]))
@example(data=None, name="telephone.mp4")
def test_changed_films_are_refused_or_copied_without_harm(
    data: st.DataObject | None, name: str
) -> None:
    whole, media_type = TELLING[name]
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8)) if data else 0):
        at = data.draw(st.integers(0, len(content) - 1)) if data else 0
        value = data.draw(st.binary(min_size=1, max_size=8)) if data else b""
        content[at : at + len(value)] = value
    try:
        copy = plain_copy(bytes(content), media_type)
    except Refused as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - Both are right.
        return
    assert len(copy) == len(content)
    written = {new for old, new in zip(content, copy, strict=True) if old != new}
    assert media_type == WEBM or written <= set(b"\0free")
