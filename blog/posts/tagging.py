"""What becomes of posts when a tag is renamed, merged or deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from blog.auth.permissions import Deed, Whose, whose
from blog.core.actor import Actor
from blog.core.content_version import raise_content_version
from blog.core.errors import Forbidden
from blog.posts.models import Post, PostTag, Reason, Scope
from blog.posts.queries import head_of
from blog.posts.revisions import Origin, add_revision, move_head
from blog.posts.snapshot import snapshot_of
from blog.tags.actions import TagChange, change_tag, take_over
from blog.tags.models import Tag
from blog.tags.queries import tag_of_alias, tag_slug

ONLY_EDITORS = "Only editors rename, describe, merge and delete tags."


@dataclass(frozen=True)
class TagLine:
    """A tag with how many posts carry it at the desk, and how many where readers look."""

    id: int
    name: str
    slug: str
    description: str
    posts: int
    live: int


def tag_lines(session: Session, part: str = "") -> Sequence[TagLine]:
    """Return all tags by name, or those with a part of it. The trash does not count."""
    kept = and_(PostTag.tag_id == Tag.id, Post.trashed_at.is_(None))
    statement = (
        select(
            Tag.id,
            Tag.name,
            Tag.slug,
            Tag.description,
            func.count(Post.id).filter(PostTag.scope == Scope.HEAD),
            func.count(Post.id).filter(PostTag.scope == Scope.LIVE),
        )
        .outerjoin(PostTag, PostTag.tag_id == Tag.id)
        .outerjoin(Post, and_(kept, Post.id == PostTag.post_id))
        .group_by(Tag.id)
        .order_by(func.lower(Tag.name), Tag.id)
    )
    if part:
        statement = statement.where(Tag.name.icontains(part, autoescape=True))
    return [TagLine(*row) for row in session.execute(statement)]


def rename_tag(
    session: Session, tag_id: int, change: TagChange, actor: Actor, now: datetime
) -> Tag:
    """Rename and describe a tag, also on the posts that readers see."""
    _check(actor)
    tag = change_tag(session, tag_id, change)
    _set_live(session, _live_posts(session, tag.id))
    raise_content_version(session, now)
    return tag


def merge_tag(session: Session, source_id: int, target_id: int, actor: Actor, now: datetime) -> Tag:
    """Make one tag of two: the target stays, the address of the source leads to it."""
    _check(actor)
    source, target = take_over(session, source_id, target_id)
    posts = _live_posts(session, source.id)
    both = aliased(PostTag)
    has_target = select(both.post_id).where(
        both.tag_id == target.id, both.post_id == PostTag.post_id, both.scope == PostTag.scope
    )
    of_source = PostTag.tag_id == source.id
    session.execute(delete(PostTag).where(of_source, has_target.exists()))
    session.execute(update(PostTag).where(of_source).values(tag_id=target.id))
    session.delete(source)
    session.flush()
    _set_live(session, posts)
    raise_content_version(session, now)
    return target


def delete_tag(session: Session, tag_id: int, actor: Actor, now: datetime) -> int:
    """Take a tag from every post, and remove it; return from how many it was taken.

    Each head gets a version without it, and so does what readers see; what was pending
    stays pending.
    """
    _check(actor)
    tag = session.get(Tag, tag_id)
    if tag is None:
        return 0
    carrying = select(PostTag.post_id).where(PostTag.tag_id == tag.id).distinct()
    posts = session.scalars(
        select(Post).where(Post.id.in_(carrying)).order_by(Post.id).with_for_update()
    ).all()
    live = _live_posts(session, tag.id)
    for post in posts:
        _untag_head(session, post, tag, actor, now)
    session.execute(delete(PostTag).where(PostTag.tag_id == tag.id))
    session.delete(tag)
    session.flush()
    _set_live(session, live)
    raise_content_version(session, now)
    return len(posts)


def may_keep_tags(actor: Actor) -> bool:
    return whose(actor.role, Deed.TAGS) is Whose.ALL


def _check(actor: Actor) -> None:
    if not may_keep_tags(actor):
        raise Forbidden(ONLY_EDITORS)


def _untag_head(session: Session, post: Post, tag: Tag, actor: Actor, now: datetime) -> None:
    head = head_of(session, post)
    snapshot = snapshot_of(head)
    tags = tuple(name for name in snapshot.tags if tag_slug(name) != tag.slug)
    if tags == snapshot.tags:
        return
    was_live = post.live_number == post.head_number
    origin = Origin(actor, now, Reason.SAVE, head.number)
    number = add_revision(session, post, replace(snapshot, tags=tags), origin)
    move_head(session, post, number, replace(snapshot, tags=tags), origin)
    if was_live:
        # Readers see just this now: nothing is pending.
        post.live_number = number


def _live_posts(session: Session, tag_id: int) -> list[int]:
    carrying = select(PostTag.post_id).where(PostTag.tag_id == tag_id, PostTag.scope == Scope.LIVE)
    return list(session.scalars(carrying))


def _set_live(session: Session, posts: Iterable[int]) -> None:
    """Write the tags of posts anew into the copy that readers get."""
    for post_id in posts:
        post = session.get_one(Post, post_id, with_for_update=True, populate_existing=True)
        tags = {
            tag.slug: tag
            for tag in session.scalars(
                select(Tag)
                .join(PostTag, PostTag.tag_id == Tag.id)
                .where(PostTag.post_id == post_id, PostTag.scope == Scope.LIVE)
            )
        }
        post.tags = _in_order(session, post, tags)


def _in_order(session: Session, post: Post, tags: dict[str, Tag]) -> list[dict[str, str]]:
    """Return the tags of a post in the order in which they stood."""
    order: dict[str, int] = {}
    for place, former in enumerate(post.tags or []):
        tag = None if former["slug"] in tags else tag_of_alias(session, former["slug"])
        order.setdefault(tag.slug if tag else former["slug"], place)
    found = sorted(tags.values(), key=lambda tag: (order.get(tag.slug, len(order)), tag.name))
    return [{"name": tag.name, "slug": tag.slug} for tag in found]
