"""Reads for the first screen of the desk: what waits for somebody, and what needs care."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session

from blog.auth.permissions import Deed, Whose, whose
from blog.core.actor import Actor
from blog.posts.desk_queries import Tab, in_tab, rows_by_id, theirs
from blog.posts.models import Post, State
from blog.posts.notes import Note

# A draft that nobody touched for so long has been forgotten, or should be.
OLD = timedelta(days=30)


def waiting(session: Session, actor: Actor, now: datetime, size: int) -> Sequence[Row[Any]]:
    """Return what waits for this person, the longest first.

    For editors that is what was handed in; for others what has an open note of somebody else.
    """
    if whose(actor.role, Deed.HAND_BACK) is Whose.ALL:
        return _oldest(session, (in_tab(Tab.WAITING, now),), size)
    said = select(Note.id).where(
        Note.post_id == Post.id,
        Note.resolved_at.is_(None),
        or_(Note.author_id.is_(None), Note.author_id != actor.id),
    )
    mine = Post.owner_id == actor.id
    return _oldest(session, (in_tab(Tab.DRAFTS, now), mine, said.exists()), size)


def needing_care(session: Session, actor: Actor, now: datetime, size: int) -> Sequence[Row[Any]]:
    """Return drafts older than a month, and posts with edits that readers do not see."""
    old = and_(in_tab(Tab.DRAFTS, now), Post.edited_at < now - OLD)
    pending = and_(
        Post.trashed_at.is_(None),
        Post.state == State.PUBLISHED,
        Post.live_number != Post.head_number,
    )
    return _oldest(session, (or_(old, pending), *theirs(actor)), size)


def _oldest(
    session: Session, conditions: Sequence[ColumnElement[bool]], size: int
) -> Sequence[Row[Any]]:
    found = select(Post.id).where(*conditions).order_by(Post.edited_at, Post.id).limit(size)
    return rows_by_id(session, session.scalars(found).all())
