"""An item as the desk shows it beside the grid: what is said of it, and where it is used."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.admin.media_presenters import (
    Shown,
    format_of,
    markdown_of,
    public_path,
    shown,
    size_of,
)
from blog.auth.queries import people_by_id
from blog.auth.sessions import SignedIn
from blog.media.forms import DetailsForm
from blog.media.models import MediaItem, MediaKind, UseScope
from blog.media.policies import may_change
from blog.posts.media_uses import Use, uses_of
from blog.posts.models import Post
from blog.posts.policies import may_edit

# More posts than these are counted.
MOST_NAMED = 12
UNTITLED = "Untitled"


@dataclass(frozen=True)
class UseLine:
    """A post that shows an item, and in which of its texts."""

    title: str
    url: str
    where: str


@dataclass(frozen=True)
class Uses:
    """Where an item is used: the posts that somebody may open, and how many others."""

    lines: tuple[UseLine, ...]
    unnamed: int

    @property
    def total(self) -> int:
        return len(self.lines) + self.unnamed


@dataclass(frozen=True)
class Details:
    """An item with all that is known of it."""

    item: MediaItem
    picture: Shown | None
    form: DetailsForm | None
    file_error: str
    size: str
    uploaded_by: str
    uses: Uses
    markdown: str
    public_path: str
    trashed_at: datetime | None


def details(
    session: Session,
    item: MediaItem,
    who: SignedIn,
    form: DetailsForm | None = None,
    file_error: str = "",
) -> Details:
    people = people_by_id(session, [item.uploaded_by_id])
    pixels = f"{item.width} × {item.height}, " if item.width and item.height else ""
    mine = may_change(who, item)
    return Details(
        item=item,
        picture=shown(item),
        form=(form or DetailsForm.of(item)) if mine else None,
        file_error=file_error,
        size=f"{pixels}{size_of(item.size)}, {format_of(item)}",
        uploaded_by=people[item.uploaded_by_id].name,
        uses=uses_by_item(session, [item.id], who)[item.id],
        markdown=markdown_of(item, "" if item.kind is MediaKind.IMAGE else None),
        public_path=public_path(item),
        trashed_at=item.trashed_at,
    )


def uses_by_item(session: Session, ids: Collection[int], who: SignedIn) -> dict[int, Uses]:
    """Return where items are used. Titles of posts that somebody may not open are not told."""
    found = uses_of(session, ids)
    may = _may_open(session, {use.post_id for uses in found.values() for use in uses}, who)
    return {item_id: _uses(found[item_id], may) for item_id in ids}


def _may_open(session: Session, post_ids: set[int], who: SignedIn) -> set[int]:
    if not post_ids:
        return set()
    posts = session.scalars(select(Post).where(Post.id.in_(post_ids)))
    return {post.id for post in posts if may_edit(who, post)}


def _uses(uses: list[Use], may: set[int]) -> Uses:
    named = [use for use in uses if use.post_id in may][:MOST_NAMED]
    return Uses(tuple(map(_line, named)), len(uses) - len(named))


def _line(use: Use) -> UseLine:
    return UseLine(
        title=use.title or UNTITLED,
        url=url_for("admin.edit", post_id=use.post_id),
        where=_where(use),
    )


def _where(use: Use) -> str:
    """Say which text of a post shows an item, from the one that matters most to others."""
    if use.is_trashed:
        return "In the trash"
    if UseScope.LIVE in use.scopes:
        edited = "" if UseScope.HEAD in use.scopes else ", not in its edits"
        return f"In the published version{edited}"
    return "In the newest version" if UseScope.HEAD in use.scopes else "In older versions only"
