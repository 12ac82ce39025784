"""Reads for the desk: lists with what is not public, history, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from blog.auth.models import Person
from blog.core.actor import Actor
from blog.posts.models import Address, Kind, Post, Revision, State
from blog.posts.policies import may_edit_all
from blog.tags.models import Tag

REMOVED = "Somebody removed"


class Tab(StrEnum):
    """The tabs above a list. Everything is in one of the last five; `all` leaves out trash."""

    ALL = "all"
    DRAFTS = "drafts"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    TRASH = "trash"


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
    Revision.bylines,
    Revision.visibility,
    Person.name.label("owner_name"),
)


def rows_by_id(session: Session, ids: Sequence[int]) -> list[Row[Any]]:
    """Return the rows of a list, in the order of the ids. Whoever asks has seen who may."""
    if not ids:
        return []
    rows = {row.id: row for row in session.execute(_rows().where(Post.id.in_(ids)))}
    return [rows[post_id] for post_id in ids if post_id in rows]


def _rows() -> Select[Any]:
    return (
        select(*ROW)
        .join(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.head_number))
        .join(Person, Person.id == Post.owner_id)
    )


def theirs(actor: Actor) -> Sequence[ColumnElement[bool]]:
    """Return the condition that leaves what somebody may see at the desk."""
    return () if may_edit_all(actor) else (Post.owner_id == actor.id,)


def in_tab(tab: Tab, now: datetime) -> ColumnElement[bool]:
    if tab is Tab.TRASH:
        return Post.trashed_at.is_not(None)
    kept = Post.trashed_at.is_(None)
    published = Post.state == State.PUBLISHED
    return {
        Tab.ALL: kept,
        Tab.DRAFTS: and_(kept, Post.state == State.DRAFT),
        Tab.WAITING: and_(kept, Post.state == State.REVIEW),
        Tab.SCHEDULED: and_(kept, published, Post.published_at > now),
        Tab.PUBLISHED: and_(kept, published, Post.published_at <= now),
    }[tab]


def published_total(session: Session, actor: Actor, kind: Kind) -> int:
    """Count what is published, or will be at a set time. Whatever changes that raises the
    content version, so that the number can be kept while that stands."""
    kept = (Post.kind == kind, Post.trashed_at.is_(None), Post.state == State.PUBLISHED)
    return session.scalars(select(func.count()).where(*kept, *theirs(actor))).one()


def tab_totals(
    session: Session, actor: Actor, kind: Kind, now: datetime, published: int
) -> dict[Tab, int]:
    """Count what is in each tab, in one statement that reads an index and no post."""
    counted = (Tab.DRAFTS, Tab.WAITING, Tab.SCHEDULED, Tab.TRASH)
    row = session.execute(
        select(
            *(
                select(func.count())
                .where(Post.kind == kind, in_tab(tab, now), *theirs(actor))
                .scalar_subquery()
                for tab in counted
            )
        )
    ).one()
    totals = dict(zip(counted, row, strict=True))
    totals[Tab.PUBLISHED] = published - totals[Tab.SCHEDULED]
    return {Tab.ALL: sum(totals.values()) - totals[Tab.TRASH], **totals}


def drafts(session: Session, actor: Actor, now: datetime, size: int) -> Sequence[Row[Any]]:
    """Return what this person was last writing."""
    mine = (in_tab(Tab.ALL, now), Post.state != State.PUBLISHED, Post.owner_id == actor.id)
    statement = _rows().where(*mine)
    return session.execute(statement.order_by(Post.edited_at.desc()).limit(size)).all()


def scheduled(session: Session, actor: Actor, now: datetime, size: int) -> Sequence[Row[Any]]:
    statement = _rows().where(in_tab(Tab.SCHEDULED, now), *theirs(actor))
    return session.execute(statement.order_by(Post.published_at).limit(size)).all()


def just_published(session: Session, actor: Actor, now: datetime, size: int) -> Sequence[Row[Any]]:
    published = (in_tab(Tab.PUBLISHED, now), Post.kind == Kind.POST, *theirs(actor))
    statement = _rows().where(*published)
    return session.execute(statement.order_by(Post.published_at.desc()).limit(size)).all()


def tag_choices(session: Session, most: int) -> list[tuple[str, str]]:
    """Return slug and name of the tags to choose from; none where there are more than that."""
    rows = session.execute(select(Tag.slug, Tag.name).limit(most + 1))
    tags = [(slug, name) for slug, name in rows]
    return sorted(tags, key=lambda tag: tag[1].casefold()) if len(tags) <= most else []


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
