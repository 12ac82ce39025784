"""Links that show a post to somebody without an account, for a while.

The address of a link is made of its key and of our signature of it. So the desk can show it
again, and a copy of the database alone opens nothing: what is in a backup stays what it was,
and nobody reads on from it. Another SECRET_KEY ends all links, and the desk then shows new
addresses for them. Guessing is hopeless: a signature has 256 bits.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    and_,
    func,
    not_,
    select,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from blog.auth.models import Person
from blog.auth.permissions import Deed
from blog.core.actor import Actor
from blog.core.database import Base, Id, Moment, reread
from blog.core.errors import DomainError, Forbidden
from blog.core.tokens import is_signature, signature
from blog.posts.models import Kind, Post, Reason, Revision
from blog.posts.policies import may
from blog.posts.revisions import editable
from blog.posts.snapshot import Snapshot, snapshot_of

KEY_BYTES = 16
LONGEST_KEY = 22
PURPOSE = "preview link"
# How many links to one post may be open: enough for everybody who is asked for an opinion.
MOST_OPEN = 50
# Of those that ended, the list shows so many.
ENDED_SHOWN = 20


class PreviewLink(Base):
    """A link to a post: always to its newest version, or to the one that it names."""

    __tablename__ = "preview_links"
    __table_args__ = (
        ForeignKeyConstraint(
            ["post_id", "number"],
            ["revisions.post_id", "revisions.number"],
            name="fk_preview_links_revision",
            ondelete="CASCADE",
        ),
        Index("ix_preview_links_post_id_number", "post_id", "number"),
    )

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    # Random, so that a link never leads to what took its id after a backup was restored.
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), unique=True)
    number: Mapped[int | None]
    created_by: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]

    maker: Mapped[Person | None] = relationship()

    def is_open(self, now: datetime) -> bool:
        return self.withdrawn_at is None and self.expires_at > now


# A link that names no version shows the head.
_SHOWN = func.coalesce(PreviewLink.number, Post.head_number)


@dataclass(frozen=True)
class LinkChange:
    """What a link is to show, and for how long: ``number`` is None for always the newest."""

    lifetime: timedelta
    number: int | None = None


@dataclass(frozen=True)
class Shared:
    """What a link shows, as plain values. ``published_at`` is None until readers see the post."""

    kind: Kind
    snapshot: Snapshot
    number: int
    is_pinned: bool
    saved_at: datetime
    published_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True)
class Links:
    """The links to a post, each list the newest first."""

    open: Sequence[PreviewLink]
    ended: Sequence[PreviewLink]


def token_of(link: PreviewLink) -> str:
    """Return the last part of the address of a link."""
    return f"{link.key}.{signature(PURPOSE, link.key)}"


def shared_at(session: Session, token: str, now: datetime) -> Shared | None:
    """Return what the link of a token shows, while it is open and the post is not in the
    trash."""
    key, _, signed = token.rpartition(".")
    # Only what we signed is looked up: anything else may be no text that a database can hold.
    if not is_signature(PURPOSE, key, signed):
        return None
    row = session.execute(
        select(PreviewLink, Post, Revision)
        .join(Post, Post.id == PreviewLink.post_id)
        .join(Revision, and_(Revision.post_id == Post.id, Revision.number == _SHOWN))
        .where(PreviewLink.key == key, _open(now), Post.trashed_at.is_(None))
    ).first()
    return _shared(*row, now) if row else None


def _shared(link: PreviewLink, post: Post, revision: Revision, now: datetime) -> Shared:
    return Shared(
        kind=post.kind,
        snapshot=snapshot_of(revision),
        number=revision.number,
        is_pinned=link.number is not None,
        saved_at=revision.created_at,
        published_at=post.published_at if post.is_due(now) else None,
        expires_at=link.expires_at,
    )


def links_of(session: Session, post_id: int, now: datetime) -> Links:
    newest_first = (
        select(PreviewLink)
        .options(joinedload(PreviewLink.maker))
        .where(PreviewLink.post_id == post_id)
        .order_by(PreviewLink.id.desc())
    )
    return Links(
        session.scalars(newest_first.where(_open(now))).all(),
        session.scalars(newest_first.where(not_(_open(now))).limit(ENDED_SHOWN)).all(),
    )


def _open(now: datetime) -> ColumnElement[bool]:
    return and_(PreviewLink.withdrawn_at.is_(None), PreviewLink.expires_at > now)


def make_link(
    session: Session, post_id: int, change: LinkChange, actor: Actor, now: datetime
) -> PreviewLink:
    """Make a link to a post. Raises DomainError for one in the trash, for a version that does
    not exist, and when there are too many."""
    post = _shareable(session, post_id, actor)
    if post.trashed_at is not None:
        raise DomainError("This is in the trash. Restore it first.")
    if _count_open(session, post.id, now) >= MOST_OPEN:
        raise DomainError(f"There are {MOST_OPEN} links to it already. Withdraw one first.")
    if change.number is not None:
        _keep(session, post, change.number)
    link = PreviewLink(
        post_id=post.id,
        key=secrets.token_urlsafe(KEY_BYTES),
        number=change.number,
        created_by=actor.id,
        created_at=now,
        expires_at=now + change.lifetime,
    )
    session.add(link)
    session.flush()
    return link


def withdraw_link(
    session: Session, post_id: int, link_id: int, actor: Actor, now: datetime
) -> None:
    """End a link; one that ended already stays as it is. Raises DomainError for one that the
    post does not have."""
    post = _shareable(session, post_id, actor)
    link = reread(session, PreviewLink, link_id)
    if link is None or link.post_id != post.id:
        raise DomainError("That link does not exist any more.")
    if link.is_open(now):
        link.withdrawn_at = now


def _shareable(session: Session, post_id: int, actor: Actor) -> Post:
    post = editable(session, post_id, actor)
    if not may(actor, Deed.SHARE, post):
        raise Forbidden("You may not share this post.")
    return post


def _count_open(session: Session, post_id: int, now: datetime) -> int:
    of_post = select(func.count()).where(PreviewLink.post_id == post_id, _open(now))
    return session.scalar(of_post) or 0


def _keep(session: Session, post: Post, number: int) -> None:
    """See to it that a version is not thinned out: it counts as saved on purpose from now on."""
    revision = session.get(Revision, (post.id, number), with_for_update=True)
    if revision is None:
        raise DomainError("That version does not exist any more. Choose another one.")
    if revision.reason is Reason.AUTOSAVE:
        revision.reason = Reason.SAVE
