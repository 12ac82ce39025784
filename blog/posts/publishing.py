"""Publishing: how a revision becomes what readers see, and how it is taken back."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.content_version import raise_content_version
from blog.core.errors import DomainError, FieldError, Forbidden, HeadMoved
from blog.core.html import Rendered
from blog.core.markdown.style import HouseStyle
from blog.core.slugs import make_slug
from blog.media.models import UseScope
from blog.posts import policies
from blog.posts.actions import withdraw
from blog.posts.covers import kept_cover
from blog.posts.links import claim_address, free_slug, point_bylines, point_tags
from blog.posts.media_uses import are_as_shown, ask_for_all, hold_items, keys_shown, point_media
from blog.posts.models import Post, Publication, Scope, State
from blog.posts.queries import head_of
from blog.posts.rendering import OUT_OF_DATE, columns_of, is_set_so
from blog.posts.revisions import editable
from blog.posts.snapshot import Snapshot, snapshot_of


@dataclass(frozen=True)
class PublicationChange:
    """Which revision, how it looks, and from when: ``at`` is None for now.

    ``style`` is the one that it was rendered in. ``updated_at`` is when it was last changed,
    where that was elsewhere.
    """

    number: int
    rendered: Rendered
    at: datetime | None = None
    style: HouseStyle = field(default_factory=HouseStyle)
    updated_at: datetime | None = None


def publish(
    session: Session,
    post_id: int,
    change: PublicationChange,
    actor: Actor,
    now: datetime,
) -> Post:
    """Make a head revision what readers see from a moment on.

    Without a moment it appears now; what readers saw before keeps the time that it first
    had. Raises HeadMoved when the head is not the revision that was rendered any
    more, FieldError for a title, slug or date that will not do.
    """
    is_current = is_set_so(session, change.style)
    post = publishable(session, post_id, actor)
    number = change.number
    if post.head_number != number:
        raise HeadMoved("Somebody saved a newer version. Look at it before you publish.")
    snapshot = snapshot_of(head_of(session, post))
    published_at = _time_of(post, change.at, now)
    _check(snapshot)
    slug = snapshot.slug or _own_slug(session, post, snapshot.title)
    claim_address(session, post, slug)
    _copy(session, post, snapshot, change.rendered)
    show_media(session, post, snapshot, change.rendered, now, is_current=is_current)
    post.slug = slug
    post.state = State.PUBLISHED
    post.live_number = number
    post.published_at = published_at
    post.updated_at = _updated(post, change, now, published_at)
    _record(session, post, actor, now)
    raise_content_version(session, now)
    return post


def _updated(
    post: Post, change: PublicationChange, now: datetime, published_at: datetime
) -> datetime:
    if change.updated_at is not None:
        return max(change.updated_at, published_at)
    # Feeds may not go back in time: whoever read it once is told that it is newer.
    return max(now, published_at) if post.updated_at else published_at


def show_media(
    session: Session,
    post: Post,
    snapshot: Snapshot,
    rendered: Rendered,
    now: datetime,
    *,
    is_current: bool,
) -> None:
    """Give readers what a text shows of the library, and its cover.

    Settings, or what it shows, may have changed since it was rendered: then it is brought up to
    date later.
    """
    keys = keys_shown(snapshot, rendered)
    items = hold_items(session, keys)
    post.cover = kept_cover(snapshot, items)
    point_media(session, post.id, keys, UseScope.LIVE)
    post.renderer_version = rendered.version
    if not is_current or not are_as_shown(items, rendered.media):
        post.renderer_version = OUT_OF_DATE
        ask_for_all(session, now)


def unpublish(session: Session, post_id: int, actor: Actor, now: datetime) -> Post:
    """Make a published or scheduled post a draft again; readers no longer find it."""
    post = publishable(session, post_id, actor)
    if post.state is State.PUBLISHED:
        withdraw(session, post, now)
        raise_content_version(session, now)
    return post


def publishable(session: Session, post_id: int, actor: Actor) -> Post:
    """Return the post as it is now, locked, for whoever may decide what readers see of it."""
    post = editable(session, post_id, actor)
    if not policies.may_publish(actor, post):
        raise Forbidden("You may not publish this post.")
    if post.trashed_at is not None:
        raise DomainError("This is in the trash. Restore it first.")
    return post


def _time_of(post: Post, at: datetime | None, now: datetime) -> datetime:
    if at is None:
        first = post.published_at
        return now if first is None or first > now else first
    if at > now and post.is_due(now):
        raise FieldError(
            "date", "Readers can see this already. Unpublish it first to set a later time."
        )
    return at


def _check(snapshot: Snapshot) -> None:
    if not snapshot.title:
        raise FieldError("title", "Give it a title before you publish it.")


def _own_slug(session: Session, post: Post, title: str) -> str:
    """Keep the address a post has; make one from its title the first time."""
    if post.slug:
        return post.slug
    # A title of emoji alone cannot be spelled in an address.
    return free_slug(session, post, make_slug(title) or f"{post.kind.value}-{post.id}")


def _record(session: Session, post: Post, actor: Actor, now: datetime) -> None:
    session.add(
        Publication(
            post_id=post.id,
            number=post.live_number,
            published_at=post.published_at,
            made_at=now,
            made_by=actor.id,
        )
    )


def _copy(session: Session, post: Post, snapshot: Snapshot, rendered: Rendered) -> None:
    tags = point_tags(session, post, snapshot.tags, Scope.LIVE)
    people = point_bylines(session, post, snapshot.bylines, Scope.LIVE)
    post.title = snapshot.title
    post.summary = snapshot.summary
    post.visibility = snapshot.visibility
    for name, value in columns_of(rendered).items():
        setattr(post, name, value)
    post.tags = [{"name": tag.name, "slug": tag.slug} for tag in tags]
    post.bylines = [{"name": person.name, "handle": person.handle} for person in people]
