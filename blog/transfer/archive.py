"""A zip that somebody uploaded becomes a folder, if nothing in it is out of order.

All names are judged before anything is unpacked, and only what an import reads is unpacked.
What is refused is refused as a whole, by name, and leaves no folder behind.
"""

import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from blog.core.errors import FieldError
from blog.transfer.archive_names import Entry, entries_of, refused
from blog.transfer.folder import SUFFIXES

MOST_ENTRIES = 50_000
# Names, and what else a zip says of its entries, all of which is read at once.
LARGEST_DIRECTORY = 32_000_000
MOST_UNPACKED, MOST_MEDIA = 500_000_000, 4_000_000_000
MOST_NAMED = 10
CHUNK = 65_536

END = struct.Struct("<4s4H2LH")
END_SIGNATURE, LARGE_SIGNATURE, ENTRY_SIGNATURE = b"PK\5\6", b"PK\6\7", b"PK\1\2"
LONGEST_COMMENT = 65_535
LOCATOR_SIZE = 20

DAMAGED = "It is damaged: {}. Make the archive anew, or upload it once more."
NO_ZIP = "It is not a zip archive. Pack the folder as a .zip file and upload that."
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError)
# How other archives begin, whatever they are called.
BEGINNINGS = (
    b"PK\3\4",
    b"\x1f\x8b\x08",
    b"BZh91AY&SY",
    b"\xfd7zXZ\0",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\7",
    b"\x28\xb5\x2f\xfd",
)


class Refused(FieldError):  # noqa: N818 - says what happened to it
    """An archive is not unpacked; ``entries`` are sentences about what is in it."""

    def __init__(self, message: str, entries: Sequence[str] = ()) -> None:
        super().__init__("archive", message)
        self.entries = tuple(entries)


def unpack(file: IO[bytes], folder: Path) -> None:
    """Unpack what an import reads of a zip into a folder that is not there yet.

    Raises:
        Refused: the archive cannot be read, or something in it must not be unpacked.
    """
    _check_directory(file)
    folder.mkdir(parents=True)
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in _checked(archive.infolist()):
                _write(archive, entry, folder)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, BROKEN):
            raise Refused(DAMAGED.format(_said(error))) from error
        if isinstance(error, OSError):
            raise Refused(f"It could not be unpacked here: {error.strerror or error}.") from error
        raise


def _said(error: BaseException) -> str:
    known = isinstance(error, zipfile.BadZipFile)
    return str(error).rstrip(".") if known else "its list of files cannot be read"


def _check_directory(file: IO[bytes]) -> None:
    """Refuse what has too many entries before there is an object for each."""
    size = file.seek(0, 2)
    if size == 0:
        raise Refused("It is empty. Choose the zip again.")
    length = min(size, END.size + LONGEST_COMMENT)
    file.seek(size - length)
    tail = file.read(length)
    # As zipfile looks for it: at the very end, or else before a comment.
    plain = len(tail) - END.size
    at = plain if tail[plain : plain + 4] == END_SIGNATURE else tail.rfind(END_SIGNATURE)
    if at < 0 or len(tail) < at + END.size:
        raise Refused(NO_ZIP)
    if tail[max(0, at - LOCATOR_SIZE) :].startswith(LARGE_SIGNATURE):
        raise Refused(
            "It is a zip for more than 4 GB or 65,535 files. Bring it in as several archives."
        )
    directory = END.unpack(tail[at : at + END.size])[5]
    if directory > LARGEST_DIRECTORY:
        raise Refused("Its list of files is too long. Bring it in as several archives.")
    file.seek(max(0, size - length + at - directory))
    if file.read(directory).count(ENTRY_SIGNATURE) > MOST_ENTRIES:
        raise Refused(f"It holds more than {MOST_ENTRIES:,} files. Bring it in in parts.")
    file.seek(0)


def _checked(infos: list[zipfile.ZipInfo]) -> list[Entry]:
    """Return what is to be unpacked of an archive in which everything is in order."""
    if complaints := list(_complaints(infos)):
        raise _refusal(complaints)
    entries = [entry for entry in entries_of(infos) if entry.is_read]
    if not any(entry.path.suffix.lower() in SUFFIXES for entry in entries):
        known = ", ".join(sorted(SUFFIXES))
        raise Refused(f"There is no Markdown file in it: no name ends in {known}.")
    _check_total([entry for entry in entries if entry.is_text], "texts", MOST_UNPACKED)
    _check_total([entry for entry in entries if entry.is_media], "pictures and files", MOST_MEDIA)
    return entries


def _check_total(entries: Sequence[Entry], what: str, most: int) -> None:
    total = sum(entry.info.file_size for entry in entries)
    if total > most:
        raise Refused(
            f"Its {what} would take {total:,} bytes, and {most:,} are the most. "
            "Bring it in as several archives."
        )


def _complaints(infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    for info, reason in refused(infos):
        yield f"“{_shown(info.orig_filename)}” {reason}."


def _shown(name: str) -> str:
    """Return a name of an archive for people: whole but for what would break a page."""
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in name)
    return plain if len(plain) <= 120 else f"{plain[:60]}…{plain[-59:]}"


def _refusal(complaints: Sequence[str]) -> Refused:
    if len(complaints) == 1:
        return Refused(f"{complaints[0]} So nothing was unpacked.")
    told = list(complaints[:MOST_NAMED])
    if more := len(complaints) - len(told):
        told.append(f"And {more:,} more.")
    return Refused(
        f"{len(complaints):,} files in it are out of order, so nothing was unpacked.", told
    )


def _write(archive: zipfile.ZipFile, entry: Entry, folder: Path) -> None:
    name = _shown(entry.info.filename)
    try:
        _copy(archive, entry, folder, name)
    except BROKEN as error:
        raise zipfile.BadZipFile(f"“{name}” cannot be unpacked") from error


def _copy(archive: zipfile.ZipFile, entry: Entry, folder: Path, name: str) -> None:
    place = folder / entry.path
    place.parent.mkdir(parents=True, exist_ok=True)
    left = entry.info.file_size
    with archive.open(entry.info) as packed, place.open("wb") as unpacked:
        chunk = packed.read(CHUNK)
        # Documents of offices are archives too; what a file of the library is, is looked at later.
        if entry.is_text and chunk.startswith(BEGINNINGS):
            raise _refusal([f"“{name}” is an archive itself."])
        while chunk:
            left -= len(chunk)
            if left < 0:
                raise zipfile.BadZipFile("it is larger than it says")
            unpacked.write(chunk)
            chunk = packed.read(CHUNK)
