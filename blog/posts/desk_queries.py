"""Reads for the desk: lists with what is not public, history, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select
from sqlalchemy.orm import Session

from blog.auth.models import Person
from blog.core.actor import Actor
from blog.core.pagination import Cursor, Page, page_from, page_of
from blog.posts.models import Address, Kind, Post, Revision, State
from blog.posts.policies import may_edit_all

REMOVED = "Somebody removed"


class Tab(StrEnum):
    """The tabs above a list. Everything is in one of the last four; `all` leaves out trash."""

    ALL = "all"
    DRAFTS = "drafts"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    TRASH = "trash"


@dataclass(frozen=True)
class Wanted:
    """Which posts a list is to show; ``title`` is a part of it, empty for any."""

    kind: Kind
    tab: Tab
    title: str = ""


ROW: tuple[Any, ...] = (
    Post.id,
    Post.kind,
    Post.state,
    Post.head_number,
    Post.live_number,
    Post.published_at,
    Post.edited_at,
    Post.trashed_at,
    Post.slug,
    Revision.title,
    Revision.tags,
    Revision.visibility,
    Person.name.label("owner_name"),
)


def desk_rows(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    now: datetime,
    cursor: Cursor | None,
    size: int,
) -> Page[Row[Any]]:
    """Return one page of a list, last edited first, of what this person may edit."""
    statement = _rows(actor).where(Post.kind == wanted.kind, _in_tab(wanted.tab, now))
    if wanted.title:
        statement = statement.where(Revision.title.icontains(wanted.title, autoescape=True))
    rows = session.execute(page_of(statement, Post.edited_at, Post.id, cursor, size)).all()
    return page_from(rows, "edited_at", cursor, size)


def _rows(actor: Actor) -> Select[Any]:
    return (
        select(*ROW)
        .join(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.head_number))
        .join(Person, Person.id == Post.owner_id)
        .where(*_theirs(actor))
    )


def _theirs(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return () if may_edit_all(actor) else (Post.owner_id == actor.id,)


def _in_tab(tab: Tab, now: datetime) -> ColumnElement[bool]:
    if tab is Tab.TRASH:
        return Post.trashed_at.is_not(None)
    kept = Post.trashed_at.is_(None)
    published = Post.state == State.PUBLISHED
    return {
        Tab.ALL: kept,
        Tab.DRAFTS: and_(kept, Post.state != State.PUBLISHED),
        Tab.SCHEDULED: and_(kept, published, Post.published_at > now),
        Tab.PUBLISHED: and_(kept, published, Post.published_at <= now),
    }[tab]


def tab_totals(session: Session, actor: Actor, kind: Kind, now: datetime) -> dict[Tab, int]:
    """Count what is in each tab, in one statement."""
    row = session.execute(
        select(*(func.coalesce(func.sum(case((_in_tab(tab, now), 1), else_=0)), 0) for tab in Tab))
        .select_from(Post)
        .where(Post.kind == kind, *_theirs(actor))
    ).one()
    return dict(zip(Tab, row, strict=True))


def drafts(session: Session, actor: Actor, now: datetime, size: int) -> Sequence[Row[Any]]:
    """Return what this person was last writing."""
    statement = _rows(actor).where(_in_tab(Tab.DRAFTS, now), Post.owner_id == actor.id)
    return session.execute(statement.order_by(Post.edited_at.desc()).limit(size)).all()


def scheduled(session: Session, actor: Actor, now: datetime, size: int) -> Sequence[Row[Any]]:
    statement = _rows(actor).where(_in_tab(Tab.SCHEDULED, now))
    return session.execute(statement.order_by(Post.published_at).limit(size)).all()


def just_published(session: Session, actor: Actor, now: datetime, size: int) -> Sequence[Row[Any]]:
    statement = _rows(actor).where(_in_tab(Tab.PUBLISHED, now), Post.kind == Kind.POST)
    return session.execute(statement.order_by(Post.published_at.desc()).limit(size)).all()


def has_posts(session: Session) -> bool:
    return session.scalar(select(Post.id).limit(1)) is not None


@dataclass(frozen=True)
class HistoryLine:
    """A revision as a line in the history."""

    number: int
    created_at: datetime
    reason: str
    author: str
    name: str


def history(session: Session, post_id: int) -> list[HistoryLine]:
    """Return every version of a post without its text, the newest first."""
    rows = session.execute(
        select(Revision.number, Revision.created_at, Revision.reason, Revision.name, Person.name)
        .outerjoin(Person, Person.id == Revision.author_id)
        .where(Revision.post_id == post_id)
        .order_by(Revision.number.desc())
    )
    return [
        HistoryLine(number, at, reason.value, author or REMOVED, name)
        for number, at, reason, name, author in rows
    ]


def author_of(session: Session, revision: Revision) -> str:
    name = session.scalar(select(Person.name).where(Person.id == revision.author_id))
    return name or REMOVED


def holder_of(session: Session, slug: str, post_id: int | None) -> str | None:
    """Return the title of another post that has this address, None when it is free."""
    statement = select(Post.title).join(Address).where(Address.path == slug)
    if post_id is not None:
        statement = statement.where(Post.id != post_id)
    row = session.execute(statement).first()
    return row[0] if row else None


def revision(session: Session, post_id: int, number: int) -> Revision | None:
    return session.get(Revision, (post_id, number))
