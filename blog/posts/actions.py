"""Writing: every change of a post and its revisions. One function is one change.

Each takes the open transaction of `with write():`, reads the rows that it changes again
under its lock, and never commits.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.content_version import raise_content_version
from blog.core.database import reread
from blog.core.errors import DomainError, Forbidden
from blog.posts import policies
from blog.posts.links import point_bylines, point_tags
from blog.posts.models import Kind, Post, Reason, Revision, Scope, State
from blog.posts.queries import head_of
from blog.posts.snapshot import Snapshot, snapshot_of

# An undo that is asked for later than this is a restoration.
UNDO_WINDOW = timedelta(minutes=15)


class Gone(DomainError):  # noqa: N818 - says what is the case
    """The post was deleted for ever in the meantime."""


@dataclass(frozen=True)
class Origin:
    """Where a revision comes from: who made it, when, why, and from which one."""

    actor: Actor
    now: datetime
    reason: Reason
    based_on: int | None = None


@dataclass(frozen=True)
class Saved:
    """What became of a save: the revision that holds the text, and whether it is head."""

    post_id: int
    number: int
    made: bool
    conflict: bool = False


@dataclass(frozen=True)
class NewPost:
    """What a new post begins with; ``form_key`` is that of the form, empty for none."""

    kind: Kind
    snapshot: Snapshot
    form_key: str = ""
    reason: Reason = Reason.SAVE


def create(session: Session, change: NewPost, actor: Actor, now: datetime) -> Saved:
    """Make a draft with its first revision. It belongs to whoever made it.

    A form that is sent once more saves to the post that it made the first time.
    """
    if change.form_key:
        made = select(Post.id).where(Post.form_key == change.form_key, Post.owner_id == actor.id)
        if (post_id := session.scalar(made)) is not None:
            return save(session, post_id, change.snapshot, 1, actor, now)
    kind, snapshot = change.kind, change.snapshot
    # A page is by nobody in particular; a post by its writer, unless an editor says so.
    own = (actor.id,) if kind is Kind.POST else ()
    snapshot = _with_permitted_bylines(snapshot, own, actor)
    post = Post(
        kind=kind,
        owner_id=actor.id,
        state=State.DRAFT,
        head_number=1,
        created_at=now,
        edited_at=now,
        form_key=change.form_key or None,
    )
    session.add(post)
    session.flush()
    _add_revision(session, post, snapshot, Origin(actor, now, change.reason))
    _move_head(session, post, 1, snapshot, now)
    return Saved(post.id, 1, made=True)


def save(
    session: Session,
    post_id: int,
    snapshot: Snapshot,
    based_on: int,
    actor: Actor,
    now: datetime,
) -> Saved:
    """Keep what was typed. Whatever happened in the meantime, it is stored.

    When the head is still the revision that the text was based on, the new revision becomes
    head. When somebody saved in between, the text is kept as a revision with the reason
    `conflict` and the head stays. A text equal to the head, or to the one that it is based
    on, makes no revision: nothing was typed.
    """
    post = editable(session, post_id, actor)
    head = head_of(session, post)
    snapshot = _with_permitted_bylines(snapshot, tuple(head.bylines), actor)
    if snapshot == snapshot_of(head):
        return Saved(post.id, head.number, made=False)
    conflict = based_on != post.head_number
    if conflict:
        if _is_untouched(session, post, snapshot, based_on):
            return Saved(post.id, based_on, made=False)
        if known := _same_conflict(session, post, snapshot, actor):
            return Saved(post.id, known, made=False, conflict=True)
    reason = Reason.CONFLICT if conflict else Reason.SAVE
    number = _add_revision(session, post, snapshot, Origin(actor, now, reason, based_on))
    if not conflict:
        _move_head(session, post, number, snapshot, now)
    return Saved(post.id, number, made=True, conflict=conflict)


def bring_in(
    session: Session, post_id: int, snapshot: Snapshot, actor: Actor, now: datetime
) -> Saved:
    """Make what a file holds the newest revision. Whoever calls has seen that nobody edited it."""
    post = editable(session, post_id, actor)
    head = head_of(session, post)
    if snapshot == snapshot_of(head):
        return Saved(post.id, head.number, made=False)
    origin = Origin(actor, now, Reason.IMPORT, head.number)
    number = _add_revision(session, post, snapshot, origin)
    _move_head(session, post, number, snapshot, now)
    return Saved(post.id, number, made=True)


def restore_revision(
    session: Session, post_id: int, number: int, actor: Actor, now: datetime
) -> int:
    """Make the content of an old revision the newest one. Nothing of what came after is lost."""
    post = editable(session, post_id, actor)
    revision = session.get(Revision, (post.id, number))
    if revision is None:
        raise DomainError("That version does not exist any more.")
    if number == post.head_number:
        return number
    snapshot = snapshot_of(revision)
    origin = Origin(actor, now, Reason.RESTORE, post.head_number)
    made = _add_revision(session, post, snapshot, origin)
    _move_head(session, post, made, snapshot, now)
    return made


def trash(session: Session, post_id: int, actor: Actor, now: datetime) -> Post:
    """Take a post away from readers and lists. Its state stays beneath, for the undo."""
    post = editable(session, post_id, actor)
    if post.trashed_at is None:
        post.trashed_at = now
        if post.state is State.PUBLISHED:
            raise_content_version(session, now)
    return post


def take_out_of_trash(
    session: Session, post_id: int, actor: Actor, now: datetime, *, undo: bool
) -> Post:
    """Bring a post back: exactly as it was when it is an undo, as a draft when it is later."""
    post = editable(session, post_id, actor)
    trashed_at = post.trashed_at
    if trashed_at is None:
        return post
    post.trashed_at = None
    if post.state is State.PUBLISHED:
        if not undo or now - trashed_at > UNDO_WINDOW:
            withdraw(session, post, now)
        raise_content_version(session, now)
    return post


def delete_for_ever(session: Session, post_id: int, actor: Actor, now: datetime) -> None:
    """Remove a post, its history and its addresses. Only from the trash.

    Readers who ask for its address are told what they are told of any other: nothing
    remembers it.
    """
    post = editable(session, post_id, actor)
    if post.trashed_at is None:
        raise DomainError("Only what is in the trash can be deleted for ever.")
    session.execute(delete(Post).where(Post.id == post.id))
    raise_content_version(session, now)


def withdraw(session: Session, post: Post, now: datetime) -> None:
    """Make a published post a draft. Its address stays reserved for it; a time that had not
    come does not, since nobody saw it."""
    if post.is_scheduled(now):
        post.published_at = None
    post.state = State.DRAFT
    post.live_number = None
    point_tags(session, post, (), Scope.LIVE)
    point_bylines(session, post, (), Scope.LIVE)


def editable(session: Session, post_id: int, actor: Actor) -> Post:
    """Return the post as it is now, locked. Raises Gone, or Forbidden for other people's."""
    post = reread(session, Post, post_id)
    if post is None:
        raise Gone("This post was deleted for ever in the meantime.")
    if not policies.may_edit(actor, post):
        raise Forbidden("You may not change this post.")
    return post


