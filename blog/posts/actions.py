"""Writing: every change of a post and its revisions. One function is one change.

Each takes the open transaction of `with write():`, reads the rows that it changes again
under its lock, and never commits.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.content_version import raise_content_version
from blog.core.errors import DomainError
from blog.media.models import UseScope
from blog.posts.links import point_bylines, point_tags
from blog.posts.media_uses import point_media
from blog.posts.models import Kind, Post, Reason, Revision, Scope, State
from blog.posts.queries import head_of
from blog.posts.revisions import (
    Origin,
    add_revision,
    editable,
    move_head,
    with_permitted_bylines,
)
from blog.posts.saving import Edit, Saved, save
from blog.posts.snapshot import Snapshot, snapshot_of

# An undo that is asked for later than this is a restoration.
UNDO_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class NewPost:
    """What a new post begins with; ``form_key`` is that of the form, empty for none."""

    kind: Kind
    snapshot: Snapshot
    form_key: str = ""
    reason: Reason = Reason.SAVE
    window: str = ""
    sequence: int = 0

    def as_edit(self) -> Edit:
        """Return it as what follows on the first revision that it made."""
        return Edit(self.snapshot, 1, self.reason, self.window, self.sequence)


def create(session: Session, change: NewPost, actor: Actor, now: datetime) -> Saved:
    """Make a draft with its first revision. It belongs to whoever made it.

    A form that is sent once more saves to the post that it made the first time.
    """
    if change.form_key:
        made = select(Post.id).where(Post.form_key == change.form_key, Post.owner_id == actor.id)
        if (post_id := session.scalar(made)) is not None:
            return save(session, post_id, change.as_edit(), actor, now)
    kind, snapshot = change.kind, change.snapshot
    # A page is by nobody in particular; a post by its writer, unless an editor says so.
    own = (actor.id,) if kind is Kind.POST else ()
    snapshot = with_permitted_bylines(snapshot, own, actor)
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
    window, sequence = change.window or None, change.sequence or None
    origin = Origin(actor, now, change.reason, window=window, sequence=sequence)
    add_revision(session, post, snapshot, origin)
    move_head(session, post, 1, snapshot, origin)
    return Saved(post.id, 1, made=True)


def duplicate(session: Session, post_id: int, actor: Actor, now: datetime) -> Saved:
    """Make a new draft of what the head of a post says. It has no address of its own yet."""
    post = editable(session, post_id, actor)
    snapshot = snapshot_of(head_of(session, post))
    title = f"{snapshot.title} (copy)" if snapshot.title else ""
    copy = replace(snapshot, title=title, slug="")
    return create(session, NewPost(post.kind, copy), actor, now)


def bring_in(
    session: Session, post_id: int, snapshot: Snapshot, actor: Actor, now: datetime
) -> Saved:
    """Make what a file holds the newest revision. Whoever calls has seen that nobody edited it."""
    post = editable(session, post_id, actor)
    head = head_of(session, post)
    if snapshot == snapshot_of(head):
        return Saved(post.id, head.number, made=False)
    origin = Origin(actor, now, Reason.IMPORT, head.number)
    number = add_revision(session, post, snapshot, origin)
    move_head(session, post, number, snapshot, origin)
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
    made = add_revision(session, post, snapshot, origin)
    move_head(session, post, made, snapshot, origin)
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
    point_media(session, post.id, (), UseScope.LIVE)
