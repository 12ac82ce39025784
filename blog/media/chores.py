"""Work on bytes that is done by the outbox: after a change, and again and again."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.core.database import db, end_reading, write
from blog.media.actions import delete_for_ever
from blog.media.file_jobs import (
    DELETE_FILES,
    MAKE_RENDITIONS,
    ask_for_deletion,
    ask_for_renditions,
    hold_files,
)
from blog.media.files import File, file_of
from blog.media.inspection.refusals import Refused
from blog.media.making import make_all
from blog.media.models import MediaItem
from blog.media.queries import digests_in_use, item_by_digest, overdue
from blog.media.storage.current import Missing, current_storage, sweep_scratch
from blog.media.storage.names import original_name, parse, plain_name, renditions_of
from blog.outbox.handlers import Again, GiveUp, Running, chore, handler

IN_THE_TRASH = timedelta(days=30)
# A file may be older than its row by the time that an upload takes.
STRAY_AFTER = timedelta(days=1)
BATCH = 500


@handler(MAKE_RENDITIONS, attempts=8)
def make_renditions(job: Running) -> None:
    """Make what is served instead of an original, unless that was replaced or deleted."""
    file = _file(job)
    if file is None:
        return
    try:
        make_all(file)
    except Missing as error:
        raise GiveUp(
            f"The original of “{file.name}” is missing. `flask media check` says more."
        ) from error
    except Refused as error:
        raise GiveUp(f"“{file.name}” cannot be opened. {error}") from error
    if _file(job) is None:
        # The job that deletes them may have been done already.
        with write() as session:
            ask_for_deletion(session, file.digest, job.clock())


@handler(DELETE_FILES)
def delete_files(job: Running) -> None:
    """Delete all bytes of a digest, unless an item has it by now."""
    delete_unless_used(str(job.payload["digest"]))


@chore("media.empty_trash", every=timedelta(hours=6))
def empty_trash(job: Running) -> Again | None:
    """Delete for ever what has been in the trash for thirty days."""
    now = job.clock()
    ids = overdue(db.session(), now - IN_THE_TRASH, BATCH)
    for item_id in ids:
        if job.is_ending():
            return Again()
        with write() as session:
            delete_for_ever(session, item_id, None, now)
    return Again() if len(ids) == BATCH else None


@chore("media.tidy_scratch", every=timedelta(hours=6))
def tidy_scratch(job: Running) -> None:
    """Remove what was left half written, in the scratch folder and in the storage."""
    now = job.clock()
    sweep_scratch(now)
    current_storage().tidy(now - STRAY_AFTER)


@chore("media.delete_strays", every=timedelta(days=1))
def delete_strays(job: Running) -> None:
    """Delete files that no item has: their upload was killed before it was kept."""
    now = job.clock()
    for digests in _batches(_stored_digests(now - STRAY_AFTER)):
        strays = digests - digests_in_use(db.session(), digests)
        end_reading()
        if strays:
            with write() as session:
                _ask_for_deletions(session, strays, now)


@chore("media.make_plain_copies", every=timedelta(days=1))
def make_plain_copies(job: Running) -> None:
    """Ask for copies that are missing, as those of films are that an older release took in."""
    for item_id in _without_copy():
        with write() as session:
            item = session.get(MediaItem, item_id)
            if item is not None:
                ask_for_renditions(session, item, job.clock())


def delete_unless_used(digest: str) -> bool:
    """Delete all bytes of a digest, unless an item has it; say whether they are gone."""
    storage = current_storage()
    with write() as session:
        hold_files(session, digest)
        if item_by_digest(session, digest) is not None:
            return False
        # Within the transaction, which is an exception: so nobody can say in a row that the
        # original is there while it goes.
        storage.delete(original_name(digest))
    for stored in list(storage.names(renditions_of(digest))):
        storage.delete(stored.name)
    return True


def _file(job: Running) -> File | None:
    """Return the file that a job is about, if its item still has it; end the transaction."""
    item = db.session().get(MediaItem, job.payload["item"])
    file = file_of(item) if item is not None else None
    end_reading()
    return file if file is not None and file.digest == job.payload["digest"] else None


def _stored_digests(before: datetime) -> Iterator[str]:
    for folder in ("originals", "renditions"):
        for stored in current_storage().names(folder):
            named = parse(stored.name)
            if named is not None and stored.modified < before:
                yield named.digest


def _without_copy() -> list[int]:
    copied = select(MediaItem.id, MediaItem.digest).where(MediaItem.has_plain_copy)
    rows = db.session().execute(copied.order_by(MediaItem.id)).all()
    end_reading()
    storage = current_storage()
    return [item_id for item_id, digest in rows if storage.size(plain_name(digest)) is None]


def _batches(digests: Iterable[str]) -> Iterator[set[str]]:
    left = iter(digests)
    while batch := set(islice(left, BATCH)):
        yield batch


def _ask_for_deletions(session: Session, digests: set[str], now: datetime) -> None:
    for digest in sorted(digests):
        ask_for_deletion(session, digest, now)
