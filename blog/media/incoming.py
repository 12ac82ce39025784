"""A file that is arriving: written to the disk as it comes, and its digest with it."""

import os
from contextlib import suppress
from errno import EIO
from hashlib import sha256
from io import FileIO, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING

from blog.core.errors import DomainError
from blog.core.tokens import new_token
from blog.media.inspection.refusals import Refused
from blog.media.storage.current import Full, StorageError, scratch
from blog.media.storage.disk import FULL, NO_ROOM

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MEBIBYTE = 1024 * 1024


class Incoming(RawIOBase):
    """A file in the scratch folder, which is gone when it is closed.

    Whatever goes wrong while it is written is kept as its ``problem``. So the rest of the request
    is read, and the problem is told next to the file. It needs no file then.
    """

    def __init__(self, most: int, problem: DomainError | None = None) -> None:
        """Take at most so many bytes; none, with a problem that is known before."""
        super().__init__()
        self.most, self.size, self.problem = most, 0, problem
        self.path, self._hash = Path(os.devnull), sha256()
        self._file: FileIO | None = None
        if problem is None:
            try:
                path = scratch() / f"{new_token()}.upload"
                self.path, self._file = path, FileIO(path, "x+")
            except (OSError, StorageError) as error:
                self.problem = told(error)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def fileno(self) -> int:
        return self._file.fileno() if self._file else super().fileno()

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        return self._file.readinto(buffer) if self._file else 0

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence) if self._file else 0

    def write(self, data: "ReadableBuffer", /) -> int:
        """Take what comes next. It is written once, from the beginning to the end."""
        part = memoryview(data)
        self.size += len(part)
        if self.problem is None:
            try:
                self._take(part)
            except (OSError, Refused) as error:
                self.problem = told(error)
                # Room for others; what is left otherwise goes when it is closed.
                if self._file:
                    with suppress(OSError):
                        self._file.truncate(0)
        return len(part)

    def close(self) -> None:
        if self._file and not self.closed:
            self.path.unlink(missing_ok=True)
            self._file.close()
        super().close()

    def _take(self, part: memoryview) -> None:
        if self.size > self.most:
            raise Refused(
                f"This file has more than {self.most // MEBIBYTE} MB, which is the most that "
                "is taken. Save it smaller, and upload it again."
            )
        self._hash.update(part)
        while part and self._file:
            part = part[self._file.write(part) :]


def told(error: OSError | DomainError) -> DomainError:
    """Say of what the disk does what whoever sent a file can do about it."""
    if isinstance(error, DomainError):
        return error
    if error.errno in NO_ROOM:
        return Full(FULL)
    said = error.strerror or os.strerror(EIO)
    return StorageError(
        f"This file could not be written to the disk ({said}). Try again, and tell whoever runs "
        "the site if it happens again."
    )
