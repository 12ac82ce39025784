"""Zips that are made while they are sent: their length, what is in them, and how they end."""

import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from typing import BinaryIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from blog.media import zips
from blog.media.zips import BrokenOff, Entry, length, pieces

NOON = datetime(2026, 11, 21, 12, 30, 44, tzinfo=UTC)


def entry(name: str, content: bytes, moment: datetime = NOON) -> Entry:
    return Entry(name, len(content), moment, partial(BytesIO, content))


def made_of(entries: Sequence[Entry]) -> bytes:
    """Return a zip as a whole, of which the length was known before."""
    made = b"".join(pieces(entries))
    assert len(made) == length(entries)
    return made


def contents(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


@given(st.dictionaries(st.text("aeö潮 .", min_size=1), st.binary(max_size=300), max_size=6))
def test_what_goes_in_comes_out(files: dict[str, bytes]) -> None:
    assert contents(made_of([entry(*each) for each in files.items()])) == files


def test_what_goes_in_stays_as_large_and_says_when_it_came() -> None:
    early = NOON.replace(year=1912)
    made = made_of([entry("a.txt", b"a" * 1000), entry("b.txt", b"", early)])
    with zipfile.ZipFile(BytesIO(made)) as archive:
        first, second = archive.infolist()
    assert (first.compress_type, first.compress_size) == (zipfile.ZIP_STORED, 1000)
    assert (first.date_time, second.date_time[0]) == ((2026, 11, 21, 12, 30, 44), 1980)
    assert first.external_attr >> 16 == 0o100644


@given(st.lists(st.integers(0, 2500), min_size=1, max_size=8))
@example([0, 0, 0, 0, 0, 643])
@settings(max_examples=300)
def test_what_is_too_large_for_32_bits_is_said_in_64(sizes: list[int]) -> None:
    files = {f"{number}.bin": bytes([number]) * size for number, size in enumerate(sizes)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, "ZIP64_LIMIT", 1000)
        made = made_of([entry(*each) for each in files.items()])
    assert contents(made) == files
    # The end says so when the list of files begins beyond that.
    assert (b"PK\x06\x06" in made) == (made.index(b"PK\x01\x02") > 1000)


def test_a_piece_is_never_more_than_a_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "CHUNK", 100)
    files = [entry(f"{number}.bin", bytes(1000)) for number in range(3)]
    assert max(len(piece) for piece in pieces(files)) < 400


class Watched(BytesIO):
    """A file that says when it is opened and closed."""

    def __init__(self, name: str, told: list[str]) -> None:
        super().__init__(bytes(1000))
        self.name, self.told = name, told
        told.append(f"{name} opened")

    def close(self) -> None:
        if not self.closed:
            self.told.append(f"{self.name} closed")
        super().close()


def watched(name: str, told: list[str]) -> BinaryIO:
    return Watched(name, told)


def test_one_file_is_open_at_a_time_and_none_once_nobody_listens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zips, "CHUNK", 100)
    told: list[str] = []
    files = [Entry(name, 1000, NOON, partial(watched, name, told)) for name in "abc"]
    given_ = pieces(files)
    assert told == []
    while told[-1:] != ["b opened"]:
        next(given_)
    assert told == ["a opened", "a closed", "b opened"]
    given_.close()  # type: ignore[attr-defined]  # it is a generator
    assert told == ["a opened", "a closed", "b opened", "b closed"]


def test_a_file_that_shrank_breaks_it_off_and_one_that_grew_does_not() -> None:
    grown = Entry("grown", 3, NOON, partial(BytesIO, b"as it was"))
    assert contents(made_of([grown])) == {"grown": b"as "}
    shrunk = Entry("shrunk", 30, NOON, partial(BytesIO, b"less"))
    with pytest.raises(BrokenOff, match="shrunk ended 26 bytes too early"):
        b"".join(pieces([shrunk]))
