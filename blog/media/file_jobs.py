"""Work on bytes that a change of the library asks for, in the transaction of the change."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.media.models import MediaItem, MediaKind
from blog.outbox.actions import enqueue

MAKE_RENDITIONS, DELETE_FILES = "media.make_renditions", "media.delete_files"


def ask_for_renditions(session: Session, item: MediaItem, now: datetime) -> None:
    """Ask for what is served instead of an original to be made, as far as it is missing."""
    if item.kind is MediaKind.IMAGE or item.has_plain_copy:
        payload = {"item": item.id, "digest": item.digest}
        key = f"{MAKE_RENDITIONS}:{item.digest}"
        enqueue(session, MAKE_RENDITIONS, payload, now=now, key=key)


def ask_for_deletion(session: Session, digest: str, now: datetime) -> None:
    """Ask for the bytes of a digest to be deleted, if no item has them by then."""
    key = f"{DELETE_FILES}:{digest}"
    enqueue(session, DELETE_FILES, {"digest": digest}, now=now, key=key)


def hold_files(session: Session, digest: str) -> None:
    """Keep others from saying that files are there, and from deleting them, until the commit.

    There may be no row yet that could be locked. SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Fifteen hex digits fit the lock's number of 64 bits.
        session.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))
