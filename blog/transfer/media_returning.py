"""The way back in for the library: an item with its key, its file, and what is said of it."""

import re
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.auth.actions import ensure_author
from blog.auth.models import Person
from blog.core.database import db, end_reading, write
from blog.media import actions, uploads
from blog.media.details import check, search_key
from blog.media.inspection.inspecting import inspect
from blog.media.models import FormerFile, MediaItem
from blog.media.queries import item_by_digest, item_by_key
from blog.media.uploads import Received
from blog.transfer.folder import File, content_of
from blog.transfer.front_matter import Unreadable
from blog.transfer.media_records import NONE_OF_OURS, MediaRecord, read_media_record, record_path
from blog.transfer.models import Result, SourceFile
from blog.transfer.plan import Outcome, Plan, Skip

DIGEST = re.compile(r"[0-9a-f]{64}")


def take_media_record(file: File, plan: Plan) -> Outcome:
    """Bring in one item of an export, once. It is no post, so it counts as unchanged.

    Raises:
        Skip, Unreadable, DomainError: it is left alone, for the reason that they give.
    """
    record = read_media_record(content_of(file, plan.folder).text, file.path)
    _check(record)
    unchanged = Outcome(file.path, Result.UNCHANGED)
    if _is_here(db.session(), record, file, plan):
        end_reading()
        return unchanged
    there = item_by_digest(db.session(), record.digest)
    end_reading()
    if there is not None:
        if not plan.dry_run:
            _point(record, file, plan, unchanged)
        return unchanged
    place = _place(record, plan.folder)
    outcome = Outcome(file.path, Result.UNCHANGED, files=1)
    if plan.dry_run:
        inspect(place, record.name, uploads.limits())
        return outcome
    with place.open("rb") as opened, uploads.receive(opened, record.name) as received:
        if received.digest != record.digest:
            raise Skip(f"Its file {record.path} is another one than when it was taken out.")
        _restore(received, record, file, plan, outcome)
    return outcome


def keys_here(session: Session, keys: Iterable[str], plan: Plan) -> dict[str, str]:
    """Return the keys that items of an export have here, where these are others: the same file
    was in the library already."""
    paths = {record_path(key): key for key in keys}
    if not paths:
        return {}
    rows = session.execute(
        select(SourceFile.path, MediaItem.key)
        .join(MediaItem, MediaItem.id == SourceFile.item_id)
        .where(SourceFile.name == plan.name, SourceFile.path.in_(paths))
    )
    return {paths[path]: key for path, key in rows if paths[path] != key}


def _check(record: MediaRecord) -> None:
    check(record.details)
    digests = (record.digest, *(digest for digest, _ in record.former))
    if "/" in record.name or not all(map(DIGEST.fullmatch, digests)):
        raise Unreadable(NONE_OF_OURS)


def _is_here(session: Session, record: MediaRecord, file: File, plan: Plan) -> bool:
    """Say whether an item came in before. Raises Skip if it was deleted since."""
    if item_by_key(session, record.key) is not None:
        return True
    of_file = select(SourceFile).where(SourceFile.name == plan.name, SourceFile.path == file.path)
    row = session.scalar(of_file)
    if row is not None and row.item_id is None:
        raise Skip(f"“{record.name}” was deleted here, and stays deleted.")
    return row is not None


def _point(record: MediaRecord, file: File, plan: Plan, outcome: Outcome) -> None:
    """Let texts show the item here that has the same file."""
    with write() as session:
        item = item_by_digest(session, record.digest)
        if item is None:
            raise Skip(uploads.DELETED_MEANWHILE)
        _remember(session, item, record, file, plan, is_ours=False)
        plan.keep(session, outcome)


def _place(record: MediaRecord, folder: Path) -> Path:
    place = folder / record.path
    if not place.is_file() or not place.resolve().is_relative_to(folder.resolve()):
        raise Skip(f"Its file {record.path} is not in the folder.")
    return place


def _restore(
    received: Received, record: MediaRecord, file: File, plan: Plan, outcome: Outcome
) -> None:
    with uploads.storing(received, plan.now) as session:
        added = actions.add_item(session, received.as_new_file(), plan.actor, plan.now)
        item = added.item
        if added.is_new:
            _fill(session, item, record, plan)
        _remember(session, item, record, file, plan, is_ours=added.is_new)
        plan.keep(session, outcome)


def _fill(session: Session, item: MediaItem, record: MediaRecord, plan: Plan) -> None:
    details, values = record.details, vars(record.details)
    for name, value in values.items():
        setattr(item, name, value)
    item.key, item.search_key = record.key, search_key(item.name, details)
    item.uploaded_by_id = _person(session, record.uploaded_by, plan).id
    item.created_at, item.changed_at = record.created_at, record.changed_at
    item.trashed_at = record.trashed_at
    for digest, moment in record.former:
        session.add(FormerFile(item_id=item.id, digest=digest, replaced_at=moment))
    session.flush()


def _person(session: Session, handle: str, plan: Plan) -> Person:
    found = session.scalar(select(Person).where(Person.handle == handle))
    return found or ensure_author(session, handle, plan.now)


def _remember(
    session: Session,
    item: MediaItem,
    record: MediaRecord,
    file: File,
    plan: Plan,
    *,
    is_ours: bool,
) -> None:
    row = SourceFile(
        name=plan.name,
        path=file.path,
        digest=record.digest,
        item_id=item.id,
        is_ours=is_ours,
    )
    session.add(row)
    session.flush()
