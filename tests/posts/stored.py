"""What the database holds about a post, for tests of what a change did to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from blog.posts.models import Address, Post, PostByline, PostTag, Publication, Scope
from blog.tags.models import Tag
from tests.factories import World

READERS_SEE = (
    "slug",
    "title",
    "summary",
    "excerpt",
    "html",
    "headings",
    "words",
    "bylines",
    "tags",
    "cover",
    "visibility",
    "published_at",
    "updated_at",
    "live_number",
    "state",
)


def tags(world: World, post_id: int, scope: Scope) -> set[str]:
    with world.reading() as session:
        links = PostTag.post_id == post_id, PostTag.scope == scope
        return set(session.scalars(select(Tag.slug).join(PostTag).where(*links)))


def bylines(world: World, post_id: int, scope: Scope = Scope.HEAD) -> list[int]:
    with world.reading() as session:
        links = PostByline.post_id == post_id, PostByline.scope == scope
        ids = select(PostByline.person_id).where(*links).order_by(PostByline.position)
        return list(session.scalars(ids))


def addresses(world: World) -> dict[str, tuple[int, bool]]:
    with world.reading() as session:
        return {a.path: (a.post_id, a.is_current) for a in session.scalars(select(Address))}


def columns(post: Post) -> dict[str, Any]:
    return {column.name: getattr(post, column.name) for column in Post.__table__.columns}


def seen(world: World, post_id: int) -> dict[str, Any]:
    post = world.post(post_id)
    return {name: getattr(post, name) for name in READERS_SEE}


def publications(world: World, post_id: int) -> list[tuple[int, datetime, datetime, int | None]]:
    with world.reading() as session:
        rows = session.execute(
            select(
                Publication.number,
                Publication.published_at,
                Publication.made_at,
                Publication.made_by,
            )
            .where(Publication.post_id == post_id)
            .order_by(Publication.id)
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


def live_tags(world: World, post_id: int) -> list[str]:
    with world.reading() as session:
        links = PostTag.post_id == post_id, PostTag.scope == Scope.LIVE
        return list(session.scalars(select(Tag.slug).join(PostTag).where(*links)))


def live_bylines(world: World, post_id: int) -> list[int]:
    with world.reading() as session:
        links = PostByline.post_id == post_id, PostByline.scope == Scope.LIVE
        ids = select(PostByline.person_id).where(*links).order_by(PostByline.position)
        return list(session.scalars(ids))
