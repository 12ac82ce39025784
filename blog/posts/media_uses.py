"""Which posts show what of the library: in their newest text, in what readers see, in any
version that is kept."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, insert, literal, or_, select
from sqlalchemy.orm import Session

from blog.core.html import Rendered
from blog.core.markdown.media import is_key, keys_in
from blog.media import hooks
from blog.media.models import MediaItem, MediaUse, UseScope
from blog.media.resolving import stamp_of
from blog.outbox.actions import enqueue
from blog.posts.models import Kind, Post, Revision, State, Visibility
from blog.posts.snapshot import Snapshot

# The job that renders again what shows an item, or whatever is out of date.
BRING_UP_TO_DATE = "posts.bring_up_to_date"


@dataclass(frozen=True)
class Use:
    """That a post shows an item; the title is that of its newest version."""

    item_id: int
    post_id: int
    title: str
    kind: Kind
    state: State
    is_trashed: bool
    scopes: frozenset[UseScope]


def keys_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the keys that a revision names, in its text and as its cover."""
    return tuple(dict.fromkeys((*keys_in(snapshot.body), *cover_keys(snapshot.cover))))


def cover_keys(cover: str) -> tuple[str, ...]:
    return (cover,) if is_key(cover) else ()


def keys_shown(snapshot: Snapshot, rendered: Rendered) -> set[str]:
    """Return the keys of what readers see of a revision as it was rendered, also of what is not
    there: it may come back out of the trash."""
    return {*rendered.media, *cover_keys(snapshot.cover)}


def point_media(session: Session, post_id: int, keys: Collection[str], scope: UseScope) -> None:
    """Make these what a post shows in one scope. It is locked, so nobody else does."""
    of_post = (MediaUse.post_id == post_id, MediaUse.scope == scope)
    rows = session.execute(select(MediaItem.key, MediaItem.id).join(MediaUse).where(*of_post))
    known = {row.key: row.id for row in rows}
    gone = [item_id for key, item_id in known.items() if key not in keys]
    if gone:
        session.execute(delete(MediaUse).where(*of_post, MediaUse.item_id.in_(gone)))
    _add(session, post_id, [key for key in keys if key not in known], scope)


def keep_media(session: Session, post_id: int, keys: Collection[str]) -> None:
    """Remember that a version that is kept shows these."""
    if not keys:
        return
    past = (MediaUse.post_id == post_id, MediaUse.scope == UseScope.PAST)
    known = set(session.scalars(select(MediaItem.key).join(MediaUse).where(*past)))
    _add(session, post_id, [key for key in keys if key not in known], UseScope.PAST)


def _add(session: Session, post_id: int, keys: Collection[str], scope: UseScope) -> None:
    if not keys:
        return
    # Nobody deletes them before this is committed; what is no more, or never was, has no row.
    there = select(MediaItem.id).where(MediaItem.key.in_(keys)).order_by(MediaItem.id)
    ids = session.scalars(there.with_for_update(read=True, key_share=True)).all()
    if ids:
        rows = [{"item_id": each, "post_id": post_id, "scope": scope} for each in ids]
        session.execute(insert(MediaUse), rows)


def forget_media(session: Session, post_id: int) -> None:
    """Forget what only versions showed that were deleted."""
    past = (MediaUse.post_id == post_id, MediaUse.scope == UseScope.PAST)
    if session.scalar(select(MediaUse.item_id).where(*past).limit(1)) is None:
        return
    in_text = Revision.body.contains(literal("media:").concat(MediaItem.key))
    still_named = (
        select(Revision.number)
        .join(MediaItem, or_(Revision.cover == MediaItem.key, in_text))
        .where(Revision.post_id == post_id, MediaItem.id == MediaUse.item_id)
        .exists()
    )
    session.execute(delete(MediaUse).where(*past, ~still_named))


def hold_items(session: Session, keys: Iterable[str]) -> dict[str, MediaItem]:
    """Return the items that these keys stand for, none in the trash, as they stay until the
    commit.

    Those in the trash are held as well, and all by one statement in the order of their ids, as by
    whoever changes several: nobody who holds one of them waits for another that is held here.
    """
    wanted = {key for key in keys if is_key(key)}
    if not wanted:
        return {}
    these = (
        select(MediaItem)
        .where(MediaItem.key.in_(wanted))
        .order_by(MediaItem.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    return {item.key: item for item in session.scalars(these) if item.trashed_at is None}


def are_as_shown(items: Mapping[str, MediaItem], media: Mapping[str, str]) -> bool:
    """Say whether what a text was rendered with is what the library has now."""
    return all(
        stamp == (stamp_of(items[key]) if key in items else "") for key, stamp in media.items()
    )


def uses_of(session: Session, item_ids: Collection[int]) -> dict[int, list[Use]]:
    """Return where items are used, also in drafts, old versions and the trash, in one
    statement; the posts that were edited last come first."""
    is_head = and_(Revision.post_id == Post.id, Revision.number == Post.head_number)
    rows = session.execute(
        select(MediaUse, Revision.title, Post)
        .join(Post, Post.id == MediaUse.post_id)
        .join(Revision, is_head)
        .where(MediaUse.item_id.in_(item_ids))
        .order_by(Post.edited_at.desc(), Post.id.desc())
    ).all()
    scopes: dict[tuple[int, int], set[UseScope]] = {}
    for use, _, _ in rows:
        scopes.setdefault((use.item_id, use.post_id), set()).add(use.scope)
    found: dict[int, dict[int, Use]] = {item_id: {} for item_id in item_ids}
    for use, title, post in rows:
        in_post = frozenset(scopes[use.item_id, post.id])
        trashed = post.trashed_at is not None
        found[use.item_id][post.id] = Use(
            use.item_id, post.id, title, post.kind, post.state, trashed, in_post
        )
    return {item_id: list(posts.values()) for item_id, posts in found.items()}


@hooks.is_shown.register
def readers_see(session: Session, item_id: int, now: datetime) -> bool:
    """Say whether an item stands in anything that readers may read now."""
    shown = (
        select(MediaUse.post_id)
        .join(Post, Post.id == MediaUse.post_id)
        .where(
            MediaUse.item_id == item_id,
            MediaUse.scope == UseScope.LIVE,
            Post.state == State.PUBLISHED,
            Post.trashed_at.is_(None),
            Post.visibility != Visibility.PRIVATE,
            Post.published_at <= now,
        )
    )
    return session.scalar(shown.limit(1)) is not None


@hooks.item_changed.register
def ask_for_item(session: Session, item_id: int, now: datetime) -> None:
    """Have all that readers see of an item rendered again.

    The posts are marked by the job itself: whoever changes an item holds it, and whoever saves
    a post holds that and then asks for its items, so that each would wait for the other. They
    are named now: when an item is deleted, nothing says any more who showed it. A post whose HTML
    shows an item is one of its live uses until it is rendered otherwise, so nothing is lost when
    the job is asked for again before it was done.
    """
    live = (MediaUse.item_id == item_id, MediaUse.scope == UseScope.LIVE)
    posts = list(session.scalars(select(MediaUse.post_id).where(*live).order_by(MediaUse.post_id)))
    if posts:
        key = f"{BRING_UP_TO_DATE}:{item_id}"
        payload = {"item": item_id, "posts": posts}
        enqueue(session, BRING_UP_TO_DATE, payload, now=now, key=key)


def ask_for_all(session: Session, now: datetime) -> None:
    """Have whatever is out of date rendered again."""
    enqueue(session, BRING_UP_TO_DATE, {}, now=now, key=BRING_UP_TO_DATE)
