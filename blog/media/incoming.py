"""A file that is arriving: written to the disk as it comes, and its digest with it."""

import os
from contextlib import suppress
from errno import EIO
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from blog.core.errors import DomainError
from blog.core.tokens import new_token
from blog.media.disk import FULL, NO_ROOM
from blog.media.refusals import Refused
from blog.media.storage import Full, StorageError, scratch

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MEBIBYTE = 1024 * 1024


class Incoming(FileIO):
    """A file in the scratch folder, which is gone when it is closed.

    Whatever goes wrong while it is written is kept as its ``problem``. So the rest of the request
    is read, and the problem is told next to the file.
    """

    def __init__(self, most: int) -> None:
        """Take at most so many bytes."""
        self.most, self.size = most, 0
        self.problem: DomainError | None = None
        self._hash = sha256()
        try:
            self.path = scratch() / f"{new_token()}.upload"
            super().__init__(self.path, "x+")
        except (OSError, StorageError) as error:
            self.problem, self.path = _told(error), Path(os.devnull)
            super().__init__(self.path, "r+")

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: "ReadableBuffer", /) -> int:
        """Take what comes next. It is written once, from the beginning to the end."""
        part = memoryview(data)
        self.size += len(part)
        if self.problem is None:
            try:
                self._take(part)
            except (OSError, Refused) as error:
                self.problem = _told(error)
                # Room for others; what is left otherwise goes when it is closed.
                with suppress(OSError):
                    self.truncate(0)
        return len(part)

    def close(self) -> None:
        if not self.closed and self.path != Path(os.devnull):
            self.path.unlink(missing_ok=True)
        super().close()

    def _take(self, part: memoryview) -> None:
        if self.size > self.most:
            raise Refused(
                f"This file has more than {self.most // MEBIBYTE} MB, which is the most that "
                "is taken. Save it smaller, and upload it again."
            )
        self._hash.update(part)
        while part:
            part = part[super().write(part) :]


def _told(error: OSError | DomainError) -> DomainError:
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
