"""Object storage over real HTTP: what is sent, what is asked for, and what goes wrong."""

import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from blog.core.places import Credentials
from blog.media.storage.current import Full, Missing, Storage, StorageError, storage_of
from blog.media.storage.names import original_name
from blog.media.storage.objects import PART_SIZE, READ_SIZE
from config import ROOT
from tests.media.s3_server import BUCKET, KEY, SECRET, Shelf, serving
from tests.media.storages import CREDENTIALS, in_bucket

NAME = original_name("0a" * 32)
LARGE = bytes(range(256)) * 50_000
FORKED = (
    "StorageError: This process was forked from one that had used object storage already, and "
    "cannot use it. Start it as a process of its own."
)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving() as shelf:
        yield shelf


@pytest.fixture
def kept(shelf: Shelf) -> Storage:
    return in_bucket(shelf)


def trial(name: str, url: str, *, returns: int = 0) -> list[str]:
    command = [sys.executable, "-m", "tests.media.trials", name, url]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (returns, "")
    return result.stdout.splitlines()


class TestRequests:
    def test_a_small_file_is_one_request_below_the_prefix(
        self, kept: Storage, shelf: Shelf
    ) -> None:
        kept.put_from(NAME, BytesIO(b"words"))
        kept.put_bytes(NAME, b"words")
        assert shelf.asked == [f"PUT /{BUCKET}/site/{NAME}"] * 2
        assert shelf.objects[f"site/{NAME}"].data == b"words"

    def test_a_large_one_goes_in_parts_and_never_whole(self, kept: Storage, shelf: Shelf) -> None:
        kept.put_from(NAME, BytesIO(LARGE))
        assert sorted(one.split()[0] for one in shelf.asked) == ["POST", "POST", *["PUT"] * 3]
        assert max(shelf.sizes) <= PART_SIZE
        assert shelf.objects[f"site/{NAME}"].data == LARGE
        assert shelf.parts == {}

    def test_reading_asks_for_pieces(self, kept: Storage, shelf: Shelf) -> None:
        kept.put_bytes(NAME, LARGE)
        shelf.ranges.clear()
        with kept.open(NAME) as file:
            file.seek(3_000_000)
            assert file.read(10) == LARGE[3_000_000:3_000_010]
            assert file.read(10) == LARGE[3_000_010:3_000_020]
        assert shelf.ranges == ["", f"bytes=3000000-{3_000_000 + READ_SIZE - 1}"]
        shelf.ranges.clear()
        with kept.open(NAME) as file:
            assert file.read() == LARGE
        pieces = [one.removeprefix("bytes=").split("-") for one in shelf.ranges[1:]]
        assert all(int(last) - int(first) < READ_SIZE for first, last in pieces)

    def test_an_answer_that_breaks_off_is_taken_up_again(self, kept: Storage, shelf: Shelf) -> None:
        kept.put_bytes(NAME, LARGE)
        shelf.broken = 2
        with kept.open(NAME) as file:
            assert file.read() == LARGE

    def test_lists_come_in_pages(self, kept: Storage, shelf: Shelf) -> None:
        names = [original_name(f"{number:02x}" * 32) for number in range(8)]
        for name in names:
            kept.put_bytes(name, b"words")
        other = shelf.objects[f"site/{names[0]}"]
        shelf.objects |= {"elsewhere/x": other, "site/Not Ours": other}
        shelf.asked.clear()
        assert [one.name for one in kept.names()] == names
        assert len(shelf.asked) == 3

    def test_a_bucket_without_a_prefix(self, shelf: Shelf) -> None:
        kept = storage_of(shelf.url.replace("/site?", "?"), CREDENTIALS)
        kept.put_bytes(NAME, b"words")
        assert list(shelf.objects) == [NAME]
        assert [one.name for one in kept.names()] == [NAME]


class TestKey:
    def test_what_the_environment_says_besides_is_not_listened_to(
        self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "another",
            "AWS_SECRET_ACCESS_KEY": "another",
            "AWS_SESSION_TOKEN": "another",
            "AWS_ENDPOINT": "http://127.0.0.1:9",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
            "AWS_REGION": "mars-north-1",
            "AWS_DEFAULT_REGION": "mars-north-1",
            "AWS_SKIP_SIGNATURE": "true",
            "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "true",
        }.items():
            monkeypatch.setenv(name, value)
        in_bucket(shelf).put_bytes(NAME, b"words")
        assert list(shelf.objects) == [f"site/{NAME}"]
        assert shelf.tokens == [None]

    def test_a_temporary_key_brings_its_token(self, shelf: Shelf) -> None:
        kept = storage_of(shelf.url, Credentials(KEY, SECRET, "for an hour"))
        kept.put_bytes(NAME, b"words")
        assert shelf.tokens == ["for an hour"]

    @pytest.mark.parametrize(
        "credentials", [Credentials("another", SECRET), Credentials(KEY, "another")]
    )
    def test_a_wrong_one_is_told(self, shelf: Shelf, credentials: Credentials) -> None:
        kept = storage_of(shelf.url, credentials)
        told = f"The key does not open the bucket {BUCKET} at http://127.0.0.1"
        for act in (lambda: kept.put_bytes(NAME, b""), lambda: kept.open(NAME)):
            with pytest.raises(StorageError, match=told) as raised:
                act()
            assert "AWS_SECRET_ACCESS_KEY" in str(raised.value)
            assert "\n" not in str(raised.value)
        assert shelf.objects == {}

    def test_it_is_not_written_anywhere(self) -> None:
        assert repr(Credentials("key", "hidden", "hidden too")) == "Credentials(key='key')"


