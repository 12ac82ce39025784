"""The way back in for what was exported: a post with its state, its times and its addresses."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.auth.actions import ensure_author
from blog.auth.models import Person
from blog.core.actor import Actor
from blog.core.errors import DomainError
from blog.core.html import Rendered
from blog.core.markdown.style import HouseStyle
from blog.posts import actions, publishing
from blog.posts.actions import NewPost
from blog.posts.links import add_former_address, claim_address
from blog.posts.models import Post, Reason, State
from blog.posts.publishing import PublicationChange
from blog.posts.snapshot import Snapshot
from blog.transfer.records import Record


@dataclass(frozen=True)
class Restoration:
    """What readers see and what the author wrote since; often the same."""

    live: Record
    head: Record
    rendered: Rendered
    style: HouseStyle


def restore(session: Session, restoration: Restoration, actor: Actor, now: datetime) -> Post:
    """Make a post as it was. Raises FieldError where an address of it is taken here."""
    head, live = restoration.head, restoration.live
    change = NewPost(head.kind, _snapshot(session, live, now), reason=Reason.IMPORT)
    saved = actions.create(session, change, actor, now)
    post = session.get_one(Post, saved.post_id)
    post.slug = head.slug or None
    if head.state is State.PUBLISHED:
        _publish(session, post, restoration, actor, now)
    else:
        post.state, post.published_at, post.updated_at = (
            head.state,
            head.published_at,
            head.updated_at,
        )
        if head.slug and head.published_at:
            claim_address(session, post, head.slug)
    if head is not live:
        actions.bring_in(session, post.id, _snapshot(session, head, now), actor, now)
    for path in head.addresses:
        if not add_former_address(session, post, path):
            raise DomainError(f"Its old address “/{path}” leads to another post here.")
    post.owner_id = ensure_author(session, head.owner, now).id
    post.created_at, post.edited_at = head.created_at, head.edited_at
    post.trashed_at = head.trashed_at
    session.flush()
    return post


def _publish(
    session: Session, post: Post, restoration: Restoration, actor: Actor, now: datetime
) -> None:
    head = restoration.head
    change = PublicationChange(
        1, restoration.rendered, head.published_at, restoration.style, head.updated_at
    )
    publishing.publish(session, post.id, change, actor, now)
    post.published_at, post.updated_at = head.published_at, head.updated_at


def _snapshot(session: Session, record: Record, now: datetime) -> Snapshot:
    people = [_person(session, handle, now).id for handle in record.bylines]
    return replace(record.snapshot, bylines=tuple(people))


def _person(session: Session, handle: str, now: datetime) -> Person:
    found = session.scalar(select(Person).where(Person.handle == handle))
    return found or ensure_author(session, handle, now)
