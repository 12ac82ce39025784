"""Rows as the templates of the desk want them: states in words, addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import Row

from blog.auth.models import Person
from blog.core.database import db
from blog.media.queries import item_by_key
from blog.posts.forms import VISIBILITIES
from blog.posts.models import Kind, Post, Revision, State, Visibility
from blog.site.formats import short_date, time

REASONS = {
    "autosave": "Saved by itself",
    "save": "Saved",
    "merge": "Merged with a newer version",
    "conflict": "Kept beside a newer version",
    "restore": "Restored",
    "import": "Imported",
}


@dataclass(frozen=True)
class Status:
    """A state as a shape, for the stylesheet, and in words."""

    shape: str
    words: str


@dataclass(frozen=True)
class DeskRow:
    """A post as a line in a list at the desk."""

    id: int
    title: str
    url: str
    status: Status
    author: str
    tags: str
    edited_at: datetime
    published_at: datetime | None
    trashed: bool
    trashed_at: datetime | None
    restore_url: str
    delete_url: str


def status_of(post: Post | Row[Any], visibility: Visibility, now: datetime) -> Status:
    """Return the state of a post, with a word of its own for each thing readers may see."""
    if post.trashed_at is not None:
        return Status("off", "In the trash")
    if post.state is State.DRAFT:
        return Status("draft", "Draft")
    if post.state is State.REVIEW:
        return Status("waiting", "Ready for review")
    return _status_of_published(post, visibility, now)


def _status_of_published(post: Post | Row[Any], visibility: Visibility, now: datetime) -> Status:
    published_at: datetime = post.published_at  # type: ignore[assignment]  # a constraint
    changed = post.live_number != post.head_number
    if published_at > now:
        when = f"{short_date(published_at)}, {time(published_at)}"
        return Status("scheduled", when + (", edits not included" if changed else ""))
    if changed:
        return Status("changed", "Published, edits not live")
    if visibility is Visibility.PRIVATE:
        return Status("off", "Private")
    return Status("published", "Unlisted" if visibility is Visibility.UNLISTED else "Published")


def desk_row(row: Row[Any], now: datetime) -> DeskRow:
    return DeskRow(
        id=row.id,
        title=row.title,
        url=url_for("admin.edit", post_id=row.id),
        status=status_of(row, row.visibility, now),
        author=row.owner_name,
        tags=", ".join(row.tags),
        edited_at=row.edited_at,
        published_at=row.published_at,
        trashed=row.trashed_at is not None,
        trashed_at=row.trashed_at,
        restore_url=url_for("admin.restore", post_id=row.id),
        delete_url=url_for("admin.confirm_deletion", post_id=row.id),
    )


@dataclass(frozen=True)
class Version:
    """The content of a revision, for reading."""

    number: int
    title: str
    body: str
    summary: str
    slug: str
    tags: tuple[str, ...]
    bylines: tuple[str, ...]
    visible_to: str
    cover: str
    cover_caption: str


def version_of(revision: Revision, people: Mapping[int, Person]) -> Version:
    return Version(
        number=revision.number,
        title=revision.title,
        body=revision.body,
        summary=revision.summary,
        slug=revision.slug,
        tags=tuple(revision.tags),
        bylines=tuple(people[i].name for i in revision.bylines if i in people),
        visible_to=dict(VISIBILITIES)[revision.visibility.value],
        cover=cover_name(revision.cover),
        cover_caption=revision.cover_caption,
    )


def cover_name(key: str) -> str:
    """Return how people call the picture of a key: by the name of its file."""
    item = item_by_key(db.session(), key) if key else None
    return item.name if item is not None else key


def name_of(title: str, kind: Kind) -> str:
    """Return how a message calls a post: by its title, or as what it is."""
    return f"“{title}”" if title else f"The untitled {kind.value}"