class TestTrouble:
    @pytest.mark.parametrize(
        ("status", "told"),
        [
            (500, "cannot be used now: Server returned .* 500 Internal Server Error.$"),
            (403, "The key does not open the bucket"),
            (0, "cannot be used now: HTTP error: error sending request.$"),
        ],
    )
    def test_a_server_that_fails_is_told_whatever_was_asked(
        self, kept: Storage, shelf: Shelf, status: int, told: str
    ) -> None:
        kept.put_bytes(NAME, b"words")
        shelf.refusing = status
        acts = (
            lambda: kept.put_bytes(NAME, b"other words"),
            lambda: kept.open(NAME),
            lambda: kept.delete(NAME),
            lambda: list(kept.names()),
        )
        for act in acts:
            with pytest.raises(StorageError, match=told) as raised:
                act()
            assert not isinstance(raised.value, Missing)
            assert "\n" not in str(raised.value)
        shelf.refusing = None
        assert shelf.objects[f"site/{NAME}"].data == b"words"

    def test_it_fails_while_a_large_file_is_sent(self, kept: Storage, shelf: Shelf) -> None:
        class Failing(BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                if self.tell() > 6_000_000:
                    shelf.refusing = 500
                return super().read(size)

        with pytest.raises(StorageError, match="cannot be used now"):
            kept.put_from(NAME, Failing(LARGE))
        assert shelf.objects == {}

    def test_a_failure_that_passes_is_not_noticed(self, kept: Storage, shelf: Shelf) -> None:
        shelf.refusing, shelf.refusals = 500, 2
        kept.put_bytes(NAME, b"words")
        assert shelf.objects[f"site/{NAME}"].data == b"words"

    def test_no_room_is_told(self, kept: Storage, shelf: Shelf) -> None:
        shelf.refusing = 507
        with pytest.raises(Full, match="no room left"):
            kept.put_bytes(NAME, b"words")

    def test_no_server_is_told(self) -> None:
        kept = storage_of("s3://bucket?endpoint=http://127.0.0.1:9", CREDENTIALS)
        with pytest.raises(StorageError, match=r"bucket bucket at http://127\.0\.0\.1:9 cannot"):
            kept.size(NAME)

    def test_no_bucket_is_told(self, shelf: Shelf) -> None:
        kept = storage_of(shelf.url.replace(BUCKET, "another"), CREDENTIALS)
        for act in (lambda: kept.put_bytes(NAME, b"words"), lambda: list(kept.names())):
            with pytest.raises(StorageError, match="There is no bucket another at"):
                act()

    def test_an_installation_without_the_library_is_told_what_to_install(self) -> None:
        script = (
            "import sys; sys.modules['obstore'] = None\n"
            "from blog.media.storage.current import StorageError, storage_of\n"
            "from blog.core.places import Credentials\n"
            "try:\n"
            "    storage_of('s3://bucket', Credentials('key', 'secret')).put_bytes('a', b'')\n"
            "except StorageError as error:\n"
            "    print(error)\n"
        )
        result = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert result.stdout == (
            "Object storage needs a package that is not installed. "
            "Install it with: deploy/prepare requirements-s3.txt\n"
        )


class TestProcesses:
    def test_killed_in_the_middle_of_a_large_file_nothing_is_there(
        self, kept: Storage, shelf: Shelf
    ) -> None:
        trial("kill_sending", shelf.url, returns=-9)
        assert any("partNumber" in one for one in shelf.asked)
        assert list(kept.names()) == []
        kept.put_from(NAME, BytesIO(LARGE))
        assert [one.size for one in kept.names()] == [len(LARGE)]

    def test_a_worker_that_is_forked_makes_its_own(self, shelf: Shelf) -> None:
        assert trial("fork", shelf.url) == ["done", "done", "ended by 0"]

    def test_one_that_is_forked_too_late_is_told_so_and_does_not_wait(self, shelf: Shelf) -> None:
        said = trial("fork_after_use", shelf.url)
        assert said == ["done", "done", FORKED, FORKED, "ended by 0", "done", "done"]

    def test_a_folder_may_be_used_before_and_after(self, tmp_path: Path) -> None:
        said = trial("fork_after_use", (tmp_path / "media").as_uri())
        assert said == ["done", "done", "done", "done", "ended by 0", "done", "done"]


def test_what_is_installed_for_it_is_the_same_as_otherwise_and_the_library() -> None:
    plain, more = (
        set(re.findall(r"^[\w.-]+(?:\[.*\])?==\S+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-s3.txt")
    )
    assert plain < more
    assert [one.partition("==")[0] for one in more - plain] == ["obstore"]
    assert more <= set(
        re.findall(r"^\S+==\S+", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
    )
