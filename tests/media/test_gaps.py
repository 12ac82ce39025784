"""What lies among the pictures of films and is none of them is blanked, and no film is harmed."""

from struct import pack

import pytest

from blog.media.blanking import plain
from tests.media.copies import plain_copy
from tests.media.films import PICTURES, SECRET, Parts, mp4, pictures
from tests.media.inspections import inspected
from tests.media.other_files import box

MP4 = "video/mp4"
FREE_GPS = b"freeGPS " + SECRET


@pytest.mark.parametrize(
    "part",
    [
        Parts(before=FREE_GPS),
        Parts(among=FREE_GPS),
        Parts(after=FREE_GPS),
        Parts(before=FREE_GPS, among=FREE_GPS, after=FREE_GPS, version=1),
        Parts(among=FREE_GPS, behind=[box(b"mdat", FREE_GPS)]),
        Parts(among=FREE_GPS, telling={b"meta": [SECRET] * 4}),
        # Two tracks of pictures.
        Parts(among=FREE_GPS, telling={b"vide": pictures()}),
    ],
)
def test_what_no_table_names_is_blanked_too(part: Parts) -> None:
    content = mp4(part)
    assert inspected(content).needs_plain_copy
    copy = plain_copy(content, MP4)
    assert SECRET not in copy
    for picture in pictures():
        assert copy.index(picture) == content.index(picture)
    assert not plain.needs_blanking(copy, MP4)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # No samples at all, no tables of them, and places that are elsewhere.
        (b"stsz" + bytes(8) + pack(">I", PICTURES), b"stsz" + bytes(12)),
        (b"stco", b"xxxx"),
        (b"stco" + bytes(4) + pack(">I", PICTURES), b"stco" + bytes(8)),
        (b"stco" + bytes(4) + pack(">I", PICTURES), b"stco" + bytes(4) + pack(">II", 4, 1 << 31)),
        (b"stco" + bytes(4) + pack(">I", PICTURES), b"stco" + bytes(4) + pack(">II", 4, 4)),
        # As some programs write the sizes of sound that is not compressed.
        (b"stsz" + bytes(8), b"stsz" + bytes(7) + b"\1"),
    ],
)
def test_tables_of_pictures_that_cannot_be_understood_do_no_harm(old: bytes, new: bytes) -> None:
    content = mp4(Parts(among=FREE_GPS))
    assert content.count(old) == 1
    at = content.index(old)
    content = content[:at] + new + content[at + len(new) :]
    copy = plain_copy(content, MP4)
    assert all(picture in copy for picture in pictures())


def test_one_track_that_cannot_be_understood_is_enough() -> None:
    content = mp4(Parts(among=FREE_GPS, telling={b"vide": pictures()}))
    at = content.rindex(b"stco")
    content = content[:at] + b"xxxx" + content[at + 4 :]
    assert plain_copy(content, MP4).count(FREE_GPS) == PICTURES - 1


def test_what_is_among_the_pictures_of_a_film_in_pieces_stays() -> None:
    content = mp4(Parts(among=FREE_GPS)) + box(b"moof", box(b"mfhd", bytes(8)))
    assert plain_copy(content, MP4) == content
