"""Changes that are made from a list, without the text in front of anybody.

They go to the head and to what readers see, each to its own: edits that wait to be published
go on waiting. A revision of the live text carries the change too, so that the live revision
always says what readers get.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.content_version import raise_content_version
from blog.core.errors import DomainError, FieldError, Forbidden
from blog.posts import policies
from blog.posts.forms import MOST_TAGS
from blog.posts.links import point_bylines, point_tags
from blog.posts.models import Post, Reason, Revision, Scope
from blog.posts.revisions import Origin, add_revision, editable, move_head
from blog.posts.snapshot import Snapshot, snapshot_of
from blog.tags.queries import tag_slug, tags_by_name

CHANGED = "It was changed again since, so this cannot be undone any more."

Change = Callable[[Snapshot], Snapshot]


@dataclass(frozen=True)
class Retouched:
    """Head and live revision before and after a change; live is None of what is not public."""

    head: int
    live: int | None
    new_head: int
    new_live: int | None


def add_tag(
    session: Session, post_id: int, name: str, actor: Actor, now: datetime
) -> Retouched | None:
    """Tag a post, unless it has that tag. Raises FieldError for a name that can be no tag."""
    slug = tag_slug(name)
    if not slug:
        raise FieldError("tag", f"“{name}” cannot be a tag: it has no letters or digits.")
    known = tags_by_name(session, [name])
    spelt = known[slug].name if slug in known else name

    def tagged(snapshot: Snapshot) -> Snapshot:
        if slug in map(tag_slug, snapshot.tags):
            return snapshot
        if len(snapshot.tags) >= MOST_TAGS:
            raise DomainError(f"It has {MOST_TAGS} tags already, which is the most there can be.")
        return replace(snapshot, tags=(*snapshot.tags, spelt))

    return _retouch(session, post_id, tagged, Origin(actor, now, Reason.SAVE))


def remove_tag(
    session: Session, post_id: int, name: str, actor: Actor, now: datetime
) -> Retouched | None:
    """Take a tag from a post, however it is spelt there."""
    slug = tag_slug(name)

    def untagged(snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, tags=tuple(t for t in snapshot.tags if tag_slug(t) != slug))

    return _retouch(session, post_id, untagged, Origin(actor, now, Reason.SAVE))


def set_byline(
    session: Session, post_id: int, person_id: int, actor: Actor, now: datetime
) -> Retouched | None:
    """Put one name on a post in place of those on it."""
    if not policies.may_choose_bylines(actor):
        raise Forbidden("Only editors choose whose name stands on a post.")

    def signed(snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, bylines=(person_id,))

    return _retouch(session, post_id, signed, Origin(actor, now, Reason.SAVE))


def put_back(session: Session, post_id: int, made: Retouched, actor: Actor, now: datetime) -> Post:
    """Undo a change. Raises DomainError when anything was done to the post since."""
    post = _at_hand(session, post_id, actor)
    if (post.head_number, post.live_number) != (made.new_head, made.new_live):
        raise DomainError(CHANGED)
    head = snapshot_of(session.get_one(Revision, (post.id, made.head)))
    origin = Origin(actor, now, Reason.RESTORE, post.head_number)
    if made.new_head != made.head:
        number = add_revision(session, post, head, origin)
        move_head(session, post, number, head, origin)
    if made.live is not None:
        live = snapshot_of(session.get_one(Revision, (post.id, made.live)))
        number = post.head_number if made.live == made.head else made.live
        _show(session, post, number, live, now)
    return post


def _retouch(session: Session, post_id: int, change: Change, origin: Origin) -> Retouched | None:
    """Change the head and what readers see; None when both are so already."""
    post = _at_hand(session, post_id, origin.actor)
    head, live = post.head_number, post.live_number
    if live is not None and live != head:
        _retouch_live(session, post, live, change, origin)
    before = snapshot_of(session.get_one(Revision, (post.id, head)))
    after = change(before)
    if after != before:
        number = add_revision(session, post, after, replace(origin, based_on=head))
        move_head(session, post, number, after, origin)
        if live == head:
            _show(session, post, number, after, origin.now)
    made = Retouched(head, live, post.head_number, post.live_number)
    return made if (head, live) != (made.new_head, made.new_live) else None


def _retouch_live(
    session: Session, post: Post, number: int, change: Change, origin: Origin
) -> None:
    """Let the live revision say what readers are to get, with nothing of newer edits in it."""
    before = snapshot_of(session.get_one(Revision, (post.id, number)))
    after = change(before)
    if after != before:
        made = add_revision(session, post, after, replace(origin, based_on=number))
        _show(session, post, made, after, origin.now)


def _show(session: Session, post: Post, number: int, snapshot: Snapshot, now: datetime) -> None:
    """Give readers the tags and bylines of a revision. Text and dates stay as they are."""
    tags = point_tags(session, post, snapshot.tags, Scope.LIVE)
    people = point_bylines(session, post, snapshot.bylines, Scope.LIVE)
    post.live_number = number
    post.tags = [{"name": tag.name, "slug": tag.slug} for tag in tags]
    post.bylines = [{"name": person.name, "handle": person.handle} for person in people]
    raise_content_version(session, now)


def _at_hand(session: Session, post_id: int, actor: Actor) -> Post:
    post = editable(session, post_id, actor)
    if post.trashed_at is not None:
        raise DomainError("This is in the trash. Restore it first.")
    return post
