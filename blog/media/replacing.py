"""What it takes to give an item another file: nobody else has it, and the old address goes on."""

from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy import delete
from sqlalchemy.orm import Session

from blog.core.database import insert_if_absent
from blog.core.errors import FieldError
from blog.media.models import LONGEST_NAME, FormerFile, MediaItem
from blog.media.queries import item_by_digest


def check_alone(session: Session, digest: str) -> None:
    """Refuse the bytes of another item: two items with one file would be found as either.

    Raises:
        FieldError: for "file".
    """
    other = item_by_digest(session, digest)
    if other is None:
        return
    if other.trashed_at is not None:
        raise FieldError(
            "file",
            f"“{other.name}” in the trash is exactly this file. Restore it and use that one, or "
            "delete it for ever first.",
        )
    raise FieldError(
        "file", f"“{other.name}” is exactly this file. Use that one in your texts instead."
    )


def remember(session: Session, item: MediaItem, digest: str, now: datetime) -> None:
    """Let the address of the file that an item has lead to the one that it gets."""
    back = delete(FormerFile).where(FormerFile.item_id == item.id, FormerFile.digest == digest)
    session.execute(back)
    insert_if_absent(session, FormerFile, item_id=item.id, digest=item.digest, replaced_at=now)


def renamed(name: str, new: str) -> str:
    """Return a name that keeps its stem and ends as the new file's does."""
    suffix = PurePosixPath(new).suffix
    return PurePosixPath(name).stem[: LONGEST_NAME - len(suffix)] + suffix
