"""Changes of the library: an item comes in, is described, replaced, and goes.

Bytes are put into the storage before a row says that they are there, and deleted after no row
says so any more: by a job, since the transaction may fail.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.database import insert_if_absent, reread
from blog.core.errors import DomainError, FieldError, Forbidden
from blog.media import hooks
from blog.media.details import Details, check, details_of, name_key, search_key
from blog.media.file_jobs import ask_for_deletion, ask_for_renditions, hold_files
from blog.media.holding import hold_to_change
from blog.media.models import MediaItem, MediaKind
from blog.media.policies import may_change, may_upload
from blog.media.replacing import check_alone, remember, renamed

# What nobody takes for another one when it is read aloud or typed.
SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
KEY_LENGTH = 12
# Each time, somebody deleted or replaced it between two statements.
TRIES = 5

NOT_ALLOWED = "Your account may not upload files."
GONE = "This file is gone: somebody deleted it for ever."
DELETED_MEANWHILE = "Exactly this file was deleted for ever at this very moment. Upload it again."
NOT_YOURS = "This file is somebody else’s. Whoever uploaded it or an editor can change it."
NOUNS = {
    MediaKind.IMAGE: "an image",
    MediaKind.AUDIO: "a recording",
    MediaKind.VIDEO: "a film",
    MediaKind.DOCUMENT: "a document",
}


@dataclass(frozen=True)
class NewFile:
    """A file whose bytes are in the storage, and what was found in it.

    Width and height are pixels as it is seen; None of what is no image. The name is a clean one
    that ends as its kind does.
    """

    name: str
    kind: MediaKind
    media_type: str
    digest: str
    size: int
    width: int | None = None
    height: int | None = None
    frames: int = 1
    is_opaque: bool = True
    has_plain_copy: bool = False


@dataclass(frozen=True)
class Added:
    """An item, and whether it is new: the same bytes twice are one item."""

    item: MediaItem
    is_new: bool


@dataclass(frozen=True)
class Result:
    """What became of one item of many: done, or why not. The name is None of one that is gone."""

    item_id: int
    name: str | None
    refusal: str = ""


def add_item(session: Session, new: NewFile, actor: Actor, now: datetime) -> Added:
    """Make an item of a file, or return the one that has these bytes. One that is in the trash
    comes back.

    Raises:
        Forbidden: the actor may not upload.
        DomainError: others deleted it at this very moment.
    """
    if not may_upload(actor):
        raise Forbidden(NOT_ALLOWED)
    hold_files(session, new.digest)
    added = _made_or_found(session, new, actor, now)
    if added.item.trashed_at is not None:
        _put_back(session, added.item, now)
    ask_for_renditions(session, added.item, now)
    return added


def change_details(
    session: Session, item_id: int, details: Details, actor: Actor, now: datetime
) -> MediaItem:
    """Say something else of an item.

    Raises:
        FieldError: for "alt", "caption", "credit", "focal_x" or "focal_y".
        DomainError: the item is gone, or somebody else's.
    """
    check(details)
    item = _editable(session, item_id, actor)
    before = details_of(item)
    if before == details:
        return item
    item.alt, item.caption, item.credit = details.alt, details.caption, details.credit
    item.is_decorative = details.is_decorative
    item.focal_x, item.focal_y = details.focal_x, details.focal_y
    item.search_key = search_key(item.name, details)
    if (before.focal_x, before.focal_y) != (details.focal_x, details.focal_y):
        ask_for_renditions(session, item, now)
    _changed(session, item, now)
    return item


def replace_file(
    session: Session, item_id: int, new: NewFile, actor: Actor, now: datetime
) -> MediaItem:
    """Give an item another file. It keeps its key and the stem of its name, so that every text
    shows the new one; the address of the old one leads there.

    Raises:
        FieldError: for "file": it is of another kind, or another item has these bytes.
        DomainError: the item is gone, or somebody else's.
    """
    hold_files(session, new.digest)
    item = check_replacement(session, item_id, new, actor)
    if item.digest == new.digest:
        return item
    former = item.digest
    remember(session, item, new.digest, now)
    for column, value in _columns(new).items():
        setattr(item, column, value)
    item.name = renamed(item.name, new.name)
    item.name_key = name_key(item.name)
    item.search_key = search_key(item.name, details_of(item))
    session.flush()
    ask_for_deletion(session, former, now)
    ask_for_renditions(session, item, now)
    _changed(session, item, now)
    return item


def check_replacement(session: Session, item_id: int, new: NewFile, actor: Actor) -> MediaItem:
    """Return the item, locked, or raise what `replace_file` would."""
    item = _editable(session, item_id, actor)
    if item.kind is not new.kind:
        raise FieldError(
            "file",
            f"This is {NOUNS[new.kind]}, and “{item.name}” is {NOUNS[item.kind]}. Choose "
            f"{NOUNS[item.kind]}, or upload this file on its own.",
        )
    if item.digest != new.digest:
        check_alone(session, new.digest)
    return item


def trash_items(
    session: Session, item_ids: Iterable[int], actor: Actor, now: datetime
) -> list[Result]:
    """Move items to the trash: texts show them no more, and nothing of them is deleted yet."""
    results = []
    for item, result in _each(session, item_ids, actor):
        results.append(result)
        if item is not None and item.trashed_at is None:
            item.trashed_at = now
            _changed(session, item, now)
    return results


def restore_items(
    session: Session,
    item_ids: Iterable[int],
    actor: Actor,
    now: datetime,
    *,
    trashed_at: datetime | None = None,
) -> list[Result]:
    """Take items out of the trash. ``trashed_at`` undoes one act: what somebody put there at
    another moment stays."""
    results = []
    for item, result in _each(session, item_ids, actor):
        results.append(result)
        if item is None or item.trashed_at is None:
            continue
        if trashed_at is None or item.trashed_at == trashed_at:
            _put_back(session, item, now)
    return results


def delete_for_ever(session: Session, item_id: int, actor: Actor | None, now: datetime) -> bool:
    """Delete an item that is in the trash, and later its bytes; say whether it was there.

    No actor is the chore that empties the trash.
    """
    item = reread(session, MediaItem, item_id)
    if item is None or item.trashed_at is None:
        return False
    if actor is not None and not may_change(actor, item):
        raise Forbidden(NOT_YOURS)
    # While it is known which texts show it: that goes with it.
    hooks.item_changed(session, item.id, now)
    ask_for_deletion(session, item.digest, now)
    session.delete(item)
    session.flush()
    return True


def _made_or_found(session: Session, new: NewFile, actor: Actor, now: datetime) -> Added:
    this = select(MediaItem).where(MediaItem.digest == new.digest).with_for_update()
    for _ in range(TRIES):
        is_new = insert_if_absent(
            session,
            MediaItem,
            **_columns(new),
            key=_new_key(),
            name=new.name,
            name_key=name_key(new.name),
            search_key=search_key(new.name, Details()),
            uploaded_by_id=actor.id,
            created_at=now,
            changed_at=now,
        )
        # The one that was there may be gone as soon as it is not held by somebody else any more.
        item = session.scalars(this).one_or_none()
        if item is not None:
            return Added(item, is_new)
    raise DomainError(DELETED_MEANWHILE)


def _new_key() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(KEY_LENGTH))


def _columns(new: NewFile) -> dict[str, object]:
    """Return the columns that a file alone decides."""
    return {field.name: getattr(new, field.name) for field in fields(new) if field.name != "name"}


def _editable(session: Session, item_id: int, actor: Actor) -> MediaItem:
    item = reread(session, MediaItem, item_id)
    if item is None:
        raise DomainError(GONE)
    if not may_change(actor, item):
        raise Forbidden(NOT_YOURS)
    return item


def _each(
    session: Session, item_ids: Iterable[int], actor: Actor
) -> Iterator[tuple[MediaItem | None, Result]]:
    """Give each item that the actor may change, held, and None with the reason otherwise."""
    ids = sorted(set(item_ids))
    held = hold_to_change(session, ids)
    for item_id in ids:
        item = held.get(item_id)
        if item is None:
            yield None, Result(item_id, None, GONE)
        elif not may_change(actor, item):
            yield None, Result(item_id, item.name, NOT_YOURS)
        else:
            yield item, Result(item_id, item.name)


def _put_back(session: Session, item: MediaItem, now: datetime) -> None:
    item.trashed_at = None
    ask_for_renditions(session, item, now)
    _changed(session, item, now)


def _changed(session: Session, item: MediaItem, now: datetime) -> None:
    """Bring up to date what readers get of an item."""
    item.changed_at = now
    session.flush()
    hooks.item_changed(session, item.id, now)
