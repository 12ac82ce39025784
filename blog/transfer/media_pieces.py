"""The library on its way out: each item as a file that says all of it, and its own beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.auth.models import Person
from blog.core.observability import log
from blog.media.details import details_of
from blog.media.models import FormerFile, MediaItem
from blog.media.storage.current import Missing, current_storage
from blog.media.storage.names import original_name
from blog.transfer.media_records import MediaRecord, record_path, written_media

BATCH = 100


@dataclass(frozen=True)
class Original:
    """The bytes of an item in the storage, which are never in memory as a whole."""

    digest: str
    size: int

    def open(self) -> BinaryIO:
        return current_storage().open(original_name(self.digest))

    def is_there(self) -> bool:
        return current_storage().size(original_name(self.digest)) is not None


def media_pieces(
    session: Session, people: Mapping[int, Person], named: set[int], lost: list[str]
) -> Iterator[tuple[str, str | Original]]:
    """Yield path and content of what goes out of the library, item by item.

    Adds to ``named`` the ids of people who uploaded something, and to ``lost`` the names of
    files that the storage has not.
    """
    for items in _batches(session):
        former = _former(session, [item.id for item in items])
        for item in items:
            named.add(item.uploaded_by_id)
            uploaded_by = people[item.uploaded_by_id].handle
            record = _record(item, uploaded_by, former.get(item.id, ()))
            yield record_path(item.key), written_media(record)
            original = Original(item.digest, item.size)
            if original.is_there():
                yield record.path, original
            else:
                lost.append(item.name)
                log.warning("an original is missing", file=item.key)
        for item in items:
            session.expunge(item)


def open_original(original: Original, path: str) -> BinaryIO:
    """Open what was there a moment ago."""
    try:
        return original.open()
    except Missing as error:
        raise Missing(
            f"The file {path} was replaced or deleted while it was taken out. Try again."
        ) from error


def _batches(session: Session) -> Iterator[Sequence[MediaItem]]:
    last = ""
    while True:
        following = select(MediaItem).where(MediaItem.key > last).order_by(MediaItem.key)
        items = session.scalars(following.limit(BATCH)).all()
        if items:
            last = items[-1].key
            yield items
        if len(items) < BATCH:
            return


def _former(session: Session, ids: Sequence[int]) -> dict[int, list[FormerFile]]:
    found: dict[int, list[FormerFile]] = {}
    of_items = select(FormerFile).where(FormerFile.item_id.in_(ids))
    for row in session.scalars(of_items.order_by(FormerFile.digest)):
        found.setdefault(row.item_id, []).append(row)
    return found


def _record(item: MediaItem, uploaded_by: str, former: Sequence[FormerFile]) -> MediaRecord:
    return MediaRecord(
        key=item.key,
        name=item.name,
        digest=item.digest,
        details=details_of(item),
        uploaded_by=uploaded_by,
        created_at=item.created_at,
        changed_at=item.changed_at,
        trashed_at=item.trashed_at,
        former=tuple((row.digest, row.replaced_at) for row in former),
    )