def _with_permitted_bylines(
    snapshot: Snapshot, otherwise: tuple[int, ...], actor: Actor
) -> Snapshot:
    """Leave the bylines as they are unless the actor may choose them."""
    if policies.may_choose_bylines(actor):
        return snapshot
    return replace(snapshot, bylines=otherwise)


def _is_untouched(session: Session, post: Post, snapshot: Snapshot, based_on: int) -> bool:
    """Say whether a text is still the one that was opened. A conflict was typed, not opened."""
    base = session.get(Revision, (post.id, based_on))
    return base is not None and base.reason is not Reason.CONFLICT and snapshot == snapshot_of(base)


def _same_conflict(session: Session, post: Post, snapshot: Snapshot, actor: Actor) -> int | None:
    """Return the conflict that holds this very text already, when it is sent once more."""
    newest = session.scalars(
        select(Revision)
        .where(Revision.post_id == post.id, Revision.author_id == actor.id)
        .order_by(Revision.number.desc())
        .limit(1)
    ).first()
    if newest is None or newest.reason is not Reason.CONFLICT:
        return None
    return newest.number if snapshot_of(newest) == snapshot else None


def _add_revision(session: Session, post: Post, snapshot: Snapshot, origin: Origin) -> int:
    newest = session.scalar(select(func.max(Revision.number)).where(Revision.post_id == post.id))
    content = asdict(snapshot) | {"tags": list(snapshot.tags), "bylines": list(snapshot.bylines)}
    revision = Revision(
        post_id=post.id,
        number=(newest or 0) + 1,
        based_on=origin.based_on,
        author_id=origin.actor.id,
        created_at=origin.now,
        reason=origin.reason,
        **content,
    )
    session.add(revision)
    session.flush()
    return revision.number


def _move_head(
    session: Session, post: Post, number: int, snapshot: Snapshot, now: datetime
) -> None:
    post.head_number = number
    post.edited_at = now
    point_tags(session, post, snapshot.tags, Scope.HEAD)
    point_bylines(session, post, snapshot.bylines, Scope.HEAD)
