"""Looks whether the rows and the files of the library fit together, and mends what it safely can.

Rows are never deleted: somebody may have the lost file yet. Files are deleted that nothing has
said to be its own for a day; an upload keeps its file before its row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from sqlalchemy import ColumnElement, select

from blog.core.database import db, end_reading, write
from blog.media.addresses import card_tail, rendition_tail
from blog.media.chores import delete_unless_used
from blog.media.file_jobs import ask_for_renditions
from blog.media.files import File, file_of
from blog.media.inspection.formats import AVIF, GIF, JPEG, PNG, WEBP
from blog.media.inspection.headers import read_header
from blog.media.inspection.refusals import Refused
from blog.media.models import MediaItem, MediaKind
from blog.media.storage.current import Missing, Stored, current_storage
from blog.media.storage.digests import digest_of
from blog.media.storage.names import PLAIN, Named, original_name, parse, plain_name, rendition_name

STRAY_AFTER = timedelta(days=1)
BATCH = 200
# Renditions are read as a whole. None comes near to this.
LARGEST_RENDITION = 100_000_000
FORMATS = {kind.extension: kind for kind in (AVIF, GIF, JPEG, PNG, WEBP)}


class Wrong(StrEnum):
    """What is wrong with a file."""

    LOST = "lost"
    DAMAGED = "damaged"
    UNMADE = "unmade"
    STRAY = "stray"
    LEFT_OVER = "left over"
    SPOILT = "spoilt"
    UNKNOWN = "unknown"


MEANINGS = {
    Wrong.LOST: "Its original is not in the storage.",
    Wrong.DAMAGED: "Its original is not what was uploaded.",
    Wrong.UNMADE: "The copy that readers get is not in the storage. It can be made anew.",
    Wrong.STRAY: "No item of the library has this file.",
    Wrong.LEFT_OVER: "It was made of a file that no item has, or is not served any more.",
    Wrong.SPOILT: "It cannot be opened. It can be made anew.",
    Wrong.UNKNOWN: "Quire gives no such name. Nothing is done with it.",
}


@dataclass(frozen=True)
class Finding:
    """Something wrong: with an item, by its key and name, or with a file in the storage alone."""

    wrong: Wrong
    name: str
    key: str = ""
    item_id: int | None = None
    stored: Stored | None = None


class NotMounted(Exception):  # noqa: N818 - says what is so
    """There are items, and not one of their originals: the storage is most likely not there."""


def check(now: datetime) -> Iterator[Finding]:
    """Read every original, look at every file, and yield what is wrong.

    Raises:
        NotMounted: nothing can be said, and nothing must be mended.
        StorageError: the storage does not answer.
    """
    _check_mounted()
    for files in _files():
        for file in files:
            wrong = _wrong_original(file) or _wrong_copy(file)
            if wrong is not None:
                yield Finding(wrong, file.name, file.key, file.id)
    stored = current_storage().names()
    while batch := list(islice(stored, BATCH)):
        yield from _wrong_files(batch, now)


def mend(finding: Finding, now: datetime) -> bool:
    """Mend one thing, if it can be; say whether it was."""
    if finding.wrong is Wrong.UNMADE:
        return _ask_anew(MediaItem.id == finding.item_id, now)
    named = parse(finding.stored.name) if finding.stored is not None else None
    if named is None:
        return False
    if named.file is None:
        return delete_unless_used(named.digest)
    current_storage().delete(rendition_name(named.digest, named.file))
    if finding.wrong is Wrong.SPOILT:
        _ask_anew(MediaItem.digest == named.digest, now)
    return True


def _ask_anew(which: ColumnElement[bool], now: datetime) -> bool:
    """Ask for what an item lacks; say whether it is still there."""
    with write() as session:
        item = session.scalar(select(MediaItem).where(which))
        if item is not None:
            ask_for_renditions(session, item, now)
        return item is not None


def _check_mounted() -> None:
    """Raise NotMounted if the storage has none of the originals that there should be."""
    there_are_items = False
    for files in _files():
        there_are_items = True
        if any(_size(file) is not None for file in files):
            return
    if there_are_items:
        raise NotMounted


def _files() -> Iterator[Sequence[File]]:
    """Yield all items, some at a time, outside of any transaction."""
    last = 0
    while True:
        following = select(MediaItem).where(MediaItem.id > last).order_by(MediaItem.id)
        files = [file_of(item) for item in db.session().scalars(following.limit(BATCH))]
        end_reading()
        if files:
            last = files[-1].id
            yield files
        if len(files) < BATCH:
            return


def _size(file: File) -> int | None:
    return current_storage().size(original_name(file.digest))


def _wrong_original(file: File) -> Wrong | None:
    try:
        with current_storage().open(original_name(file.digest)) as original:
            return None if digest_of(original) == file.digest else Wrong.DAMAGED
    except Missing:
        # It may have been replaced or deleted since the row was read.
        return Wrong.LOST if _is_current(file) else None


def _wrong_copy(file: File) -> Wrong | None:
    if not file.has_plain_copy or current_storage().size(plain_name(file.digest)) is not None:
        return None
    return Wrong.UNMADE if _is_current(file) else None


def _is_current(file: File) -> bool:
    digest = db.session().scalar(select(MediaItem.digest).where(MediaItem.id == file.id))
    end_reading()
    return digest == file.digest


def _wrong_files(stored: Sequence[Stored], now: datetime) -> Iterator[Finding]:
    named = {each.name: parse(each.name) for each in stored}
    digests = {name.digest for name in named.values() if name is not None}
    rows = db.session().scalars(select(MediaItem).where(MediaItem.digest.in_(digests)))
    items = {item.digest: file_of(item) for item in rows}
    end_reading()
    for each in stored:
        wrong = _wrong_file(each, named[each.name], items, now)
        if wrong is not None:
            name = named[each.name]
            file = items.get(name.digest) if name else None
            yield Finding(
                wrong, each.name, file.key if file else "", file.id if file else None, each
            )


def _wrong_file(
    stored: Stored, named: Named | None, items: Mapping[str, File], now: datetime
) -> Wrong | None:
    if named is None:
        return Wrong.UNKNOWN
    file, is_new = items.get(named.digest), stored.modified > now - STRAY_AFTER
    if named.file is None:
        return None if file is not None or is_new else Wrong.STRAY
    if file is None or named.file not in _tails(file):
        return None if is_new else Wrong.LEFT_OVER
    if named.file == PLAIN:
        return None if stored.size == file.size else Wrong.SPOILT
    return None if _opens(stored, named.file) else Wrong.SPOILT


def _tails(file: File) -> set[str]:
    """Return what the files are called that are served instead of an original."""
    if file.kind is MediaKind.IMAGE:
        return {card_tail(file), *map(rendition_tail, file.renditions)}
    return {PLAIN} if file.has_plain_copy else set()


def _opens(stored: Stored, tail: str) -> bool:
    """Say whether a rendition is an image that is whole and as wide as its name says."""
    if not 0 < stored.size < LARGEST_RENDITION:
        return False
    try:
        with current_storage().open(stored.name) as file:
            header = read_header(file.read(), FORMATS[tail.rpartition(".")[2]])
    except Missing:
        return True
    except Refused:
        return False
    return tail.startswith("card-") or header.width == int(tail.partition(".")[0])
