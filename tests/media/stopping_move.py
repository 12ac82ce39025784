"""A process that moves files from a folder to a bucket and stops after some pieces, to be killed.

    python -m tests.media.stopping_move FOLDER_URL BUCKET_URL PIECES

It says `inside` when it has read that many pieces, and waits for a line on its input.
"""

import io
import sys
from typing import Any, BinaryIO, cast

from blog.core.places import media_place
from blog.media.moving import move
from blog.media.storage.current import storage_of
from blog.media.storage.disk import Disk
from tests.killed import wait_to_be_killed
from tests.media.storages import CREDENTIALS


class Stopping(Disk):
    """A folder whose files are read for so many pieces."""

    left = 0

    def open(self, name: str) -> BinaryIO:
        return cast(BinaryIO, Pieces(super().open(name), self))


class Pieces(io.RawIOBase):
    """A file of which each piece counts."""

    def __init__(self, file: BinaryIO, disk: Stopping) -> None:
        self._file, self._disk = file, disk

    def read(self, size: int = -1, /) -> Any:
        if self._disk.left == 0:
            wait_to_be_killed()
        self._disk.left -= 1
        return self._file.read(min(size, 100_000))

    def close(self) -> None:
        self._file.close()
        super().close()


def main(here: str, there: str, pieces: str) -> None:
    folder = media_place(here)
    disk = Stopping(folder)  # type: ignore[arg-type]  # it is the address of a folder
    disk.left = int(pieces)
    for _ in move(disk, storage_of(there, CREDENTIALS)):
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
