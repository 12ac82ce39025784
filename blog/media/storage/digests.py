"""The digest of a file that is read a piece at a time."""

from hashlib import sha256
from typing import BinaryIO

CHUNK = 1024 * 1024


class Reading:
    """A file that is read from its beginning to its end, and the digest of what was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash = file, sha256()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._hash.update(piece)
        return piece


def digest_of(file: BinaryIO) -> str:
    """Return the digest of what is left to read of a file."""
    reading = Reading(file)
    while reading.read(CHUNK):
        pass
    return reading.digest
