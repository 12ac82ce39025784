"""Names of files: safe everywhere, and ending as the file does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.media.inspection.file_names import LONGEST_NAME, clean_name
from blog.media.inspection.formats import KINDS, PNG, TEXT, Kind
from tests.media.inspections import inspected
from tests.media.pictures import images


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("photo.png", "photo.png"),
        ("photo.PNG", "photo.PNG"),
        ("photo.jpg", "photo.png"),
        ("photo.jpg.png", "photo.jpg.png"),
        ("Version 1.2", "Version 1.2.png"),
        ("photo", "photo.png"),
        ("", "file.png"),
        (".png", "png.png"),
        ("..", "file.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Pictures\\été.jpg", "été.png"),
        ("e\u0301te\u0301.png", "été.png"),
        ("東京 の 夜.png", "東京 の 夜.png"),
        ("two\nlines\0.png", "two lines.png"),
        ("turned\u202egnp.exe", "turned gnp.png"),
        ('a<b>:"c|?*.png', "a b c.png"),
        ("x" * 300 + ".png", "x" * 196 + ".png"),
    ],
)
def test_names_are_cleaned(given_name: str, name: str) -> None:
    assert clean_name(given_name, PNG) == name


def test_a_text_keeps_an_ending_that_is_not_of_another_kind() -> None:
    assert clean_name("notes.tex", TEXT) == "notes.tex.txt"


def test_a_wrong_ending_is_told() -> None:
    found = inspected(images()["colours.png"], "photo.jpg")
    assert found.name == "photo.png"
    assert found.notes == ("This is a PNG image: its name now ends in .png.",)


@given(name=st.text(max_size=400), kind=st.sampled_from(KINDS))
def test_any_name_becomes_a_safe_one(name: str, kind: Kind) -> None:
    clean = clean_name(name, kind)
    assert 0 < len(clean) <= LONGEST_NAME
    assert not set(clean) & set('/\\<>:"|?*\0\n\r')
    assert clean.isprintable()
    assert not clean.startswith(".")
    assert clean_name(clean, kind) == clean
