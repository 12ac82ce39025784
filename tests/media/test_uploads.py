"""Files come in: whole or not at all, once, and never into memory."""

import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from resource import RLIMIT_NOFILE, getrlimit, setrlimit
from threading import Barrier

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from blog.auth.models import Role
from blog.core import clock
from blog.core.errors import FieldError
from blog.media import uploads
from blog.media.incoming import Incoming
from blog.media.inspection.refusals import Refused
from blog.media.models import MediaItem, MediaKind
from blog.media.storage.current import Full, StorageError, scratch
from blog.media.storage.names import original_name
from blog.media.uploads import takes_files
from tests.conftest import Site
from tests.factories import World, a_picture, csrf_token
from tests.media.library import Library

TEXT = b"High water at 04:12, low water at 10:31.\n"


def digest_of(content: bytes) -> str:
    return sha256(content).hexdigest()


class TestKeeping:
    def test_the_bytes_are_kept_exactly_and_the_work_is_asked_for(self, library: Library) -> None:
        content = a_picture((120, 80))
        added = library.put_in(content, "C:\\Pictures\\Tide Gauge.png")
        item = added.item
        assert added.is_new
        assert (item.kind, item.name) == (MediaKind.IMAGE, "Tide Gauge.png")
        assert (item.width, item.height, item.size) == (120, 80, len(content))
        assert item.digest == digest_of(content)
        assert len(item.key) == 12
        assert original_name(item.digest) in library.stored()
        assert ("media.make_renditions", {"item": item.id, "digest": item.digest}) in library.jobs()
        assert library.arriving() == []

    def test_a_text_is_kept_and_nothing_is_made_of_it(self, library: Library) -> None:
        item = library.put_in(TEXT, "tides.txt").item
        assert (item.kind, item.media_type, item.width) == (MediaKind.DOCUMENT, "text/plain", None)
        assert library.jobs() == []

    def test_the_same_bytes_twice_are_one_item(self, library: Library) -> None:
        content, other = a_picture(), library.world.person(Role.AUTHOR)
        first = library.put_in(content, "one.png")
        again = library.put_in(content, "another.png", other)
        assert not again.is_new
        assert (again.item.id, again.item.name) == (first.item.id, "one.png")
        assert again.item.uploaded_by_id == library.owner.id

    def test_what_is_in_the_trash_comes_back(self, library: Library) -> None:
        content = a_picture()
        item_id = library.put_in(content).item.id
        with library.world.writing() as session:
            session.get_one(MediaItem, item_id).trashed_at = clock.now()
        assert library.put_in(content).item.trashed_at is None

    def test_what_is_refused_leaves_nothing(self, library: Library) -> None:
        before = library.stored()
        for content, name in ((b"<svg xmlns='x'/>", "a.png"), (a_picture()[:-30], "cut.png")):
            with pytest.raises(Refused):
                library.put_in(content, name)
        assert (library.stored(), library.arriving(), library.jobs()) == (before, [], [])
        assert library.items() == []

    def test_an_upload_that_fails_after_its_bytes_were_put_deletes_them(
        self, library: Library
    ) -> None:
        picture = library.put_in(a_picture()).item
        before = library.stored()
        text = library.put_in(TEXT, "tides.txt").item
        # Between the two looks at it somebody puts the same bytes into the library.
        content = a_picture()
        with library.world.app.app_context(), uploads.receive(BytesIO(content), "b.png") as file:
            new = file.as_new_file()
            with pytest.raises(FieldError), uploads._stored(file, clock.now()):
                raise FieldError("file", "No.")
        assert original_name(new.digest) in library.stored()
        library.do_all()
        assert original_name(new.digest) not in library.stored()
        assert before <= library.stored()
        assert original_name(text.digest) in library.stored()
        assert library.item(picture.id) is not None


class TestReplacing:
    def test_another_kind_is_refused_before_its_bytes_are_put(self, library: Library) -> None:
        item_id = library.put_in(a_picture()).item.id
        before = library.stored()
        with pytest.raises(FieldError, match=r"This is a document, and “gauge.png” is an image"):
            library.replace(item_id, TEXT, "tides.txt")
        assert library.stored() == before
        assert library.arriving() == []


class TestOneAtATime:
    def test_two_uploads_of_the_same_bytes_at_once_are_one_item(self, own_library: Library) -> None:
        content, together = a_picture((400, 300)), Barrier(4)

        def upload() -> tuple[int, bool]:
            together.wait()
            added = own_library.put_in(content)
            return added.item.id, added.is_new

        with ThreadPoolExecutor(4) as pool:
            results = [each.result() for each in [pool.submit(upload) for _ in range(4)]]
        assert len({item_id for item_id, _ in results}) == 1
        assert sorted(is_new for _, is_new in results) == [False, False, False, True]
        assert len(own_library.items()) == 1
        assert own_library.arriving() == []


