"""Names within a zip: each once, whatever disk it is unpacked on, and none that leads out of it."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.media.zip_names import names_within


def named(*names: str, taken: tuple[str, ...] = ()) -> list[str]:
    return list(names_within(names, taken))


def test_the_same_name_is_numbered() -> None:
    assert named("a.png", "b.png", "a.png", "a.png") == ["a.png", "b.png", "a (2).png", "a (3).png"]
    assert named("a (2).png", "a.png", "a.png") == ["a (2).png", "a.png", "a (3).png"]
    assert named("Note.txt", taken=("note.txt",)) == ["Note (2).txt"]


def test_names_that_are_one_on_some_disks_are_two() -> None:
    assert named("Tide.png", "tide.PNG") == ["Tide.png", "tide (2).PNG"]
    decomposed = unicodedata.normalize("NFD", "Föhr.png")
    assert named("Föhr.png", decomposed) == ["Föhr.png", "Föhr (2).png"]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\a.png", "C__a.png"),
        ("a\nb.png", "a_b.png"),
        ("con.png", "_con.png"),
        ("LPT1", "_LPT1"),
        ("console.png", "console.png"),
        (" . ", "file"),
        ("", "file"),
        ("Pegel Föhr.png", "Pegel Föhr.png"),
    ],
)
def test_a_name_is_a_plain_one_everywhere(name: str, clean: str) -> None:
    assert named(name) == [clean]


@given(st.lists(st.text("aA./\\ ö\x00:(2)"), max_size=8))
def test_no_two_are_one_and_none_leads_away(names: list[str]) -> None:
    within = named(*names)
    assert len({name.casefold() for name in within}) == len(names)
    for name in within:
        assert PurePosixPath(name).name == PureWindowsPath(name).name == name
