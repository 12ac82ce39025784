"""What a zip says of its entries, judged before anything of it is unpacked."""

import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from blog.transfer.documents import POST_FOLDERS
from blog.transfer.exporting import SITE_FILE
from blog.transfer.folder import is_read
from blog.transfer.media_records import is_media_record
from blog.transfer.shown_files import is_media

DRIVE = re.compile(r"[A-Za-z]:")
CONTROL = re.compile("[\x00-\x1f\x7f]")
ARCHIVES = frozenset(
    ".7z .ace .arj .br .bz2 .cab .cpio .deb .ear .gz .iso .jar .lz .lz4 .lzh .lzma .rar .rpm .tar "
    ".taz .tbz .tbz2 .tgz .tlz .txz .tzst .war .whl .xz .z .zip .zipx .zst".split()
)
# Folders whose name says what is in them, and which are no root for that. A folder that is
# called blog may be either; most often it is the whole.
MEANINGFUL = (POST_FOLDERS | {"pages", "_pages"}) - {"blog"}
MACINTOSH = "__MACOSX"

LONGEST_NAME, LONGEST_PATH = 200, 1000
MOST_RATIO, HARMLESS = 100, 10_000_000
ENCRYPTED = 0x1
WINDOWS_LINK = 0x400
HEADER_SIZE = 30


@dataclass(frozen=True)
class Entry:
    """An entry and its path below the root of what was packed."""

    info: ZipInfo
    path: PurePosixPath

    @property
    def is_read(self) -> bool:
        return self.is_text or self.is_media

    @property
    def is_text(self) -> bool:
        """Say whether an import reads it as a whole."""
        path = str(self.path)
        return is_read(self.path) or path == SITE_FILE or is_media_record(path)

    @property
    def is_media(self) -> bool:
        """Say whether texts may show it."""
        return not self.is_text and is_media(self.path)


def entries_of(infos: Iterable[ZipInfo]) -> list[Entry]:
    """Return the files that count, without the one folder around them all, where there is one.

    So a blog that was packed as `blog/` and as `blog-main/` has the same paths.
    """
    entries = [Entry(info, _path(info)) for info in infos if _counts(info)]
    tops = {entry.path.parts[0] if len(entry.path.parts) > 1 else "" for entry in entries}
    if len(tops) != 1 or tops & (MEANINGFUL | {""}):
        return entries
    return [Entry(entry.info, PurePosixPath(*entry.path.parts[1:])) for entry in entries]


def refused(infos: list[ZipInfo]) -> Iterator[tuple[ZipInfo, str]]:
    """Yield each entry that must not be unpacked, and why: the end of a sentence."""
    named = Counter(_key(_path(info)) for info in infos if _counts(info))
    folders = {_key(parent) for info in infos if _counts(info) for parent in _path(info).parents}
    overlapping = set(_overlapping(infos))
    for info in infos:
        reason = _wrong_name(info) or _wrong_kind(info) or _wrong_content(info)
        if not reason and _counts(info):
            key = _key(_path(info))
            if named[key] > 1:
                reason = "is there more than once, as far as capitals do not count"
            elif key in folders:
                reason = "is a file and a folder at once"
        if not reason and id(info) in overlapping:
            reason = "shares its bytes with another file, as only a zip bomb does"
        if reason:
            yield info, reason


def _path(info: ZipInfo) -> PurePosixPath:
    # PurePosixPath leaves out what is empty or a dot.
    return PurePosixPath(info.orig_filename)


def _key(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def _counts(info: ZipInfo) -> bool:
    """Say whether an entry is a file of the blog: no folder, nothing hidden."""
    parts = _path(info).parts
    hidden = any(part.startswith(".") or part == MACINTOSH for part in parts)
    return bool(parts) and not hidden and not info.orig_filename.endswith("/")


def _wrong_name(info: ZipInfo) -> str:
    name = info.orig_filename
    parts = PurePosixPath(name).parts
    return next((reason for is_wrong, reason in NAMES if is_wrong(name, parts)), "")


def _is_too_long(name: str, parts: tuple[str, ...]) -> bool:
    longest = max((len(part.encode(errors="replace")) for part in parts), default=0)
    return len(name) > LONGEST_PATH or longest > LONGEST_NAME


NAMES: tuple[tuple[Callable[[str, tuple[str, ...]], object], str], ...] = (
    (lambda name, parts: "\0" in name, "has a zero in its name"),
    (lambda name, parts: CONTROL.search(name), "has a control character in its name"),
    (lambda name, parts: "\\" in name, "has a backslash in its name"),
    (lambda name, parts: name.startswith("/") or DRIVE.match(name), "has an absolute path"),
    (lambda name, parts: ".." in parts, "leads out of the folder"),
    (_is_too_long, "has too long a name"),
)


def _wrong_kind(info: ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK or info.external_attr & WINDOWS_LINK:
        return "is a link"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is no ordinary file"
    if info.flag_bits & ENCRYPTED:
        return "is encrypted"
    return ""


def _wrong_content(info: ZipInfo) -> str:
    path = _path(info)
    if _counts(info) and path.suffix.lower() in ARCHIVES:
        return "is an archive itself"
    size, packed = info.file_size, max(1, info.compress_size)
    if size > HARMLESS and size / packed > MOST_RATIO:
        return f"would grow {size // packed:,} times, to {size:,} bytes: a zip bomb"
    is_wanted = is_read(path) or is_media(path)
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED} and is_wanted:
        return "is packed in a way that is not read here"
    return ""


def _overlapping(infos: list[ZipInfo]) -> Iterator[int]:
    """Yield the identity of each entry that begins before the one in front of it has ended."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            yield id(info)
        end = max(end, info.header_offset + HEADER_SIZE + info.compress_size)
