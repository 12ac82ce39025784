"""The history of a post: versions with a name, and what of it is kept for how long.

Only what saved itself is ever thinned out. What somebody saved, named, published, merged or
restored stays for as long as the post.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.database import db, end_reading, reread, write
from blog.core.errors import DomainError, FieldError
from blog.posts.media_uses import forget_media
from blog.posts.models import LONGEST_NAME, Post, Publication, Reason, Revision
from blog.posts.revisions import editable

# What saved itself is all kept for so long; then the last of each hour; later of each day.
ALL_KEPT = timedelta(days=7)
HOURS_KEPT = timedelta(days=30)
# How many versions one transaction deletes.
BATCH = 500


@dataclass(frozen=True)
class Thinned:
    """How many versions of one post were deleted, or would be, in one transaction."""

    post_id: int
    number: int


def name_revision(session: Session, post_id: int, number: int, name: str, actor: Actor) -> Revision:
    """Call a version by a name, or by none if it is empty. Its content stays what it is."""
    post = editable(session, post_id, actor)
    revision = session.get(Revision, (post.id, number))
    if revision is None:
        raise DomainError("That version does not exist any more.")
    if len(name) > LONGEST_NAME:
        raise FieldError(
            "name",
            f"This name has {len(name):,} characters; at most {LONGEST_NAME} can be kept. "
            "Shorten it.",
        )
    revision.name = name
    return revision


def nearest_kept(session: Session, post_id: int, number: int) -> Revision | None:
    """Return a revision, or the nearest older one where it was thinned out; None for none."""
    return session.scalars(
        select(Revision)
        .where(Revision.post_id == post_id, Revision.number <= number)
        .order_by(Revision.number.desc())
        .limit(1)
    ).first()


def thin_all(now: datetime, zone: ZoneInfo, *, dry_run: bool = False) -> Iterator[Thinned]:
    """Thin out the history of every post, one after the other, a batch and a transaction at a
    time.

    It can be stopped anywhere and goes on from there. No transaction is open between two
    batches, and none is begun for a post of which everything is kept.
    """
    post_id = 0
    while (following := _next_post(db.session(), post_id, now)) is not None:
        post_id = following
        doomed = len(_doomed(db.session(), post_id, now, zone))
        end_reading()
        if dry_run and doomed:
            yield Thinned(post_id, doomed)
            continue
        while doomed > 0:
            with write() as session:
                number = thin(session, post_id, now, zone)
            yield Thinned(post_id, number)
            doomed = number if number == BATCH else 0
    end_reading()


def thin(session: Session, post_id: int, now: datetime, zone: ZoneInfo) -> int:
    """Delete what saved itself long ago, but the last of each hour or day in this time zone.
    Return how many were deleted: a whole batch when there may be more.

    Never the head, the live revision, one that was ever published, or one with a name.
    """
    if reread(session, Post, post_id) is None:
        return 0
    doomed = _doomed(session, post_id, now, zone)[:BATCH]
    # The reason and the name are asked for again: nothing else is ever deleted here.
    session.execute(
        delete(Revision).where(
            Revision.post_id == post_id,
            Revision.number.in_(doomed),
            Revision.reason == Reason.AUTOSAVE,
            Revision.name == "",
        )
    )
    if doomed:
        forget_media(session, post_id)
    return len(doomed)


def _next_post(session: Session, after: int, now: datetime) -> int | None:
    """Return the next post with anything that saved itself long ago."""
    return session.scalar(
        select(Revision.post_id)
        .where(
            Revision.post_id > after,
            Revision.reason == Reason.AUTOSAVE,
            Revision.created_at < now - ALL_KEPT,
        )
        .order_by(Revision.post_id)
        .limit(1)
    )


def _doomed(session: Session, post_id: int, now: datetime, zone: ZoneInfo) -> Sequence[int]:
    """Return the numbers that are not kept, the oldest first."""
    autosaves = session.execute(
        select(Revision.number, Revision.created_at, Revision.name)
        .where(Revision.post_id == post_id, Revision.reason == Reason.AUTOSAVE)
        .order_by(Revision.number.desc())
    ).all()
    kept = _always_kept(session, post_id)
    hours: set[object] = set()
    days: set[object] = set()
    doomed = []
    for number, created_at, name in autosaves:
        there = created_at.astimezone(zone)
        # Where a clock goes back, the same hour comes twice.
        hour, day = (there.date(), there.hour, there.utcoffset()), there.date()
        age = now - created_at
        is_last = day not in days if age > HOURS_KEPT else hour not in hours
        hours.add(hour)
        days.add(day)
        if age > ALL_KEPT and not is_last and not name and number not in kept:
            doomed.append(number)
    return doomed[::-1]


def _always_kept(session: Session, post_id: int) -> set[int | None]:
    pointers = session.execute(
        select(Post.head_number, Post.live_number).where(Post.id == post_id)
    ).one_or_none()
    published = session.scalars(select(Publication.number).where(Publication.post_id == post_id))
    return {*(pointers or ()), *published}
