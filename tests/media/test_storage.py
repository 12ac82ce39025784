"""What both storages promise, and how the one is chosen that is used."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import SEEK_CUR, SEEK_END, BytesIO
from pathlib import Path

import pytest

from blog.media.storage.current import (
    Missing,
    Storage,
    StorageError,
    current_storage,
    scratch,
    storage_of,
    sweep_scratch,
)
from blog.media.storage.disk import Disk
from blog.media.storage.names import original_name, rendition_name, renditions_of
from blog.media.storage.objects import Objects
from config import ROOT
from tests.conftest import bare_app
from tests.media.s3_server import serving
from tests.media.storages import CREDENTIALS, on_disk, on_server

FIRST, SECOND = "0a" * 32, "fe" * 32
NAME = original_name(FIRST)
# More than is sent at once, twice; no piece of it is like another.
LARGE = b"".join(number.to_bytes(4) for number in range(3_000_000))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(params=[on_disk, on_server], ids=["disk", "objects"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    with request.param(tmp_path) as storage:
        yield storage


def read(kept: Storage, name: str) -> bytes:
    with kept.open(name) as file:
        return file.read()


class TestPutting:
    def test_a_file_is_taken_over(self, kept: Storage, tmp_path: Path) -> None:
        source = tmp_path / "upload"
        source.write_bytes(LARGE)
        kept.put(NAME, source)
        assert not source.exists()
        assert kept.size(NAME) == len(LARGE)
        assert read(kept, NAME) == LARGE

    def test_a_file_is_copied(self, kept: Storage, tmp_path: Path) -> None:
        source = tmp_path / "picture"
        source.write_bytes(LARGE)
        with source.open("rb") as file:
            file.read(4)
            kept.put_from(NAME, file)
        assert source.read_bytes() == LARGE
        assert read(kept, NAME) == LARGE[4:], "from where the file stood"

    @pytest.mark.parametrize("data", [b"", b"a", b"some words"])
    def test_bytes_are_kept(self, kept: Storage, data: bytes) -> None:
        kept.put_bytes(NAME, data)
        assert kept.size(NAME) == len(data)
        assert read(kept, NAME) == data
        kept.put_from(NAME, BytesIO(data))
        assert read(kept, NAME) == data

    def test_again_is_the_same_and_later_bytes_take_the_place(self, kept: Storage) -> None:
        for data in (b"one", b"one", b"another one"):
            kept.put_bytes(NAME, data)
            assert read(kept, NAME) == data
        assert [one.name for one in kept.names()] == [NAME]

    def test_a_file_that_is_gone_is_told(self, kept: Storage, tmp_path: Path) -> None:
        with pytest.raises(StorageError, match="No such file"):
            kept.put(NAME, tmp_path / "gone")
        assert kept.size(NAME) is None

    def test_a_source_that_fails_leaves_what_was_there(self, kept: Storage) -> None:
        class Failing(BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                if self.tell() > 7_000_000:
                    raise StorageError("The other storage is gone.")
                return super().read(size)

        kept.put_bytes(NAME, b"whole")
        for name in (NAME, original_name(SECOND)):
            with pytest.raises(StorageError, match="other storage"):
                kept.put_from(name, Failing(LARGE))
        assert [(one.name, one.size) for one in kept.names()] == [(NAME, 5)]

    def test_from_one_storage_to_another(self, kept: Storage, tmp_path: Path) -> None:
        kept.put_bytes(NAME, LARGE)
        with serving() as shelf:
            for other in (Disk(tmp_path / "other"), storage_of(shelf.url, CREDENTIALS)):
                with kept.open(NAME) as file:
                    other.put_from(NAME, file)
                assert read(other, NAME) == LARGE
        assert read(kept, NAME) == LARGE


class TestReading:
    def test_anywhere_in_a_file(self, kept: Storage) -> None:
        kept.put_bytes(NAME, LARGE)
        with kept.open(NAME) as file:
            assert file.seekable()
            assert file.seek(-8, SEEK_END) == len(LARGE) - 8
            assert file.read() == LARGE[-8:]
            assert file.read(1) == b""
            assert file.seek(5_000_001) == 5_000_001
            assert file.read(3_000_000) == LARGE[5_000_001:8_000_001]
            file.seek(-10, SEEK_CUR)
            assert file.read(20) == LARGE[7_999_991:8_000_011]
            assert file.tell() == 8_000_011
            file.seek(len(LARGE) + 5)
            assert file.read() == b""
            file.seek(0)
            buffer = bytearray(10)
            assert file.readinto(buffer) == 10  # type: ignore[attr-defined]  # of a buffered one
            assert buffer == LARGE[:10]

    def test_before_the_beginning_is_nothing(self, kept: Storage) -> None:
        kept.put_bytes(NAME, b"words")
        with kept.open(NAME) as file, pytest.raises((ValueError, OSError)):
            file.seek(-1)

    def test_what_is_not_there(self, kept: Storage) -> None:
        kept.put_bytes(rendition_name(FIRST, "960.avif"), b"picture")
        for name in (NAME, "renditions", rendition_name(FIRST, "480.avif")):
            with pytest.raises(Missing, match="There is no file"):
                kept.open(name)
            assert kept.size(name) is None

    def test_a_name_that_leads_elsewhere_is_refused(self, kept: Storage) -> None:
        for act in (kept.open, kept.size, kept.delete, kept.local_path):
            with pytest.raises(ValueError, match="nothing is stored"):
                act("../secret-key")
        with pytest.raises(ValueError, match="nothing is stored"):
            kept.put_bytes("../secret-key", b"")
        with pytest.raises(ValueError, match="nothing is stored"):
            list(kept.names(".."))


class TestDeleting:
    def test_once_or_twice(self, kept: Storage) -> None:
        kept.put_bytes(NAME, b"words")
        kept.delete(NAME)
        assert kept.size(NAME) is None
        assert list(kept.names()) == []
        kept.delete(NAME)
        kept.put_bytes(NAME, b"words")
        assert read(kept, NAME) == b"words"


class TestListing:
    def test_everything_is_listed_in_the_order_of_its_bytes(self, kept: Storage) -> None:
        assert list(kept.names()) == []
        names = [
            *(original_name(f"{number:02x}" * 32) for number in range(5)),
            *(rendition_name(FIRST, file) for file in ("480.avif", "480.webp", "card.jpg")),
            # The slash of a folder comes after a hyphen and a dot and before a digit.
            *("a-b", "a.b", "a/b", "a/c-d/e", "a/c/d", "a/c0", "a0"),
        ]
        for size, name in enumerate(reversed(names)):
            kept.put_bytes(name, bytes(size))
        listed = list(kept.names())
        assert [one.name for one in listed] == sorted(names)
        assert {one.name: one.size for one in listed} == {
            name: size for size, name in enumerate(reversed(names))
        }
        assert all(one.modified.tzinfo is not None for one in listed)
        assert all(one.modified > NOW - timedelta(days=10_000) for one in listed)

    def test_a_folder_is_listed_by_itself(self, kept: Storage) -> None:
        wanted = [rendition_name(FIRST, "480.avif"), rendition_name(FIRST, "960.avif")]
        for name in (*wanted, rendition_name(SECOND, "480.avif"), NAME):
            kept.put_bytes(name, b"picture")
        assert [one.name for one in kept.names(renditions_of(FIRST))] == wanted
        assert [one.name for one in kept.names("renditions/0a")] == wanted
        assert list(kept.names("renditions/0")) == [], "a folder, not how a name begins"
        assert list(kept.names("nothing")) == []

    def test_what_is_listed_may_be_deleted_meanwhile(self, kept: Storage) -> None:
        for number in range(8):
            kept.put_bytes(original_name(f"{number:02x}" * 32), b"words")
        for one in kept.names():
            kept.delete(one.name)
        assert list(kept.names()) == []


class TestChoosing:
    def test_the_address_decides(self, tmp_path: Path) -> None:
        found = storage_of(f"file:{tmp_path}")
        assert isinstance(found, Disk)
        assert found.local_path(NAME) == tmp_path / NAME
        objects = storage_of("s3://bucket/site?region=eu-north-1", CREDENTIALS)
        assert isinstance(objects, Objects)
        assert objects.local_path(NAME) is None

    @pytest.mark.parametrize("url", ["", "media", "ftp://host/x", "file:media", "s3://"])
    def test_what_names_no_storage_is_told(self, url: str) -> None:
        with pytest.raises(StorageError, match="MEDIA_URL is"):
            storage_of(url, CREDENTIALS)

    def test_a_bucket_needs_a_key(self) -> None:
        with pytest.raises(StorageError, match="AWS_ACCESS_KEY_ID"):
            storage_of("s3://bucket")

    def test_each_application_has_one_made_when_it_is_asked_for(self, tmp_path: Path) -> None:
        app = bare_app("sqlite://", tmp_path)
        assert "media_storage" not in app.extensions
        with app.app_context():
            kept = current_storage()
            assert kept is current_storage()
            assert kept.local_path(NAME) == tmp_path / "media" / NAME
        assert list(tmp_path.iterdir()) == [], "a folder is made when it is needed"

    def test_the_library_is_loaded_only_where_it_is_used(self, tmp_path: Path) -> None:
        script = "import sys, tests.conftest; print('obstore' in sys.modules)"
        result = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert result.stdout == "False\n"


class TestScratch:
    def test_uploads_wait_beside_the_media_and_are_not_among_them(self, tmp_path: Path) -> None:
        app = bare_app("sqlite://", tmp_path)
        with app.app_context():
            folder = scratch()
            assert folder == scratch() == tmp_path / "media" / ".uploads"
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o750
            upload = folder / "upload"
            upload.write_bytes(b"words")
            assert list(current_storage().names()) == []
            number = upload.stat().st_ino
            current_storage().put(NAME, upload)
            place = current_storage().local_path(NAME)
            assert place is not None
            assert place.stat().st_ino == number, "it was moved, not copied"

    def test_with_object_storage_they_wait_in_the_instance_folder(self, tmp_path: Path) -> None:
        app = bare_app("sqlite://", tmp_path)
        app.config["MEDIA_URL"] = "s3://bucket"
        app.config["MEDIA_CREDENTIALS"] = CREDENTIALS
        with app.app_context():
            assert scratch() == tmp_path / "uploads"
            assert stat.S_IMODE(scratch().stat().st_mode) == 0o700

    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        app = bare_app("sqlite://", tmp_path / "file")
        with app.app_context(), pytest.raises(StorageError, match="Not a directory"):
            scratch()
        app = bare_app("sqlite://", tmp_path / "file")
        app.config["MEDIA_URL"] = "s3://bucket"
        app.config["MEDIA_CREDENTIALS"] = CREDENTIALS
        with app.app_context(), pytest.raises(StorageError, match="Not a directory"):
            scratch()

    def test_what_nobody_went_on_with_for_a_day_goes(self, tmp_path: Path) -> None:
        app = bare_app("sqlite://", tmp_path)
        with app.app_context():
            ages = {"old": 25, "older": 100, "young": 23}
            for name, hours in ages.items():
                place = scratch() / name
                if name == "older":
                    place.mkdir()
                    (place / "part").touch()
                else:
                    place.touch()
                moment = (NOW - timedelta(hours=hours)).timestamp()
                os.utime(place, (moment, moment))
            assert sweep_scratch(NOW) == 2
            assert [path.name for path in scratch().iterdir()] == ["young"]
            assert sweep_scratch(NOW) == 0
