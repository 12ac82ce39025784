"""Media in a folder of this machine: whole files, safe from a power cut, or nothing.

Files are readable by the group as well, and folders open to it, so that Nginx can be put into
the group of the user who runs Quire. Nobody else reads them: drafts are among them.
"""

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from errno import EDQUOT, EFBIG, ENOSPC, EXDEV
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from blog.media.storage.stored import SAFE, Full, Missing, StorageError, Stored, checked

FILE_MODE, FOLDER_MODE = 0o640, 0o750
CHUNK = 1024 * 1024
PART = ".part"
NO_ROOM = {ENOSPC, EDQUOT, EFBIG}
ABSENT = (FileNotFoundError, NotADirectoryError, IsADirectoryError)
FULL = (
    "There is no room left on the disk that files are kept on, so nothing was stored. Try again "
    "when whoever runs the site has made room."
)


class Disk:
    """A folder, made when something is put into it for the first time."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, source: Path) -> None:
        path = self.root / checked(name)
        with self._telling():
            self._make(path.parent)
            if not _move(source, path):
                with source.open("rb") as file:
                    _copy(file, path)
                source.unlink()
            self._settle(path.parent)

    def put_from(self, name: str, file: BinaryIO) -> None:
        path = self.root / checked(name)
        with self._telling():
            self._make(path.parent)
            _copy(file, path)
            self._settle(path.parent)

    def put_bytes(self, name: str, data: bytes) -> None:
        self.put_from(name, BytesIO(data))

    def open(self, name: str) -> BinaryIO:
        with self._reading(name):
            return (self.root / checked(name)).open("rb")

    def size(self, name: str) -> int | None:
        try:
            with self._reading(name):
                found = (self.root / checked(name)).stat()
        except Missing:
            return None
        return found.st_size if stat.S_ISREG(found.st_mode) else None

    def delete(self, name: str) -> None:
        path = self.root / checked(name)
        with suppress(Missing), self._reading(name):
            path.unlink()
            _sync(path.parent)

    def names(self, folder: str = "") -> Iterator[Stored]:
        root = self.root / checked(folder) if folder else self.root
        with self._telling():
            for entry in _entries(root):
                name = Path(entry.path).relative_to(self.root).as_posix()
                if SAFE.fullmatch(name) and (found := _stat(entry)) is not None:
                    yield Stored(name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def local_path(self, name: str) -> Path | None:
        return self.root / checked(name)

    def scratch(self) -> Path | None:
        # On the same disk, and in the same group where the folder hands its own on.
        folder = self.root / ".uploads"
        with self._telling():
            self._make(self.root)
            folder.mkdir(0o700, exist_ok=True)
        return folder

    def tidy(self, before: datetime) -> int:
        removed = 0
        with self._telling():
            for entry in _entries(self.root, hidden=True):
                found = _stat(entry)
                if found is not None and found.st_mtime < before.timestamp():
                    Path(entry.path).unlink(missing_ok=True)
                    removed += 1
        return removed

    def _make(self, folder: Path) -> None:
        """Make a folder and those around it that are missing."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        within = folder.is_relative_to(self.root)
        with suppress(FileExistsError):
            # What is around ours may hold more than media, as the instance folder does.
            folder.mkdir(FOLDER_MODE if within else 0o700)
            if within:
                # What the umask took away; a bit that hands the group on stays.
                folder.chmod(stat.S_IMODE(folder.stat().st_mode) | FOLDER_MODE)
        if not within or folder == self.root:
            _sync(folder.parent)

    def _settle(self, folder: Path) -> None:
        """Make sure of the names from a folder up: any of them may have been made just now."""
        while folder != self.root:
            _sync(folder)
            folder = folder.parent
        _sync(self.root)

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        try:
            with self._telling():
                yield
        except StorageError as error:
            if isinstance(error.__cause__, ABSENT):
                raise Missing(f"There is no file {name} in {self.root}.") from error
            raise

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in NO_ROOM:
                raise Full(FULL) from error
            raise StorageError(
                f"The folder {self.root} cannot be written or read ({error.strerror}). Give it to "
                "the user who runs Quire, or set MEDIA_URL to another one."
            ) from error


def _move(source: Path, path: Path) -> bool:
    """Give a file its name if that takes no copying; say whether it did."""
    found, folder = source.lstat(), path.parent.stat()
    if not stat.S_ISREG(found.st_mode) or found.st_gid != folder.st_gid:
        return False
    source.chmod(FILE_MODE)
    _sync(source)
    try:
        source.replace(path)
    except OSError as error:
        if error.errno == EXDEV:
            return False
        raise
    return True


def _copy(file: BinaryIO, path: Path) -> None:
    """Write a file beside its place and give it its name when it is whole."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}{PART}")
    try:
        with part.open("xb") as copy:
            os.fchmod(copy.fileno(), FILE_MODE)
            shutil.copyfileobj(file, copy, CHUNK)
            copy.flush()
            os.fsync(copy.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, have reached the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _entries(folder: Path, *, hidden: bool = False) -> Iterator[os.DirEntry[str]]:
    """Give the files at any depth in the order of their whole names, or half written ones."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=_place)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name.startswith("."):
            if hidden and entry.name.endswith(PART):
                yield entry
        elif entry.is_dir():
            yield from _entries(Path(entry.path), hidden=hidden)
        elif not hidden and entry.is_file():
            yield entry


def _place(entry: os.DirEntry[str]) -> str:
    # What is in a folder sorts with the slash after its name.
    return entry.name + "/" * entry.is_dir()


def _stat(entry: os.DirEntry[str]) -> os.stat_result | None:
    """Return what is known of a file, or None if it went away meanwhile."""
    try:
        return entry.stat()
    except FileNotFoundError:
        return None
