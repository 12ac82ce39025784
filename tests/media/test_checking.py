"""Rows and files that do not fit together are found, and what can be is mended."""

from datetime import timedelta
from pathlib import Path

import pytest

from blog.core import clock
from blog.media.checking import Finding, NotMounted, Wrong, check, mend
from blog.media.file_jobs import MAKE_RENDITIONS
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name, rendition_name, renditions_of
from tests.factories import a_picture
from tests.media.library import Library

LATER = timedelta(days=2)


@pytest.fixture
def library(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library with a storage of its own: what other tests left would be strange to it."""
    app = library.world.app
    monkeypatch.setitem(app.config, "MEDIA_URL", (tmp_path / "media").as_uri())
    monkeypatch.setitem(app.extensions, "media_storage", None)
    return library


STRAY = "ab" * 32


def findings(library: Library, *, is_mending: bool = False) -> list[tuple[Wrong, str]]:
    """Return what is wrong two days from now, by which nothing is new."""
    now = clock.now() + LATER
    with library.world.app.app_context():
        found: list[Finding] = []
        for finding in check(now):
            assert not is_mending or mend(finding, now) == (finding.stored is not None)
            found.append(finding)
        return [(each.wrong, each.name) for each in found]


def put(library: Library, name: str, content: bytes) -> None:
    with library.world.app.app_context():
        current_storage().put_bytes(name, content)


def delete(library: Library, name: str) -> None:
    with library.world.app.app_context():
        current_storage().delete(name)


def test_a_library_that_is_whole(library: Library) -> None:
    assert findings(library) == []
    library.put_in(a_picture(), "a.png")
    library.put_in(b"Low water at six.\n", "b.txt")
    library.do_all()
    assert len(library.stored()) > 5
    assert findings(library) == []


def test_what_is_lost_and_what_is_damaged(library: Library) -> None:
    items = [library.put_in(a_picture(), f"{name}.png").item for name in "abc"]
    delete(library, original_name(items[0].digest))
    put(library, original_name(items[1].digest), b"something else")
    expected = [(Wrong.LOST, "a.png"), (Wrong.DAMAGED, "b.png")]
    assert findings(library, is_mending=True) == expected
    # Neither rows nor files of an item are ever deleted.
    assert findings(library) == expected
    assert len(library.items()) == 3


def test_nothing_is_said_or_done_where_the_folder_is_not_mounted(library: Library) -> None:
    for name in "ab":
        delete(library, original_name(library.put_in(a_picture(), f"{name}.png").item.digest))
    put(library, original_name(STRAY), b"stray")
    with pytest.raises(NotMounted):
        findings(library)
    assert library.stored() >= {original_name(STRAY)}


def test_files_that_nothing_has_go_after_a_day(library: Library) -> None:
    library.put_in(a_picture(), "a.png")
    put(library, original_name(STRAY), b"stray")
    put(library, rendition_name(STRAY, "480.avif"), b"stray")
    with library.world.app.app_context():
        assert list(check(clock.now())) == []
    assert findings(library, is_mending=True)[0] == (Wrong.STRAY, original_name(STRAY))
    assert findings(library) == []
    assert not [name for name in library.stored() if STRAY in name]


def test_what_is_not_served_any_more_goes(library: Library) -> None:
    item = library.put_in(a_picture(), "a.png").item
    former = rendition_name(item.digest, "card-10-20.jpg")
    put(library, former, b"a card of another focal point")
    assert findings(library, is_mending=True) == [(Wrong.LEFT_OVER, former)]
    assert former not in library.stored()


@pytest.mark.parametrize("content", [b"", b"no image", a_picture((40, 30), "PNG"), None])
def test_a_rendition_that_is_spoilt_is_made_anew(library: Library, content: bytes | None) -> None:
    item = library.put_in(a_picture(), "a.png").item
    library.do_all()
    name = rendition_name(item.digest, "64.webp")
    with library.world.app.app_context(), current_storage().open(name) as file:
        whole = file.read()
    put(library, name, whole[: len(whole) // 2] if content is None else content)
    assert findings(library, is_mending=True) == [(Wrong.SPOILT, name)]
    assert name not in library.stored()
    assert [job for job, _ in library.jobs()].count(MAKE_RENDITIONS) == 1
    library.do_all()
    assert name in library.stored()
    assert findings(library) == []


def test_names_that_are_none_of_ours_are_told_and_left(library: Library) -> None:
    library.put_in(a_picture(), "a.png")
    put(library, "notes/of-somebody.txt", b"mine")
    with library.world.app.app_context():
        (finding,) = check(clock.now())
        assert (finding.wrong, finding.name) == (Wrong.UNKNOWN, "notes/of-somebody.txt")
        assert not mend(finding, clock.now())
    assert "notes/of-somebody.txt" in library.stored()
    assert renditions_of(STRAY) not in library.stored()
