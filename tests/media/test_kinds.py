"""What a file is, whatever it is called."""

import pytest

from blog.media.inspection import kinds, offices
from blog.media.inspection.refusals import CUT_OFF, EMPTY
from tests.media.inspections import inspected, refusal
from tests.media.other_files import (
    MP3_FRAME,
    PDF,
    archive,
    box,
    film,
    matroska,
    ogg,
    open_xml,
    other_files,
    tagged,
)
from tests.media.pictures import images, photograph, saved

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
}


@pytest.mark.parametrize("name", images())
def test_an_image_is_known_by_what_it_is(name: str) -> None:
    found = inspected(images()[name], name)
    assert found.kind == "image"
    assert found.media_type == MEDIA_TYPES[found.extension]
    assert found.extension == name.rsplit(".", maxsplit=1)[-1]
    assert (found.name, found.notes) == (name, ())


@pytest.mark.parametrize("name", other_files())
def test_another_file_is_known_by_what_it_is(name: str) -> None:
    content, media_type = other_files()[name]
    found = inspected(content, name)
    assert found.media_type == media_type
    assert (found.width, found.height, found.frames) == (None, None, 1)
    assert (found.name, found.notes) == (name, ())


@pytest.mark.parametrize(
    "words",
    [
        box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+48.8584+002.2945/")),
        box(b"udta", box(b"loci", bytes(30))),
        box(b"meta", box(b"keys", bytes(8), box(b"mdta", b"com.apple.quicktime.location.ISO6709"))),
    ],
    ids=["telephone", "3gp", "apple"],
)
def test_a_film_that_tells_its_place_comes_with_a_note(words: bytes) -> None:
    plain = film(b"mp42", b"vide")
    (note,) = inspected(plain + box(b"moov", words), "holiday.mp4").notes
    assert "where it was taken" in note
    assert inspected(plain + box(b"mdat", words), "holiday.mp4").notes == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("bare.mp3", "audio"),
        ("film.webm", "video"),
        ("sound.weba", "audio"),
        ("notes.md", "document"),
    ],
)
def test_kinds_have_names(name: str, kind: str) -> None:
    assert inspected(other_files()[name][0], name).kind == kind


OFFICE_MACROS = open_xml("application/vnd.ms-word.document.macroEnabled")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", EMPTY),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", kinds.DRAWING),
        (b"<svg/>", kinds.DRAWING),
        (b'<?xml version="1.0"?>\n<!-- a logo -->\n<svg></svg>', kinds.DRAWING),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><title>x</title>", kinds.PAGE),
        (b"<!-- hello --> <script>alert(1)</script>", kinds.PAGE),
        (b"<?php system('ls');", kinds.PAGE),
        (b'<?xml version="1.0"?><feed/>', kinds.PAGE),
        (b"MZ\x90\0" + bytes(100), kinds.PROGRAM),
        (b"\x7fELF\x02" + bytes(100), kinds.PROGRAM),
        (b"#!/bin/sh\nrm -rf /\n", kinds.PROGRAM),
        (b"\0asm\x01\0\0\0", kinds.PROGRAM),
        (archive(mimetype=b"text/plain"), offices.ARCHIVE),
        (archive(readme__txt=b"words"), offices.ARCHIVE),
        (OFFICE_MACROS, offices.MACROS),
        (open_xml(WORD, **{"word/vbaProject__bin": b"x"}), offices.MACROS),
        (b"\x1f\x8b\x08" + bytes(20), offices.ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), kinds.OLD_OFFICE),
        (box(b"ftyp", b"heic", bytes(4), b"mif1heic") + bytes(50), kinds.HEIC),
        (box(b"ftyp", b"qt  ", bytes(4), b"qt  ") + bytes(50), kinds.QUICKTIME),
        (box(b"ftyp", b"3gp5", bytes(4), b"3gp5") + bytes(50), kinds.MOBILE),
        (saved(photograph(8, 8), "TIFF"), kinds.RAW),
        (saved(photograph(8, 8), "BMP"), kinds.OTHER_IMAGE),
        (saved(photograph(8, 8), "JPEG2000"), kinds.OTHER_IMAGE),
        (saved(photograph(16, 16), "ICO"), kinds.OTHER_IMAGE),
        (b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), kinds.OTHER_SOUND),
        (b"RIFF\x24\0\0\0AVI LIST" + bytes(40), kinds.OTHER_FILM),
        (b"fLaC" + bytes(40), kinds.OTHER_SOUND),
        (bytes(range(256)), kinds.UNKNOWN),
        (b"\xff\xfbwith no frames behind it" + bytes(500), kinds.UNKNOWN),
        ("Grüße".encode("latin-1"), "This text is not in UTF-8. Save it as UTF-8."),
        ("Grüße".encode("utf-16"), "This text is in UTF-16. Save it as UTF-8."),
        (PDF[:-10], CUT_OFF),
        (film(b"mp42", b"vide")[:-5], CUT_OFF),
        (open_xml(WORD)[:-5], CUT_OFF),
    ],
)
def test_what_is_not_taken_in_is_told_what_to_do(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence


def test_films_that_browsers_do_not_play_are_refused() -> None:
    assert "Matroska" in refusal(matroska(b"matroska", b"V_VP9"))
    assert "Ogg film" in refusal(ogg(b"\x80theora and", b"\x01vorbis and"))
    assert "neither pictures nor sound" in refusal(film(b"mp42"))


def test_a_text_that_begins_like_a_program_is_a_text() -> None:
    assert inspected(b"MZ is how programs begin.\n", "notes.txt").media_type == "text/plain"
    for words in (b"BM 4\n", b"FORMULA 1\n", b"RIFFRAFF, a play\n", b"BZh is how it begins.\n"):
        assert inspected(words, "notes.txt").media_type == "text/plain"


def test_a_text_with_tags_further_down_stays_a_text() -> None:
    assert inspected(b"Hello\n<script>x</script>", "a.txt").media_type == "text/plain"
    assert inspected(b"<p align=center>Hello</p>", "a.md").media_type == "text/markdown"


def test_many_comments_before_a_text_are_read_at_once() -> None:
    comments = b"<!---->" * 1000
    assert inspected(comments + b"words", "a.md").media_type == "text/markdown"
    assert refusal(comments + b"<html>") == kinds.PAGE


def test_a_recording_needs_several_frames() -> None:
    assert inspected(tagged(tagged(MP3_FRAME * 3)), "two tags.mp3").media_type == "audio/mpeg"
    assert refusal(MP3_FRAME + b"something else" + bytes(500)) == kinds.UNKNOWN


def test_a_list_in_an_archive_that_would_take_long_to_read_is_not_read() -> None:
    whole = bytearray(open_xml(WORD))
    end = whole.rfind(b"PK\x05\x06")
    whole[end + 12 : end + 16] = (100_000_000).to_bytes(4, "little")
    assert refusal(bytes(whole)) == offices.ARCHIVE


def test_a_document_that_does_not_unpack_is_refused() -> None:
    whole = bytearray(open_xml(WORD))
    # The way it is packed stands in both of its headers.
    whole[8] = whole[whole.rfind(b"PK\x01\x02") + 10] = 8
    assert refusal(bytes(whole)) == offices.UNREADABLE
