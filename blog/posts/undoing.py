"""Undo: what an act of publishing changed is put back as it was, unless it was changed since.

The text itself is not kept for it: published revisions stay, and the HTML is made of one again.
The log of publications is a stack of those that stand: an undone one leaves it.
"""

from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from blog.auth.models import Person
from blog.core.actor import Actor
from blog.core.content_version import raise_content_version
from blog.core.errors import DomainError
from blog.core.html import Rendered
from blog.core.markdown.style import HouseStyle
from blog.media.models import UseScope
from blog.posts import publishing
from blog.posts.links import point_bylines, point_tags
from blog.posts.media_uses import point_media
from blog.posts.models import (
    Address,
    Post,
    PostTag,
    Publication,
    Revision,
    Scope,
    State,
    Visibility,
)
from blog.posts.publishing import PublicationChange, publishable
from blog.posts.rendering import OUT_OF_DATE, columns_of, is_set_so
from blog.posts.revisions import editable
from blog.posts.snapshot import Snapshot, snapshot_of
from blog.tags.models import Tag

CHANGED = (
    "It was changed again since, so this cannot be undone any more. Nothing was changed now: "
    "look at it, then update or unpublish it."
)
NO_TEXT = Rendered(html="", headings=(), words=0, excerpt="", version=OUT_OF_DATE)


@dataclass(frozen=True)
class Standing:
    """Where a post stands with readers, and what they get of it besides the text.

    ``copied`` is the revision that the copy for readers was made of; None before the first
    publication. Tags and people are ids, in order.
    """

    state: State
    live_number: int | None
    copied: int | None
    slug: str | None
    visibility: Visibility
    published_at: datetime | None
    updated_at: datetime | None
    tags: tuple[int, ...]
    bylines: tuple[int, ...]


@dataclass(frozen=True)
class Undo:
    """What it takes to put back what was before one act of publishing.

    ``mark`` tells whether the post still stands as the act left it. ``claims`` says whether
    it took the address that the post has since, ``publication`` is its row in the log.
    """

    before: Standing
    mark: str
    claims: bool = False
    publication: int | None = None


@dataclass(frozen=True)
class Return:
    """An undo, and what readers are to see again as it was rendered; None for nothing."""

    undo: Undo
    rendered: Rendered | None
    style: HouseStyle


def publish(
    session: Session, post_id: int, change: PublicationChange, actor: Actor, now: datetime
) -> tuple[Post, Undo]:
    """Publish as `publishing.publish` does, and return what undoes it."""
    # The site is held before any post, as everywhere.
    is_set_so(session, change.style)
    post = editable(session, post_id, actor)
    before = _standing_of(session, post)
    addresses = select(Address.path).where(Address.post_id == post.id)
    paths = set(session.scalars(addresses))
    post = publishing.publish(session, post_id, change, actor, now)
    session.flush()
    claims = post.slug not in paths
    return post, Undo(before, _mark(session, post), claims, _newest_publication(session, post))


def unpublish(
    session: Session, post_id: int, actor: Actor, now: datetime
) -> tuple[Post, Undo | None]:
    """Unpublish as `publishing.unpublish` does, and return what undoes it, if it did anything."""
    post = editable(session, post_id, actor)
    before = _standing_of(session, post)
    post = publishing.unpublish(session, post_id, actor, now)
    session.flush()
    done = before.state is not post.state
    return post, Undo(before, _mark(session, post)) if done else None


def text_before(session: Session, post_id: int, undo: Undo) -> str | None:
    """Return the text that readers are to see again; None when the post had no copy for them."""
    if undo.before.copied is None:
        return None
    revision = session.get(Revision, (post_id, undo.before.copied))
    return revision.body if revision else None


def put_back(session: Session, post_id: int, change: Return, actor: Actor, now: datetime) -> Post:
    """Put a post back to where it stood before an act of publishing.

    What was written meanwhile stays. Raises DomainError, and changes nothing, when somebody
    has published, unpublished or changed it for readers since.
    """
    undo, before = change.undo, change.undo.before
    is_current = is_set_so(session, change.style)
    post = publishable(session, post_id, actor)
    is_text_gone = before.copied is not None and change.rendered is None
    if is_text_gone or _mark(session, post) != undo.mark:
        raise DomainError(CHANGED)
    _put_back_copy(session, post, change, now, is_current=is_current)
    _put_back_addresses(session, post, undo)
    post.state = before.state
    post.live_number = before.live_number
    post.slug = before.slug
    post.visibility = before.visibility
    post.published_at = before.published_at
    post.updated_at = before.updated_at
    if undo.publication is not None:
        session.execute(delete(Publication).where(Publication.id == undo.publication))
    raise_content_version(session, now)
    return post


