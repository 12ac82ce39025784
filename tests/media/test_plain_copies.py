"""Readers get films and recordings without where and with what they were taken."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from structlog.testing import capture_logs

from blog.core import clock
from blog.media.actions import delete_for_ever, trash_items
from blog.media.addresses import file_path
from blog.media.checking import Wrong, check, mend
from blog.media.models import MediaItem
from blog.media.moving import move
from blog.media.storage.current import Full, current_storage
from blog.media.storage.disk import Disk
from blog.media.storage.names import original_name, plain_name
from blog.outbox.models import Job
from tests.media.films import CREATED, SECRET, Parts, mp4, telling_mp4, telling_webm
from tests.media.library import FOR_EVER, Library
from tests.media.other_files import box, film
from tests.media.s3_server import serving as serving_bucket
from tests.media.storages import in_bucket

FILM = telling_mp4()
NAMES = {"harbour.mp4": FILM, "harbour.webm": telling_webm()}


@pytest.fixture(params=["disk", "bucket"])
def library(
    request: pytest.FixtureRequest,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Library]:
    """A library with a storage of its own, of either kind."""
    extensions = library.world.app.extensions
    if request.param == "disk":
        monkeypatch.setitem(extensions, "media_storage", Disk(tmp_path / "media"))
        yield library
        return
    with serving_bucket() as shelf:
        monkeypatch.setitem(extensions, "media_storage", in_bucket(shelf))
        yield library


@pytest.fixture
def shown(library: Library) -> MediaItem:
    """A film that readers see."""
    item = library.put_in(FILM, "harbour.mp4").item
    library.show(item)
    return item


def lose(library: Library, name: str) -> None:
    with library.world.app.app_context():
        current_storage().delete(name)


def forget_jobs(library: Library) -> None:
    """Let what the upload asked for be done."""
    library.act(lambda session: session.execute(delete(Job)))


def tells(content: bytes) -> bool:
    return SECRET in content or CREATED.to_bytes(4) in content


class TestReaders:
    @pytest.mark.parametrize("name", NAMES)
    def test_they_get_all_of_it_but_what_it_says(
        self, library: Library, client: FlaskClient, name: str
    ) -> None:
        content = NAMES[name]
        item = library.put_in(content, name).item
        library.show(item)
        assert library.stored() == {original_name(item.digest), plain_name(item.digest)}
        assert library.arriving() == []
        response = client.get(file_path(item))
        assert (response.status_code, response.headers["Cache-Control"]) == (200, FOR_EVER)
        assert not tells(response.data)
        assert response.content_length == item.size == len(content)
        desk = library.world.sign_in(library.owner)
        assert desk.get(f"/admin/media/{item.id}/original").data == content
        assert not tells(desk.get(file_path(item)).data)

    def test_a_part_is_one_of_the_copy(self, client: FlaskClient, shown: MediaItem) -> None:
        whole = client.get(file_path(shown))
        at = FILM.index(SECRET)
        part = client.get(file_path(shown), headers={"Range": f"bytes={at}-{at + 20}"})
        assert (part.status_code, part.data) == (206, whole.data[at : at + 21])
        same = client.get(file_path(shown), headers={"If-None-Match": whole.headers["ETag"]})
        assert same.status_code == 304
        # What somebody kept from before there was a copy is not completed from it.
        former = f'"{shown.digest[:16]}-{shown.digest}"'
        headers = {"Range": "bytes=5-9", "If-Range": former}
        assert client.get(file_path(shown), headers=headers).status_code == 200

    def test_a_recording_that_tells_its_place(self, library: Library, client: FlaskClient) -> None:
        memo = film(b"M4A ", b"soun") + box(b"moov", box(b"udta", box(b"\xa9xyz", SECRET)))
        item = library.put_in(memo, "memo.m4a").item
        library.show(item)
        assert not tells(client.get(file_path(item)).data)

    def test_what_says_nothing_is_served_as_it_is(
        self, library: Library, client: FlaskClient
    ) -> None:
        item = library.put_in(mp4(Parts()), "bare.mp4").item
        library.show(item)
        assert library.stored() == {original_name(item.digest)}
        assert not item.has_plain_copy
        assert library.jobs() == []
        assert client.get(file_path(item)).data == mp4(Parts())

    def test_with_nginx_it_is_the_copy_that_is_named(
        self,
        library: Library,
        client: FlaskClient,
        shown: MediaItem,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setitem(library.world.app.config, "MEDIA_ACCEL", "/protected-media/")
        response = client.get(file_path(shown))
        named = response.headers.get("X-Accel-Redirect")
        # Nginx reads folders alone.
        assert named == f"/protected-media/{plain_name(shown.digest)}" or not tells(response.data)


class TestWhereItIsMissing:
    def test_it_is_made_when_it_is_asked_for(
        self, library: Library, client: FlaskClient, shown: MediaItem
    ) -> None:
        whole = client.get(file_path(shown)).data
        lose(library, plain_name(shown.digest))
        assert client.get(file_path(shown)).data == whole
        assert plain_name(shown.digest) in library.stored()
        assert library.arriving() == []

    @pytest.mark.parametrize("content", [None, FILM[:-20]])
    def test_where_it_cannot_be_made_nobody_gets_the_original(
        self, library: Library, client: FlaskClient, shown: MediaItem, content: bytes | None
    ) -> None:
        lose(library, plain_name(shown.digest))
        lose(library, original_name(shown.digest))
        if content is not None:
            with library.world.app.app_context():
                current_storage().put_bytes(original_name(shown.digest), content)
        response = client.get(file_path(shown))
        assert response.status_code == 503
        assert response.headers["Retry-After"]
        assert not tells(response.data)

    def test_a_day_later_it_is_there_again(self, library: Library, shown: MediaItem) -> None:
        forget_jobs(library)
        lose(library, plain_name(shown.digest))
        library.do("media.make_plain_copies")
        library.do_all()
        assert plain_name(shown.digest) in library.stored()

    def test_the_check_says_so_and_mends_it(self, library: Library, shown: MediaItem) -> None:
        later = clock.now() + timedelta(days=2)

        def wrong() -> list[tuple[Wrong, bool]]:
            with library.world.app.app_context():
                return [(each.wrong, mend(each, later)) for each in check(later)]

        assert wrong() == []
        lose(library, plain_name(shown.digest))
        forget_jobs(library)
        assert wrong() == [(Wrong.UNMADE, True)]
        library.do_all()
        assert wrong() == []
        with library.world.app.app_context():
            current_storage().put_bytes(plain_name(shown.digest), b"half")
        forget_jobs(library)
        assert wrong() == [(Wrong.SPOILT, True)]
        library.do_all()
        assert wrong() == []

    def test_no_room_for_it_is_told_and_leaves_nothing(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = library.stored()
        with library.world.app.app_context():
            storage = current_storage()
        put = storage.put

        def no_room(name: str, source: Path) -> None:
            if name.startswith("renditions"):
                raise Full("There is no room left.")
            put(name, source)

        monkeypatch.setattr(storage, "put", no_room)
        with pytest.raises(Full):
            library.put_in(FILM, "harbour.mp4")
        library.do_all()
        assert library.stored() == before
        assert (library.items(), library.arriving()) == ([], [])


class TestItsLife:
    def test_another_film_and_its_copy_take_the_place(
        self, library: Library, client: FlaskClient, shown: MediaItem
    ) -> None:
        new = library.replace(shown.id, FILM + box(b"free", SECRET), "new.mp4")
        library.do_all()
        assert library.stored() == {original_name(new.digest), plain_name(new.digest)}
        assert not tells(client.get(file_path(new)).data)
        bare = library.replace(shown.id, mp4(Parts()), "bare.mp4")
        library.do_all()
        assert not bare.has_plain_copy
        assert library.stored() == {original_name(bare.digest)}
        assert client.get(file_path(bare)).data == mp4(Parts())

    def test_both_go_when_it_is_deleted(self, library: Library, shown: MediaItem) -> None:
        library.act(trash_items, [shown.id], library.owner, clock.now())
        library.act(delete_for_ever, shown.id, library.owner, clock.now())
        library.do_all()
        assert library.stored() == set()

    def test_both_move_together(
        self, library: Library, client: FlaskClient, shown: MediaItem, tmp_path: Path
    ) -> None:
        whole, extensions = client.get(file_path(shown)).data, library.world.app.extensions
        former, target = extensions["media_storage"], Disk(tmp_path / "elsewhere")
        assert len(list(move(former, target))) == 2
        extensions["media_storage"] = target
        assert client.get(file_path(shown)).data == whole


@pytest.mark.commits
def test_of_all_who_ask_at_once_one_makes_it(own_library: Library) -> None:
    item = own_library.put_in(FILM, "harbour.mp4").item
    own_library.show(item)
    lose(own_library, plain_name(item.digest))
    app, together = own_library.world.app, Barrier(3)
    app.test_client().get("/")

    def ask() -> bytes:
        together.wait()
        answer: bytes = app.test_client().get(file_path(item)).data
        return answer

    with capture_logs() as logs, ThreadPoolExecutor(3) as pool:
        answers = {each.result() for each in [pool.submit(ask) for _ in range(3)]}
    assert len(answers) == 1
    assert not any(map(tells, answers))
    assert [log["event"] for log in logs].count("video made for a reader") == 1
