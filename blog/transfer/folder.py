"""The files of a folder that is brought in: which there are, and what each holds."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from blog.transfer.front_matter import Unreadable

SUFFIXES = {".md", ".markdown", ".mdown", ".mkd", ".mdx"}
# What other programs keep beside the texts.
NOT_ENTERED = {"node_modules", "vendor", "_site", "public", "resources"}
# What speaks of the folder, or of a section of it, and is no post.
NO_POSTS = {"_index", "changelog", "code_of_conduct", "contributing", "license", "readme"}
# Four bytes for each of a million characters, and front matter.
LARGEST_FILE = 5_000_000


@dataclass(frozen=True)
class File:
    """A file within the folder; ``path`` is relative to it, with slashes."""

    path: str
    place: Path


@dataclass(frozen=True)
class Content:
    text: str
    digest: str


def files_of(folder: Path) -> Iterator[File]:
    """Yield the Markdown files of a folder and those below it, in one order on every machine."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in NOT_ENTERED
        )
        for name in sorted(names):
            file = Path(place, name)
            if _is_text(file):
                path = file.relative_to(folder).as_posix()
                # What is no UTF-8 in a name can be neither shown nor stored.
                yield File(path.encode(errors="replace").decode(), file)


def is_read(path: PurePosixPath) -> bool:
    """Say whether a file at this path within a folder would be read."""
    around = path.parts[:-1]
    hidden = any(name.startswith(".") or name in NOT_ENTERED for name in around)
    return not hidden and _is_text(path)


def _is_text(file: PurePath) -> bool:
    hidden = file.name.startswith(".") or file.stem.lower() in NO_POSTS
    return file.suffix.lower() in SUFFIXES and not hidden


def content_of(file: File, folder: Path) -> Content:
    """Return the text of a file.

    Raises:
        Unreadable: it leads out of the folder, is too large, no text, or cannot be opened.
    """
    if file.path != file.place.relative_to(folder).as_posix():
        raise Unreadable("Its name is not in UTF-8.")
    try:
        if not file.place.resolve().is_relative_to(folder.resolve()):
            raise Unreadable("It is a link that leads out of the folder.")
        size = file.place.stat().st_size
        if size > LARGEST_FILE:
            raise Unreadable(f"It has {size:,} bytes; no text may have over {LARGEST_FILE:,}.")
        if not file.place.is_file():
            raise Unreadable("It is no file.")
        data = file.place.read_bytes()
    except OSError as error:
        raise Unreadable(f"It cannot be opened: {error.strerror}.") from error
    except RuntimeError as error:
        raise Unreadable("It is a link that leads to itself.") from error
    return Content(_decoded(data), hashlib.sha256(data).hexdigest())


def _decoded(data: bytes) -> str:
    if b"\0" in data:
        raise Unreadable("It is no text: it has bytes of zero in it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable("It is not in UTF-8. Save it in that encoding.", line) from error