def _standing_of(session: Session, post: Post) -> Standing:
    return Standing(
        state=post.state,
        live_number=post.live_number,
        copied=post.live_number or _newest_published(session, post),
        slug=post.slug,
        visibility=post.visibility,
        published_at=post.published_at,
        updated_at=post.updated_at,
        tags=_tag_ids(session, post),
        bylines=_person_ids(session, post),
    )


def _newest_published(session: Session, post: Post) -> int | None:
    """Return the revision that was published last of those that were not undone."""
    return session.scalar(
        select(Publication.number)
        .where(Publication.post_id == post.id)
        .order_by(Publication.id.desc())
        .limit(1)
    )


def _newest_publication(session: Session, post: Post) -> int | None:
    return session.scalar(select(func.max(Publication.id)).where(Publication.post_id == post.id))


def _tag_ids(session: Session, post: Post) -> tuple[int, ...]:
    slugs = [tag["slug"] for tag in post.tags]
    tags = session.scalars(select(Tag).where(Tag.slug.in_(slugs)))
    known = {tag.slug: tag.id for tag in tags}
    return tuple(known[slug] for slug in slugs if slug in known)


def _person_ids(session: Session, post: Post) -> tuple[int, ...]:
    handles = [person["handle"] for person in post.bylines]
    people = session.scalars(select(Person).where(Person.handle.in_(handles)))
    known = {person.handle: person.id for person in people}
    return tuple(known[handle] for handle in handles if handle in known)


def _mark(session: Session, post: Post) -> str:
    """Return what is another one as soon as anything is otherwise for readers."""
    standing = astuple(_standing_of(session, post))
    seen = (*standing, post.title, post.summary, _newest_publication(session, post))
    return sha256(repr(seen).encode()).hexdigest()[:16]


def _put_back_copy(
    session: Session, post: Post, change: Return, now: datetime, *, is_current: bool
) -> None:
    before, rendered = change.undo.before, change.rendered or NO_TEXT
    revision = session.get(Revision, (post.id, before.copied)) if before.copied else None
    post.title = revision.title if revision else ""
    post.summary = revision.summary if revision else ""
    for name, value in columns_of(rendered).items():
        setattr(post, name, value)
    snapshot = snapshot_of(revision) if revision else Snapshot()
    publishing.show_media(session, post, snapshot, rendered, now, is_current=is_current)
    if before.live_number is None:
        point_media(session, post.id, (), UseScope.LIVE)
    _put_back_tags(session, post, before)
    _put_back_bylines(session, post, before)


def _put_back_tags(session: Session, post: Post, before: Standing) -> None:
    rows = session.scalars(select(Tag).where(Tag.id.in_(before.tags)))
    known = {tag.id: tag for tag in rows}
    if len(known) != len(before.tags):
        raise DomainError(CHANGED)
    post.tags = [{"name": known[i].name, "slug": known[i].slug} for i in before.tags]
    point_tags(session, post, (), Scope.LIVE)
    if before.live_number is not None:
        session.add_all(
            PostTag(post_id=post.id, tag_id=tag_id, scope=Scope.LIVE) for tag_id in before.tags
        )


def _put_back_bylines(session: Session, post: Post, before: Standing) -> None:
    rows = session.scalars(select(Person).where(Person.id.in_(before.bylines)))
    known = {person.id: person for person in rows}
    if len(known) != len(before.bylines):
        raise DomainError(CHANGED)
    post.bylines = [{"name": known[i].name, "handle": known[i].handle} for i in before.bylines]
    is_live = before.live_number is not None
    point_bylines(session, post, before.bylines if is_live else (), Scope.LIVE)


def _put_back_addresses(session: Session, post: Post, undo: Undo) -> None:
    """Give back an address that only this publication took; the one before is current again."""
    if undo.before.slug == post.slug:
        return
    # One after the other: at no moment may a post have two current addresses.
    of_post = Address.post_id == post.id
    session.execute(update(Address).where(of_post).values(is_current=False))
    if undo.claims:
        session.execute(delete(Address).where(of_post, Address.path == post.slug))
    if undo.before.slug is not None:
        former = update(Address).where(of_post, Address.path == undo.before.slug)
        session.execute(former.values(is_current=True))
