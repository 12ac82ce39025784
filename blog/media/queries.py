"""Reads of the library: items by what texts and addresses call them, and lists of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from blog.core.folding import fold
from blog.core.pagination import Keys, Order, Page, Place, page_from, page_of
from blog.media import hooks
from blog.media.models import FormerFile, MediaItem, MediaKind, MediaUse

KEY = re.compile(r"[a-z0-9]{12}", re.ASCII)
HEXADECIMAL = re.compile(r"[0-9a-f]+", re.ASCII)
# As many words as anybody looks for; each is looked for in every item.
MOST_WORDS = 10


class Tab(StrEnum):
    """Which items a list of the library shows."""

    IMAGES = "images"
    FILES = "files"
    WITHOUT_ALT = "without-alt"
    UNUSED = "unused"
    TRASH = "trash"


class Sort(StrEnum):
    """What a list is sorted by: the latest first, names from A to Z."""

    NEWEST = "newest"
    NAME = "name"


ORDERS = {
    Sort.NEWEST: Order(MediaItem.created_at, MediaItem.id),
    Sort.NAME: Order(MediaItem.name_key, MediaItem.id, Keys.WORDS),
}


@dataclass(frozen=True)
class Wanted:
    """Which items a list is to show, and in which order. All the words must be in what is said
    of an item: its name, alt text, caption or credit."""

    tab: Tab = Tab.IMAGES
    words: tuple[str, ...] = ()
    sort: Sort = Sort.NEWEST


def item_by_key(session: Session, key: str) -> MediaItem | None:
    """Return the item that texts and addresses call so, in the trash or not."""
    if not KEY.fullmatch(key):
        return None
    return session.scalar(select(MediaItem).where(MediaItem.key == key))


def items_by_keys(session: Session, keys: Iterable[str]) -> dict[str, MediaItem]:
    """Return the items of these keys that are there and not in the trash, in one statement."""
    wanted = {key for key in keys if KEY.fullmatch(key)}
    if not wanted:
        return {}
    there = select(MediaItem).where(MediaItem.key.in_(wanted), MediaItem.trashed_at.is_(None))
    return {item.key: item for item in session.scalars(there)}


def items_by_ids(session: Session, ids: Iterable[int]) -> dict[int, MediaItem]:
    """Return the items with these ids that there are, in the trash or not."""
    found = session.scalars(select(MediaItem).where(MediaItem.id.in_(set(ids))))
    return {item.id: item for item in found}


def item_by_digest(session: Session, digest: str) -> MediaItem | None:
    return session.scalar(select(MediaItem).where(MediaItem.digest == digest))


def had_file(session: Session, item: MediaItem, beginning: str) -> bool:
    """Say whether an item once had a file whose digest begins so."""
    if not HEXADECIMAL.fullmatch(beginning):
        return False
    former = select(FormerFile.item_id).where(
        FormerFile.item_id == item.id, FormerFile.digest.startswith(beginning)
    )
    return session.scalar(former.limit(1)) is not None


def is_shown_to_readers(session: Session, item: MediaItem, now: datetime) -> bool:
    """Say whether everybody may see an item: some text that readers get shows it."""
    return item.trashed_at is None and any(hooks.is_shown(session, item.id, now))


def digests_in_use(session: Session, digests: Iterable[str]) -> set[str]:
    """Return those digests that some item has."""
    used = select(MediaItem.digest).where(MediaItem.digest.in_(set(digests)))
    return set(session.scalars(used))


def words_of(text: str) -> tuple[str, ...]:
    """Return what somebody looks for, as `Wanted` takes it."""
    return tuple(text.replace("\x00", "").split()[:MOST_WORDS])


def library(session: Session, wanted: Wanted, place: Place | None, size: int) -> Page[MediaItem]:
    """Return one page of the library."""
    order = ORDERS[wanted.sort]
    chosen = select(MediaItem).where(in_tab(wanted.tab), *_has(wanted.words))
    return page_from(session.scalars(page_of(chosen, order, place, size)).all(), order, place, size)


def tab_counts(session: Session) -> dict[Tab, int]:
    """Return how many items each tab has, in one statement."""
    counts = (func.count().filter(in_tab(tab)) for tab in Tab)
    row = session.execute(select(*counts).select_from(MediaItem)).one()
    return dict(zip(Tab, row, strict=True))


def recent(
    session: Session, size: int, words: Sequence[str] = (), kind: MediaKind | None = None
) -> Sequence[MediaItem]:
    """Return the newest items that have these words, of one kind or of any: for a picker."""
    chosen = [MediaItem.trashed_at.is_(None), *_has(words)]
    if kind is not None:
        chosen.append(MediaItem.kind == kind)
    newest = select(MediaItem).order_by(MediaItem.created_at.desc(), MediaItem.id.desc())
    return session.scalars(newest.where(*chosen).limit(size)).all()


def overdue(session: Session, before: datetime, size: int) -> Sequence[int]:
    """Return the ids of items that went to the trash before a moment."""
    old = select(MediaItem.id).where(MediaItem.trashed_at < before)
    return session.scalars(old.order_by(MediaItem.id).limit(size)).all()


def in_tab(tab: Tab) -> ColumnElement[bool]:
    """Return the condition of an item to be shown in a tab."""
    if tab is Tab.TRASH:
        return MediaItem.trashed_at.is_not(None)
    is_image = MediaItem.kind == MediaKind.IMAGE
    conditions: dict[Tab, ColumnElement[bool]] = {
        Tab.IMAGES: is_image,
        # Asked so, the index of the list finds them.
        Tab.FILES: MediaItem.kind.in_([kind for kind in MediaKind if kind is not MediaKind.IMAGE]),
        Tab.WITHOUT_ALT: and_(is_image, MediaItem.alt == "", MediaItem.is_decorative.is_(False)),
        Tab.UNUSED: MediaItem.id.not_in(select(MediaUse.item_id)),
    }
    return and_(conditions[tab], MediaItem.trashed_at.is_(None))


def _has(words: Sequence[str]) -> list[ColumnElement[bool]]:
    return [MediaItem.search_key.contains(fold(word), autoescape=True) for word in words]
