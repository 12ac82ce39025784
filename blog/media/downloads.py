"""The originals of several items as one zip, with a note of those that are not in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from io import BytesIO

from blog.core.errors import DomainError
from blog.core.observability import log
from blog.media import zips
from blog.media.models import MediaItem
from blog.media.storage.current import Storage, StorageError
from blog.media.storage.names import original_name
from blog.media.zip_names import names_within
from blog.media.zips import Entry

# A download that breaks off begins anew, and holds a thread of the server for as long as it lasts:
# these take half an hour on a line of twenty megabits, and four of them fit on a stick of 16 GB.
MOST_BYTES = 4_000_000_000
GIGABYTE = 1_000_000_000
NOTE = "Not in this zip.txt"
NOTHING_LEFT = "None of these files is there any more, so there is nothing to download."
NOT_NOW = "The files cannot be read now. Try again in a few minutes."
LOST = "the original is missing from where files are kept. Tell whoever runs this site."


@dataclass(frozen=True)
class Original:
    """An item's file as it was uploaded, as plain values that outlive the transaction."""

    name: str
    digest: str
    size: int
    created_at: datetime

    @property
    def stored(self) -> str:
        return original_name(self.digest)


@dataclass(frozen=True)
class Zip:
    """A zip that is to be sent: how long it is, and its bytes."""

    length: int
    pieces: Iterator[bytes]


def original_of(item: MediaItem) -> Original:
    return Original(item.name, item.digest, item.size, item.created_at)


def zip_of(
    originals: Sequence[Original], gone: int, storage: Storage, zone: tzinfo, now: datetime
) -> Zip:
    """Return the zip of some originals. ``gone`` is how many more were meant that nothing is
    known of any more. The storage is asked which it has, and what is read later is read then.

    Raises:
        DomainError: they are too large together, none is left, or the storage does not answer.
    """
    _check_size(originals)
    there, lost = _looked_up(originals, storage)
    if not there:
        raise DomainError(NOTHING_LEFT)
    note = [_note(lost, gone, now.astimezone(zone))] if lost or gone else []
    entries = [*_entries(there, storage, zone), *note]
    return Zip(zips.length(entries), _telling(zips.pieces(entries)))


def _check_size(originals: Sequence[Original]) -> None:
    size = sum(each.size for each in originals)
    if size > MOST_BYTES:
        raise DomainError(
            f"Together these have {_gigabytes(size)}, and {_gigabytes(MOST_BYTES)} are the most "
            "for one download. Pick fewer."
        )


def _gigabytes(size: int) -> str:
    # Rounded up, so that what is too much by a little is not said to be as much as may be.
    tenths = -(-size * 10 // GIGABYTE)
    return f"{tenths / 10:g} GB"


def _looked_up(
    originals: Sequence[Original], storage: Storage
) -> tuple[list[tuple[Original, int]], list[Original]]:
    """Return those that the storage has, with their sizes there, and the others."""
    try:
        sizes = [storage.size(each.stored) for each in originals]
    except StorageError as error:
        log.warning("originals cannot be read", reason=str(error))
        raise DomainError(NOT_NOW) from error
    pairs = list(zip(originals, sizes, strict=True))
    there = [(each, size) for each, size in pairs if size is not None]
    return there, [each for each, size in pairs if size is None]


def _entries(
    there: Sequence[tuple[Original, int]], storage: Storage, zone: tzinfo
) -> Iterator[Entry]:
    names = names_within((each.name for each, _ in there), taken=[NOTE])
    for name, (each, size) in zip(names, there, strict=True):
        moment = each.created_at.astimezone(zone)
        yield Entry(name, size, moment, partial(storage.open, each.stored))


def _note(lost: Sequence[Original], gone: int, moment: datetime) -> Entry:
    lines = [f"- {each.name}: {LOST}" for each in lost]
    if gone:
        files = "one file that was" if gone == 1 else f"{gone} files that were"
        lines.append(f"- {files} deleted for ever before the download began.")
    text = "\n".join(["These were picked, and are not in this zip:", "", *lines, ""]).encode()
    return Entry(NOTE, len(text), moment, partial(BytesIO, text))


def _telling(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Give pieces, and say in the log why there are no more. The answer is under way then: it
    ends too early, which browsers tell, since they know its length."""
    try:
        yield from pieces
    except (StorageError, zips.BrokenOff) as error:
        log.error("a download broke off", reason=str(error))
        raise
