"""The pictures and files that a text shows come into the library, once each.

Every one is a transaction of its own, before that of the text. So a run that was killed leaves
items that no text shows yet; the next one finds them by their bytes and goes on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.core.database import db, end_reading, write
from blog.media import actions, uploads
from blog.media.details import LONGEST_ALT, details_of
from blog.media.inspection.inspecting import inspect
from blog.media.inspection.refusals import Refused
from blog.media.models import MediaItem, MediaKind
from blog.media.queries import item_by_digest
from blog.media.uploads import Received
from blog.transfer.models import SourceFile
from blog.transfer.plan import Plan
from blog.transfer.references import references_in
from blog.transfer.shown_files import Shown, ShownFile

# How many files that stay behind are told of, and how much of the name of each.
NAMED, LONGEST_NAMED = 3, 80
REPLACED = "“{}” was replaced here since; only “overwrite” would put the file above that."


@dataclass(frozen=True)
class Taken:
    """What became of the files that a text shows: the key of each by its address, and the
    addresses of those that stay behind, with the reason."""

    keys: Mapping[str, str]
    stayed: Mapping[str, str]
    pictures: frozenset[str] = frozenset()
    files: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _One:
    """What became of one file; the key is empty where it was only tried."""

    key: str = ""
    is_picture: bool = False
    is_new: bool = False
    note: str = ""


@dataclass(frozen=True)
class _Known:
    """The item that a file became the last time, and whether a newer file may be put into it."""

    item_id: int
    key: str
    kind: MediaKind
    is_same: bool
    is_replaceable: bool
    was_replaced: bool


def take_files(shown: Shown, plan: Plan) -> Taken:
    """Bring in what a text shows, or say what would come in.

    Raises:
        StorageError: there is no room for it, or the storage does not answer.
    """
    found: dict[str, _One] = {}
    stayed = dict(shown.missing)
    for file in shown.files:
        try:
            found[file.url] = _try(file, plan) if plan.dry_run else _take(file, plan)
        except Refused as error:
            stayed[file.url] = str(error)
    return Taken(
        keys={url: one.key for url, one in found.items()},
        stayed=stayed,
        pictures=frozenset(url for url, one in found.items() if one.is_picture),
        files=sum(one.is_new for one in found.values()),
        notes=tuple(dict.fromkeys(one.note for one in found.values() if one.note)),
    )


def notes_on(stayed: Mapping[str, str], text: str) -> Iterator[str]:
    """Say of a text what it shows that stays behind, and why."""
    places: dict[str, int] = {}
    for reference in references_in(text) if stayed else ():
        places.setdefault(reference.url, reference.start)
    found = sorted((places.get(url, text.find(url)), url) for url in stayed)
    for at, url in found[:NAMED]:
        line = f"Line {text.count(chr(10), 0, at) + 1}: " if at >= 0 else ""
        name = url if len(url) <= LONGEST_NAMED else f"{url[: LONGEST_NAMED - 1]}…"
        yield f"{line}“{name}” stays behind. {stayed[url]}"
    if len(stayed) > NAMED:
        number = len(stayed) - NAMED
        yield f"And {number} more {'stays' if number == 1 else 'stay'} behind."


def _try(file: ShownFile, plan: Plan) -> _One:
    """Say what a file would become. Raises Refused."""
    known, there = _known(file, plan), item_by_digest(db.session(), file.digest)
    is_picture = there is not None and there.kind is MediaKind.IMAGE
    is_there = there is not None or (known is not None and known.is_same)
    end_reading()
    if is_there or file.digest in plan.tried:
        return _One(is_picture=is_picture)
    inspect(file.place, file.name, uploads.limits())
    plan.tried.add(file.digest)
    return _One(is_new=True)


def _take(file: ShownFile, plan: Plan) -> _One:
    known = _known(file, plan)
    there = item_by_digest(db.session(), file.digest)
    is_there = there is not None and there.trashed_at is None
    end_reading()
    if known is not None and known.is_same:
        return _say(file, known.item_id, plan)
    if known is not None and known.was_replaced and not plan.overwrite:
        note = REPLACED.format(file.name)
        return _One(known.key, known.kind is MediaKind.IMAGE, note=note)
    if is_there:
        return _point(file, plan)
    with file.place.open("rb") as opened, uploads.receive(opened, file.name) as received:
        if known is not None and _may_replace(known, received, plan):
            return _replace(file, known, received, plan)
        return _keep(file, received, plan)


def _known(file: ShownFile, plan: Plan) -> _Known | None:
    session = db.session()
    row = _row(session, file, plan)
    item = session.get(MediaItem, row.item_id) if row and row.item_id else None
    if row is None or item is None:
        return None
    others = select(SourceFile.id).where(SourceFile.item_id == item.id, SourceFile.id != row.id)
    is_alone = session.scalar(others.limit(1)) is None
    was_replaced = item.digest not in {row.digest, file.digest}
    return _Known(
        item.id,
        item.key,
        item.kind,
        is_same=row.digest == file.digest and item.trashed_at is None,
        is_replaceable=row.is_ours and is_alone and item.trashed_at is None,
        was_replaced=was_replaced and item.trashed_at is None,
    )


def _row(session: Session, file: ShownFile, plan: Plan) -> SourceFile | None:
    of_file = select(SourceFile).where(SourceFile.name == plan.name, SourceFile.path == file.path)
    return session.scalar(of_file)


def _say(file: ShownFile, item_id: int, plan: Plan) -> _One:
    """Return the item of a file, which gets the words of the text if it has none."""
    item = db.session().get_one(MediaItem, item_id)
    if not _lacks_words(item, file):
        one = _one(item)
        end_reading()
        return one
    with write() as session:
        item = session.get_one(MediaItem, item_id)
        _give_words(session, item, file, plan)
        return _one(item)


def _point(file: ShownFile, plan: Plan) -> _One:
    """Show the item that has these bytes already."""
    with write() as session:
        item = item_by_digest(session, file.digest)
        if item is None:
            raise Refused(uploads.DELETED_MEANWHILE)
        _remember(session, file, item, plan, is_ours=False)
        _give_words(session, item, file, plan)
        return _one(item)


def _may_replace(known: _Known, received: Received, plan: Plan) -> bool:
    is_allowed = known.is_replaceable and (plan.overwrite or not known.was_replaced)
    return is_allowed and received.as_new_file().kind is known.kind


def _replace(file: ShownFile, known: _Known, received: Received, plan: Plan) -> _One:
    new = received.as_new_file()
    with uploads.storing(received, plan.now) as session:
        item = actions.replace_file(session, known.item_id, new, plan.actor, plan.now)
        _remember(session, file, item, plan, is_ours=True)
        return replace(_one(item), is_new=True)


def _keep(file: ShownFile, received: Received, plan: Plan) -> _One:
    with uploads.storing(received, plan.now) as session:
        added = actions.add_item(session, received.as_new_file(), plan.actor, plan.now)
        _remember(session, file, added.item, plan, is_ours=added.is_new)
        _give_words(session, added.item, file, plan)
        return replace(_one(added.item), is_new=added.is_new)


def _remember(
    session: Session, file: ShownFile, item: MediaItem, plan: Plan, *, is_ours: bool
) -> None:
    row = _row(session, file, plan)
    if row is None:
        row = SourceFile(name=plan.name, path=file.path, is_ours=is_ours)
        session.add(row)
    elif row.item_id != item.id:
        row.is_ours = is_ours
    row.digest, row.item_id = file.digest, item.id


def _lacks_words(item: MediaItem, file: ShownFile) -> bool:
    is_silent = not item.alt and not item.is_decorative and item.kind is MediaKind.IMAGE
    return bool(file.alt) and is_silent


def _give_words(session: Session, item: MediaItem, file: ShownFile, plan: Plan) -> None:
    if _lacks_words(item, file):
        said = replace(details_of(item), alt=file.alt[:LONGEST_ALT])
        actions.change_details(session, item.id, said, plan.actor, plan.now)


def _one(item: MediaItem) -> _One:
    return _One(item.key, item.kind is MediaKind.IMAGE)
