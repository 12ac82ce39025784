"""A zip that is made while it is sent: neither memory nor a disk ever holds the whole of it.

Nothing is packed smaller, since pictures and films are already: so its length is known before its
first byte, and a browser tells a download that broke off from one that is done.
"""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, BinaryIO, cast

CHUNK = 64 * 1024
ORDINARY_FILE = 0o100644 << 16
# The years that a zip can say.
FIRST_YEAR, LAST_YEAR = 1980, 2107
# What stands around the bytes of a file, in bytes: its head, and behind it its check sum and size
# (small, or in ZIP64); its line in the list at the end; and the end itself.
HEAD, WIDE_HEAD, TAIL, WIDE_TAIL = 30, 20, 16, 24
LINE, WIDE_LINE, WIDE_NUMBER = 46, 4, 8
END, WIDE_END = 22, 76


class BrokenOff(Exception):  # noqa: N818 - says what happened
    """A file ended before its size was reached."""


@dataclass(frozen=True)
class Entry:
    """A file of a zip. It is opened when its turn comes, in the zone of its moment."""

    name: str
    size: int
    moment: datetime
    open: Callable[[], BinaryIO]

    @property
    def is_wide(self) -> bool:
        """Say whether its size is one that zipfile writes in 64 bits."""
        return self.size * 1.05 > zipfile.ZIP64_LIMIT


def length(entries: Sequence[Entry]) -> int:
    """Return how many bytes `pieces` gives."""
    at = listed = 0
    for entry in entries:
        name = len(entry.name.encode())
        numbers = 2 * (entry.size > zipfile.ZIP64_LIMIT) + (at > zipfile.ZIP64_LIMIT)
        listed += LINE + name + (WIDE_LINE + numbers * WIDE_NUMBER if numbers else 0)
        around = WIDE_HEAD + WIDE_TAIL if entry.is_wide else TAIL
        at += HEAD + name + entry.size + around
    return at + listed + END + (WIDE_END if at > zipfile.ZIP64_LIMIT else 0)


def pieces(entries: Sequence[Entry]) -> Iterator[bytes]:
    """Give the bytes of a zip. Whoever closes this closes the file that is being read.

    Raises:
        BrokenOff: a file is shorter than was said.
    """
    made = _Made()
    with zipfile.ZipFile(cast(IO[bytes], made), "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            with entry.open() as file, archive.open(_info(entry), "w") as packed:
                for piece in _read(file, entry):
                    packed.write(piece)
                    yield made.taken()
    yield made.taken()


def _info(entry: Entry) -> zipfile.ZipInfo:
    moment = entry.moment
    year = min(max(moment.year, FIRST_YEAR), LAST_YEAR)
    info = zipfile.ZipInfo(
        entry.name, (year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    )
    info.external_attr, info.file_size = ORDINARY_FILE, entry.size
    return info


def _read(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    left = entry.size
    while left:
        piece = file.read(min(CHUNK, left))
        if not piece:
            raise BrokenOff(f"{entry.name} ended {left} bytes too early")
        left -= len(piece)
        yield piece


class _Made:
    """What a zip is written to: it holds what nobody has taken yet, and cannot be sought in."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._waiting.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: what is written is there to be taken."""

    def taken(self) -> bytes:
        """Return what was written since this was last asked."""
        whole = b"".join(self._waiting)
        self._waiting.clear()
        return whole
