"""Revisions: who may add one to a post, how it is added, and how it becomes the head."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.database import reread
from blog.core.errors import DomainError, Forbidden
from blog.media.models import UseScope
from blog.posts import policies
from blog.posts.links import point_bylines, point_tags
from blog.posts.media_uses import keep_media, keys_of, point_media
from blog.posts.models import Post, Reason, Revision, Scope
from blog.posts.snapshot import Snapshot
from blog.posts.title_keys import title_key


class Gone(DomainError):  # noqa: N818 - says what is the case
    """The post was deleted for ever in the meantime."""


@dataclass(frozen=True)
class Origin:
    """Where a revision comes from: who made it, when, why, and from which one.

    ``merged_with`` is the revision that was typed, where this one is the merge of it with
    the head that ``based_on`` names. ``window`` is the page that sent it, and ``sequence``
    the number of its sending there.
    """

    actor: Actor
    now: datetime
    reason: Reason
    based_on: int | None = None
    merged_with: int | None = None
    window: str | None = None
    sequence: int | None = None


def editable(session: Session, post_id: int, actor: Actor) -> Post:
    """Return the post as it is now, locked. Raises Gone, or Forbidden for other people's."""
    post = reread(session, Post, post_id)
    if post is None:
        raise Gone("This post was deleted for ever in the meantime.")
    if not policies.may_edit(actor, post):
        raise Forbidden("You may not change this post.")
    return post


def with_permitted_bylines(
    snapshot: Snapshot, otherwise: tuple[int, ...], actor: Actor
) -> Snapshot:
    """Leave the bylines as they are unless the actor may choose them."""
    if policies.may_choose_bylines(actor):
        return snapshot
    return replace(snapshot, bylines=otherwise)


def add_revision(session: Session, post: Post, snapshot: Snapshot, origin: Origin) -> int:
    """Keep a snapshot under the next number, which is returned. The head stays where it is."""
    newest = session.scalar(select(func.max(Revision.number)).where(Revision.post_id == post.id))
    content = asdict(snapshot) | {"tags": list(snapshot.tags), "bylines": list(snapshot.bylines)}
    revision = Revision(
        post_id=post.id,
        number=(newest or 0) + 1,
        based_on=origin.based_on,
        merged_with=origin.merged_with,
        author_id=origin.actor.id,
        created_at=origin.now,
        reason=origin.reason,
        window=origin.window,
        sequence=origin.sequence,
        **content,
    )
    session.add(revision)
    session.flush()
    keep_media(session, post.id, keys_of(snapshot))
    return revision.number


def move_head(
    session: Session, post: Post, number: int, snapshot: Snapshot, origin: Origin
) -> None:
    """Let writing go on from a revision, and lists show what it says.

    What saved itself makes no new tags: one may be half typed.
    """
    post.head_number = number
    post.title_key = title_key(snapshot.title)
    post.edited_at = origin.now
    point_head(session, post, snapshot, new_tags=origin.reason is not Reason.AUTOSAVE)


def point_head(session: Session, post: Post, snapshot: Snapshot, *, new_tags: bool) -> None:
    """Make the tags, bylines and media of a snapshot those of the head."""
    point_tags(session, post, snapshot.tags, Scope.HEAD, new=new_tags)
    point_bylines(session, post, snapshot.bylines, Scope.HEAD)
    point_media(session, post.id, keys_of(snapshot), UseScope.HEAD)
