"""What a storage is: bytes under names. Two of them are known, a folder and a bucket."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from blog.core.errors import DomainError

# A segment begins with a letter or a digit: so none is `..`, and what begins with a dot is free
# for the storage's own use. Capitals would be one file on some disks and two on others.
SAFE = re.compile(r"(?=.{1,200}\Z)[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*")


class StorageError(DomainError):
    """The storage did not do what it was asked for; the sentence says why and what helps."""


class Missing(StorageError):  # noqa: N818 - says what happened
    """Nothing is stored under this name."""


class Full(StorageError):  # noqa: N818 - says what happened
    """There is no room left. Nothing was stored, and what was there before is as it was."""


@dataclass(frozen=True)
class Stored:
    """A file in the storage, its size in bytes, and when it was put there."""

    name: str
    size: int
    modified: datetime


class Storage(Protocol):
    """Bytes under names as `media/names.py` makes them.

    What is put is there as a whole, and stays through a power cut, once the call returns;
    until then the name has what it had before. Anything but success is a StorageError.
    """

    def put(self, name: str, source: Path) -> None:
        """Take a file over. It is gone from its place afterwards, so it must be our own."""

    def put_from(self, name: str, file: BinaryIO) -> None:
        """Copy what is left to read of a file, a piece at a time."""

    def put_bytes(self, name: str, data: bytes) -> None: ...

    def open(self, name: str) -> BinaryIO:
        """Return a reader that can seek and never holds the whole; raises Missing."""

    def size(self, name: str) -> int | None:
        """Return the size in bytes, or None if there is nothing."""

    def delete(self, name: str) -> None:
        """Remove what is there, if anything."""

    def names(self, folder: str = "") -> Iterator[Stored]:
        """Give everything, or what is in a folder at any depth, sorted by name as bytes are."""

    def local_path(self, name: str) -> Path | None:
        """Return where the file would be on this machine's disk; None where there is none."""

    def scratch(self) -> Path | None:
        """Make and return a folder from which `put` need not copy; None if any will do."""

    def tidy(self, before: datetime) -> int:
        """Remove what killed processes left half written before a moment; say how much."""


def checked(name: str) -> str:
    """Return a name that leads nowhere but into the storage.

    Raises:
        ValueError: it is not one of ours. Whoever takes names from a request asks first.
    """
    if not SAFE.fullmatch(name):
        raise ValueError(f"nothing is stored under the name {name!r}")
    return name
