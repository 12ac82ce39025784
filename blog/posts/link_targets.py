"""Where a link to an address of this site leads, as far as posts, tags and people go."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from blog.auth.models import Person
from blog.posts.models import Address, Post, PostTag, Revision, Scope, State, Visibility
from blog.posts.queries import listed
from blog.tags.models import Tag


class Target(StrEnum):
    """What readers find at an address."""

    FOUND = "found"
    NOWHERE = "nowhere"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PRIVATE = "private"
    TRASHED = "trashed"
    DESK = "desk"


def targets_of_posts(
    session: Session, paths: Collection[str], now: datetime, own: int | None
) -> dict[str, Target]:
    """Return what readers find at paths that could be those of posts.

    ``own`` is the post that links there. Its own address counts as found: it is there once
    the post is published.
    """
    rows = session.execute(
        select(
            Address.path,
            Post.id,
            Post.state,
            Post.visibility,
            Post.published_at,
            Post.trashed_at,
        )
        .join(Post, Post.id == Address.post_id)
        .where(Address.path.in_(paths))
    )
    found = {row.path: Target.FOUND if row.id == own else _target(row, now) for row in rows}
    missing = [path for path in paths if path not in found]
    return {**dict.fromkeys(missing, Target.NOWHERE), **_planned(session, missing, own), **found}


def _target(row: Any, now: datetime) -> Target:
    if row.trashed_at is not None:
        return Target.TRASHED
    if row.state is not State.PUBLISHED:
        return Target.DRAFT
    if row.visibility is Visibility.PRIVATE:
        return Target.PRIVATE
    return Target.SCHEDULED if row.published_at > now else Target.FOUND


def _planned(session: Session, paths: Collection[str], own: int | None) -> Mapping[str, Target]:
    """Return which of these paths are meant for drafts. One that was never published has no
    address yet, and only says which it will take."""
    if not paths:
        return {}
    is_head = and_(Revision.post_id == Post.id, Revision.number == Post.head_number)
    rows = session.execute(
        select(Revision.slug, Post.id)
        .join(Post, is_head)
        .where(Post.live_number.is_(None), Revision.slug.in_(paths))
    )
    return {slug: Target.FOUND if post_id == own else Target.DRAFT for slug, post_id in rows}


def shown_tags(session: Session, slugs: Collection[str], now: datetime) -> set[str]:
    """Return those tags that have a page, since a post in the lists carries them."""
    if not slugs:
        return set()
    return set(
        session.scalars(
            select(Tag.slug)
            .join(PostTag, and_(PostTag.tag_id == Tag.id, PostTag.scope == Scope.LIVE))
            .join(Post, Post.id == PostTag.post_id)
            .where(Tag.slug.in_(slugs), *listed(now))
        )
    )


def known_handles(session: Session, handles: Collection[str]) -> set[str]:
    """Return those handles that are somebody's, in small letters."""
    if not handles:
        return set()
    lowered = [handle.lower() for handle in handles]
    return set(
        session.scalars(
            select(func.lower(Person.handle)).where(func.lower(Person.handle).in_(lowered))
        )
    )
