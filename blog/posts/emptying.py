"""Emptying the trash: what has been there for long is deleted for ever."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blog.core.content_version import raise_content_version
from blog.core.database import db, end_reading, reread, write
from blog.posts.models import Post

KEPT_IN_TRASH = timedelta(days=30)


def empty_trash(now: datetime) -> Iterator[int]:
    """Delete what went to the trash more than 30 days ago, each in a transaction of its own;
    yield the ids. It can be stopped anywhere and goes on from there."""
    after = 0
    while (post_id := _next_old(db.session(), after, now)) is not None:
        end_reading()
        after = post_id
        with write() as session:
            is_gone = _delete(session, post_id, now)
        if is_gone:
            yield post_id
    end_reading()


def _next_old(session: Session, after: int, now: datetime) -> int | None:
    old = select(Post.id).where(Post.trashed_at < now - KEPT_IN_TRASH, Post.id > after)
    return session.scalar(old.order_by(Post.id).limit(1))


def _delete(session: Session, post_id: int, now: datetime) -> bool:
    """Delete a post unless somebody took it out of the trash meanwhile."""
    post = reread(session, Post, post_id)
    if post is None or post.trashed_at is None or post.trashed_at >= now - KEPT_IN_TRASH:
        return False
    session.execute(delete(Post).where(Post.id == post_id))
    raise_content_version(session, now)
    return True
