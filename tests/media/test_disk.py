"""A folder of media: nothing is ever half there, and what goes wrong is told."""

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from shutil import which
from subprocess import DEVNULL

import pytest

from blog.media.storage.current import Missing, StorageError
from blog.media.storage.disk import FULL, Disk
from blog.media.storage.names import original_name
from config import ROOT

NAME = original_name("0a" * 32)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "media")


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def trial(name: str, place: Path, *prefix: str) -> list[str]:
    """Return what a trial says that has a process of its own."""
    command = [*prefix, sys.executable, "-m", "tests.media.trials", name, str(place)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout.splitlines()


class TestKilled:
    @pytest.mark.parametrize("name", ["kill_moving", "kill_copying"])
    def test_at_any_line_the_name_has_nothing_or_a_whole_file(
        self, tmp_path: Path, name: str
    ) -> None:
        said = trial(name, tmp_path / "trial")
        assert len(said) == 2, "with nothing under the name before, and with something"
        assert all(int(line.split()[2]) > 25 for line in said)

    def test_what_was_half_written_is_tidied_away_after_a_while(self, kept: Disk) -> None:
        kept.put_bytes(NAME, b"words")
        place = kept.local_path(NAME)
        assert place is not None
        old, young = (place.with_name(f".{place.name}.{n}.part") for n in ("old", "young"))
        for path, hours in ((old, 25), (young, 1), (place, 1000)):
            path.touch()
            moment = (NOW - timedelta(hours=hours)).timestamp()
            os.utime(path, (moment, moment))
        assert [one.name for one in kept.names()] == [NAME]
        assert kept.tidy(NOW - timedelta(days=1)) == 1
        assert [path.exists() for path in (old, young, place)] == [False, True, True]


class TestFullDisk:
    def check(self, said: list[str]) -> None:
        assert said == ["done", f"Full: {FULL}", f"Full: {FULL}", "done"]

    def test_a_full_disk_is_told_and_loses_nothing(self, tmp_path: Path) -> None:
        # A disk that only the trial sees goes with it. Where none may be had, a limit must do.
        for own in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
            tried = which("unshare") and subprocess.run([*own, "true"], stderr=DEVNULL, check=False)
            if tried and tried.returncode == 0:
                return self.check(trial("fill_disk", tmp_path / "trial", *own))
        return self.check(trial("fill_limit", tmp_path / "trial"))

    def test_so_is_a_file_that_is_larger_than_the_system_allows(self, tmp_path: Path) -> None:
        self.check(trial("fill_limit", tmp_path / "trial"))


class TestRefused:
    def test_somebody_elses_folder_is_named(self, tmp_path: Path) -> None:
        folder = tmp_path / "trial"
        said = trial("forbid", folder)
        folder.chmod(0o700)
        told = (
            f"StorageError: The folder {folder} cannot be written or read (Permission denied). "
            "Give it to the user who runs Quire, or set MEDIA_URL to another one."
        )
        assert said == [told] * 3

    def test_a_file_in_place_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        kept = Disk(tmp_path / "file")
        with pytest.raises(StorageError, match=f"The folder {tmp_path}/file cannot be written"):
            kept.put_bytes(NAME, b"words")
        with pytest.raises(Missing):
            kept.open(NAME)

    def test_a_folder_in_place_of_the_file(self, kept: Disk) -> None:
        kept.put_bytes(f"{NAME}/card.jpg", b"words")
        assert kept.size(NAME) is None
        with pytest.raises(Missing):
            kept.open(NAME)
        with pytest.raises(StorageError, match="Is a directory"):
            kept.put_bytes(NAME, b"words")
        assert files_in(kept.root) == [f"{NAME}/card.jpg"]


class TestFolder:
    def test_the_group_may_read_and_nobody_else_whatever_the_umask(self, tmp_path: Path) -> None:
        before = os.umask(0o077)
        try:
            kept = Disk(tmp_path / "around" / "media")
            kept.put_bytes(NAME, b"words")
            upload = tmp_path / "upload"
            upload.touch(0o600)
            kept.put(original_name("0b" * 32), upload)
        finally:
            os.umask(before)
        modes = {stat.S_IMODE(path.stat().st_mode): path.is_dir() for path in kept.root.rglob("*")}
        assert modes == {0o640: False, 0o750: True}
        assert stat.S_IMODE(kept.root.stat().st_mode) == 0o750
        assert stat.S_IMODE(kept.root.parent.stat().st_mode) == 0o700, "it is not ours alone"

    def test_a_group_that_the_folder_hands_on_gets_uploads_too(self, kept: Disk) -> None:
        folder = kept.scratch()
        assert folder is not None
        folder.chmod(0o2700)
        kept.root.chmod(0o2750)
        kept.put_bytes(NAME, b"words")
        place = kept.local_path(NAME)
        assert place is not None
        assert place.parent.stat().st_mode & stat.S_ISGID
        assert place.stat().st_gid == kept.root.stat().st_gid

    def test_an_upload_is_moved_and_what_only_looks_like_one_copied(
        self, kept: Disk, tmp_path: Path
    ) -> None:
        upload = tmp_path / "upload"
        upload.write_bytes(b"words")
        link = tmp_path / "link"
        link.symlink_to(upload)
        kept.put(NAME, link)
        place = kept.local_path(NAME)
        assert place is not None
        assert not place.is_symlink()
        assert upload.read_bytes() == b"words"
        number = upload.stat().st_ino
        kept.put(NAME, upload)
        assert place.stat().st_ino == number

    def test_what_is_not_ours_is_neither_listed_nor_removed(self, kept: Disk) -> None:
        kept.put_bytes(NAME, b"words")
        for name in (".hidden", "README.TXT", "originals/.0a.part.kept", "lost+found"):
            (kept.root / name).touch()
        assert [one.name for one in kept.names()] == [NAME]
        assert kept.tidy(datetime.now(UTC) + timedelta(days=1)) == 0

    def test_a_reader_keeps_what_it_opened(self, kept: Disk) -> None:
        kept.put_bytes(NAME, b"old words")
        with kept.open(NAME) as file:
            kept.put_from(NAME, BytesIO(b"new words"))
            assert file.read() == b"old words"
            kept.delete(NAME)
        assert kept.size(NAME) is None

    def test_it_says_when_a_file_was_put_there(self, kept: Disk) -> None:
        before = datetime.now(UTC)
        kept.put_bytes(NAME, b"words")
        [one] = kept.names()
        # A disk's clock ticks more slowly than the system's.
        assert timedelta(seconds=-1) < one.modified - before < timedelta(minutes=5)