class TestArriving:
    def test_it_is_written_while_it_arrives_and_gone_when_it_is_closed(self, app: Flask) -> None:
        with app.app_context():
            file = Incoming(100)
            path = file.path
            file.write(b"one ")
            assert path.read_bytes() == b"one "
            file.write(b"two")
            assert (file.digest, file.size) == (digest_of(b"one two"), 7)
            file.seek(0)
            assert file.read() == b"one two"
            file.close()
            file.close()
            assert not path.exists()

    def test_what_is_too_large_takes_no_room_and_is_told_so(self, app: Flask) -> None:
        with app.app_context():
            file = Incoming(2 * 1024 * 1024)
            for _ in range(3):
                file.write(bytes(1024 * 1024))
            assert file.path.stat().st_size == 0
            with pytest.raises(Refused, match="more than 2 MB"):
                uploads.receive(file, "large.bin")
            assert not file.path.exists()

    def test_a_full_disk_is_told_and_leaves_nothing(self, app: Flask) -> None:
        with app.app_context():
            file = Incoming(10**6)
            file.path.unlink()
            # What Linux keeps for this: every write fails as on a full disk.
            full = os.open("/dev/full", os.O_RDWR)
            os.dup2(full, file.fileno())
            os.close(full)
            assert file.write(b"some bytes") == 10
            assert file.write(b"more of them") == 12
            with pytest.raises(Full, match="no room left"):
                uploads.receive(file, "gauge.png")
            assert list(scratch().glob("*.upload")) == []

    def test_without_a_free_descriptor_it_is_told_so(self, app: Flask) -> None:
        with app.app_context():
            scratch()
            few, most = getrlimit(RLIMIT_NOFILE)
            setrlimit(RLIMIT_NOFILE, (0, most))
            try:
                file = Incoming(100)
            finally:
                setrlimit(RLIMIT_NOFILE, (few, most))
            assert file.write(b"one") == 3
            assert (file.seek(0), file.read()) == (0, b"")
            with pytest.raises(StorageError, match="Too many open files"):
                uploads.receive(file, "one.png")
            assert list(scratch().glob("*.upload")) == []

    def test_a_problem_that_is_known_before_needs_no_file(self, app: Flask) -> None:
        with app.app_context():
            file = Incoming(100, Refused("No."))
            assert file.write(b"one") == 3
            assert list(scratch().glob("*.upload")) == []
            with pytest.raises(Refused, match=r"No\."):
                uploads.receive(file, "one.png")
            with pytest.raises(OSError, match="fileno"):
                Incoming(100, Refused("No.")).fileno()


class TestForms:
    @pytest.fixture
    def site(self, own_site: Site) -> Site:
        """A site with a form for files, which says what became of each."""

        @own_site.app.post("/files")
        @takes_files
        def take() -> Response:
            said = []
            for file in request.files.getlist("file"):
                assert isinstance(file.stream, Incoming)
                try:
                    with uploads.receive(file, file.filename or "") as received:
                        said.append(received.digest)
                except (Refused, Full) as error:
                    said.append(str(error))
            return Response("\n".join(said))

        return own_site

    def send(self, site: Site, role: Role, *contents: bytes) -> str:
        world = World(site.app)
        world.set_up()
        response = post_files(world.sign_in(world.person(role)), *contents)
        assert response.status_code == 200, response.text
        return response.text

    def test_files_go_to_the_disk_of_the_storage_and_leave_it(self, site: Site) -> None:
        contents = [a_picture(), b"no image", a_picture((900, 700))]
        first, _refused, third = self.send(site, Role.CONTRIBUTOR, *contents).split("\n")
        assert [first, third] == [digest_of(contents[0]), digest_of(contents[2])]
        with site.app.app_context():
            assert list(scratch().glob("*.upload")) == []

    def test_one_that_is_too_large_is_told_beside_the_others(self, site: Site) -> None:
        site.app.config["LARGEST_FILE"] = site.app.config["LARGEST_IMAGE"] = 2 * 1024 * 1024
        good = a_picture()
        large, kept = self.send(site, Role.AUTHOR, bytes(3 * 1024 * 1024), good).split("\n")
        assert "more than 2 MB" in large
        assert kept == digest_of(good)

    def test_a_request_that_is_far_too_large_is_refused_unread(self, site: Site) -> None:
        site.app.config["LARGEST_FILE"] = 1024 * 1024
        world = World(site.app)
        world.set_up()
        client = world.sign_in(world.person(Role.AUTHOR))
        assert post_files(client, bytes(4 * 1024 * 1024)).status_code == 413
        with site.app.app_context():
            assert list(scratch().glob("*.upload")) == []

    def test_whoever_is_not_signed_in_sends_no_more_than_a_form(self, site: Site) -> None:
        World(site.app).set_up()
        assert post_files(site.app.test_client(), bytes(9 * 1024 * 1024)).status_code == 413


def post_files(client: FlaskClient, *contents: bytes) -> TestResponse:
    """Send files with one form, as a browser does."""
    files = [
        FileStorage(BytesIO(content), f"{number}.png") for number, content in enumerate(contents)
    ]
    form = {"csrf_token": csrf_token(client), "file": files}
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/files", data=body, content_type=kind)


def test_there_is_one_row_for_each_digest(library: Library) -> None:
    for _ in range(2):
        library.put_in(TEXT, "tides.txt")
    with library.world.reading() as session:
        assert session.scalar(select(func.count()).select_from(MediaItem)) == 1
