"""Renditions, social cards and plain copies are made of an original and put into the storage.

As a rule a job makes them all at once. What is asked for before that is made while the reader
waits: by one of all who ask, and only so many at a time.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from blog.core.observability import log
from blog.media.addresses import card_tail, rendition_tail
from blog.media.blanking.plain import write_plain
from blog.media.files import File
from blog.media.imaging.images import make_card, make_renditions
from blog.media.imaging.renditions import Rendition
from blog.media.incoming import told
from blog.media.inspection.refusals import Refused
from blog.media.locks import Busy, one_of
from blog.media.models import MediaKind
from blog.media.storage.current import StorageError, current_storage, scratch
from blog.media.storage.names import PLAIN, original_name, plain_name, rendition_name

CHUNK = 1024 * 1024
# How many are made for readers at once, in all processes of this machine.
AT_ONCE = 2
# How many threads of a process may wait for one. A worker has four (deploy/uwsgi.ini), and
# one of them is always there for pages.
PLACES = BoundedSemaphore(3)
# Seconds that a reader waits for somebody else who makes the same, or for a turn.
PATIENCE = 8.0
# What has more pixels in all its frames takes longer than a reader waits: the job makes it.
MOST_PIXELS = 100_000_000


def make_all(file: File) -> None:
    """Make what is missing of what is served instead of an original.

    Raises:
        Refused: the original is damaged.
        StorageError: it is missing, or the storage is full or does not answer.
    """
    if file.kind is MediaKind.IMAGE:
        _make_images(file)
    elif file.has_plain_copy and _size(file, PLAIN) is None:
        with _original(file) as path:
            _make_plain(file, path)


def ensure(file: File, wanted: Rendition | None) -> bool:
    """See to it that a rendition is there, or the card where None is wanted; say whether it is.

    It is not when too many others are being made, or when the original is damaged.
    """
    tail = rendition_tail(wanted) if wanted else card_tail(file)
    if file.pixels > MOST_PIXELS:
        return _size(file, tail) is not None
    if wanted is None:
        return _ensure(file, tail, partial(_make_card, file))
    return _ensure(file, tail, partial(_make, file, wanted=[wanted]))


def ensure_plain(file: File) -> bool:
    """See to it that the plain copy of a recording or a film is there; say whether it is."""
    return _ensure(file, PLAIN, partial(_make_plain, file))


@contextmanager
def plain_copy(original: Path, media_type: str) -> Iterator[Path]:
    """Give a plain copy of a file, to be put into the storage.

    Raises:
        Refused: the file is damaged.
        StorageError: the copy could not be written to the disk.
    """
    with TemporaryDirectory(dir=scratch()) as folder:
        target = Path(folder) / PLAIN
        try:
            write_plain(original, media_type, target)
        except OSError as error:
            raise told(error) from error
        yield target


def _make_images(file: File) -> None:
    """Make the renditions of an image that are missing, and its card.

    A format at a time, the quickest and most readable first: it is served instead of the others
    until they are there.
    """
    missing = [each for each in file.renditions if _size(file, rendition_tail(each)) is None]
    needs_card = _size(file, card_tail(file)) is None
    if missing or needs_card:
        with _original(file) as path:
            for wanted in _by_format(missing):
                _make(file, path, wanted)
            if needs_card:
                _make_card(file, path)


def _by_format(renditions: Sequence[Rendition]) -> list[list[Rendition]]:
    """Return renditions by format, in the opposite of the order in which browsers choose."""
    formats: dict[str, list[Rendition]] = {}
    for rendition in reversed(renditions):
        formats.setdefault(rendition.extension, []).append(rendition)
    return list(formats.values())


def _ensure(file: File, tail: str, make: Callable[[Path], None]) -> bool:
    if _size(file, tail) is not None:
        return True
    if not PLACES.acquire(blocking=False):
        return False
    try:
        return _make_once(file, tail, make)
    except Busy:
        return False
    except (Refused, StorageError, OSError) as error:
        log.warning(f"{file.kind} could not be made", file=file.key, name=tail, problem=str(error))
        return False
    finally:
        PLACES.release()


def _make_once(file: File, tail: str, make: Callable[[Path], None]) -> bool:
    folder = scratch()
    with one_of([folder / f"{file.digest}-{tail}.lock"], PATIENCE):
        # Whoever waited finds what somebody else has made.
        if _size(file, tail) is not None:
            return True
        turns = [folder / f"turn-{number}.lock" for number in range(AT_ONCE)]
        with one_of(turns, PATIENCE), _original(file) as path:
            make(path)
    log.info(f"{file.kind} made for a reader", file=file.key, name=tail)
    return True


def _make(file: File, original: Path, wanted: Sequence[Rendition]) -> None:
    with TemporaryDirectory(dir=scratch()) as folder:
        for rendition, path in make_renditions(original, wanted, Path(folder)).items():
            name = rendition_name(file.digest, rendition_tail(rendition))
            current_storage().put(name, path)


def _make_card(file: File, original: Path) -> None:
    card = make_card(original, file.focal_x, file.focal_y)
    current_storage().put_bytes(rendition_name(file.digest, card_tail(file)), card)


def _make_plain(file: File, original: Path) -> None:
    with plain_copy(original, file.media_type) as path:
        current_storage().put(plain_name(file.digest), path)


def _size(file: File, tail: str) -> int | None:
    return current_storage().size(rendition_name(file.digest, tail))


@contextmanager
def _original(file: File) -> Iterator[Path]:
    """Give the original as a file of this machine; a copy of it where it is kept elsewhere."""
    storage, name = current_storage(), original_name(file.digest)
    local = storage.local_path(name)
    if local is not None:
        # It raises Missing where nothing is.
        storage.open(name).close()
        yield local
        return
    with TemporaryDirectory(dir=scratch()) as folder:
        copy = Path(folder) / "original"
        with storage.open(name) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK)
        yield copy
