"""Reads for the public pages: each page is at most three statements, the first of them
`read_freshness`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from blog.auth.models import Person
from blog.core.caching import Freshness
from blog.core.content_version import ContentVersion
from blog.core.pagination import Order, Page, Place, page_from, page_of
from blog.posts.models import (
    Address,
    Kind,
    Post,
    PostByline,
    PostTag,
    Revision,
    Scope,
    State,
    Visibility,
)
from blog.tags.models import Tag

# What a line in a list shows. The text itself stays in the database.
ENTRY: tuple[Any, ...] = (
    Post.id,
    Post.slug,
    Post.title,
    Post.summary,
    Post.published_at,
    Post.tags,
    Post.bylines,
    Post.words,
    Post.cover,
)

# Written into the statement, not bound to it: only so can a database know, before it sees the
# values, that the partial indexes hold everything that is asked for.
LIVE = (
    Post.state == literal(State.PUBLISHED, Post.state.type, literal_execute=True),
    Post.trashed_at.is_(None),
)
NEWEST = Order(Post.published_at, Post.id)
PUBLIC = Post.visibility == literal(Visibility.PUBLIC, Post.visibility.type, literal_execute=True)


def listed(now: datetime, kind: Kind = Kind.POST) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of everything that stands in public lists."""
    return (
        Post.kind == kind,
        *LIVE,
        PUBLIC,
        Post.published_at <= now,
    )


def read_freshness(session: Session, now: datetime) -> Freshness:
    """Return the content version and the public publications around this moment.

    When something else appears no page changes but its own, so nobody is told when that is.
    """
    seen = (*LIVE, PUBLIC)
    last = select(func.max(Post.published_at)).where(*seen, Post.published_at <= now)
    following = select(func.min(Post.published_at)).where(*seen, Post.published_at > now)
    row = session.execute(
        select(
            ContentVersion.number,
            ContentVersion.raised_at,
            last.scalar_subquery(),
            following.scalar_subquery(),
        )
    ).one()
    return Freshness(*row)


def newest_posts(session: Session, now: datetime, place: Place | None, size: int) -> Page[Row[Any]]:
    return _entries(session, select(*ENTRY).where(*listed(now)), place, size)


def posts_between(
    session: Session,
    now: datetime,
    start: datetime,
    end: datetime,
    place: Place | None,
    size: int,
) -> Page[Row[Any]]:
    statement = select(*ENTRY).where(
        *listed(now), Post.published_at >= start, Post.published_at < end
    )
    return _entries(session, statement, place, size)


def posts_with_tag(
    session: Session, now: datetime, tag_id: int, place: Place | None, size: int
) -> Page[Row[Any]]:
    statement = (
        select(*ENTRY)
        .join(PostTag, and_(PostTag.post_id == Post.id, PostTag.scope == Scope.LIVE))
        .where(PostTag.tag_id == tag_id, *listed(now))
    )
    return _entries(session, statement, place, size)


def posts_by_person(
    session: Session, now: datetime, person_id: int, place: Place | None, size: int
) -> Page[Row[Any]]:
    statement = (
        select(*ENTRY)
        .join(PostByline, and_(PostByline.post_id == Post.id, PostByline.scope == Scope.LIVE))
        .where(PostByline.person_id == person_id, *listed(now))
    )
    return _entries(session, statement, place, size)


def _entries(
    session: Session, statement: Select[Any], place: Place | None, size: int
) -> Page[Row[Any]]:
    rows = session.execute(page_of(statement, NEWEST, place, size)).all()
    return page_from(rows, NEWEST, place, size)


def head_of(session: Session, post: Post) -> Revision:
    """Return the revision from which writing continues."""
    return session.get_one(Revision, (post.id, post.head_number))


@dataclass(frozen=True)
class Found:
    """A post and whether the path that led to it is its current one."""

    post: Post
    is_current: bool


def post_at(session: Session, path: str) -> Found | None:
    row = session.execute(
        select(Post, Address.is_current).join(Address).where(Address.path == path)
    ).first()
    return Found(row[0], row[1]) if row else None


def neighbours(
    session: Session, post: Post, now: datetime
) -> tuple[Row[Any] | None, Row[Any] | None]:
    """Return the posts just newer and just older than this one, in one statement."""
    place = tuple_(literal(post.published_at, Post.published_at.type), literal(post.id))
    key = tuple_(Post.published_at, Post.id)
    newer = (
        select(literal(True).label("is_newer"), *ENTRY)
        .where(*listed(now), key > place)
        .order_by(Post.published_at.asc(), Post.id.asc())
        .limit(1)
        .subquery()
    )
    older = (
        select(literal(False).label("is_newer"), *ENTRY)
        .where(*listed(now), key < place)
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(1)
        .subquery()
    )
    rows = session.execute(union_all(select(newer), select(older))).all()
    found = {bool(row.is_newer): row for row in rows}
    return found.get(True), found.get(False)


@dataclass(frozen=True)
class TagTotal:
    """A tag with how many listed posts carry it, and since when."""

    id: int
    name: str
    slug: str
    description: str
    total: int
    since: datetime


def tag_totals(session: Session, now: datetime) -> list[TagTotal]:
    rows = session.execute(
        select(
            Tag.id,
            Tag.name,
            Tag.slug,
            Tag.description,
            func.count(),
            func.min(Post.published_at),
        )
        .join(PostTag, and_(PostTag.tag_id == Tag.id, PostTag.scope == Scope.LIVE))
        .join(Post, Post.id == PostTag.post_id)
        .where(*listed(now))
        .group_by(Tag.id, Tag.name, Tag.slug, Tag.description)
        .order_by(func.lower(Tag.name))
    )
    return [TagTotal(*row) for row in rows]  # type: ignore[arg-type]  # listed posts have a time


@dataclass(frozen=True)
class AuthorTotal:
    """Somebody whose name stands on listed posts, and on how many."""

    id: int
    name: str
    handle: str
    bio: str
    total: int


def author_totals(session: Session, now: datetime) -> list[AuthorTotal]:
    rows = session.execute(
        select(Person.id, Person.name, Person.handle, Person.bio, func.count())
        .join(PostByline, and_(PostByline.person_id == Person.id, PostByline.scope == Scope.LIVE))
        .join(Post, Post.id == PostByline.post_id)
        .where(*listed(now))
        .group_by(Person.id, Person.name, Person.handle, Person.bio)
    )
    return [AuthorTotal(*row) for row in rows]


def publication_times(session: Session, now: datetime) -> Sequence[datetime]:
    """Return when each listed post appeared. The caller counts them by local month: a
    month begins at another moment in each time zone, which SQLite does not know."""
    return [t for t in session.scalars(select(Post.published_at).where(*listed(now))) if t]


def feed_posts(session: Session, now: datetime, size: int) -> Sequence[Post]:
    return session.scalars(
        select(Post)
        .where(*listed(now))
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(size)
    ).all()


def listed_pages(session: Session, now: datetime) -> Sequence[Any]:
    """Return title and slug of the public pages, for the navigation."""
    return session.execute(
        select(Post.title, Post.slug)
        .where(*listed(now, Kind.PAGE))
        .order_by(Post.position.is_(None), Post.position, func.lower(Post.title), Post.id)
    ).all()
