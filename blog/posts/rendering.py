"""Stored HTML: what is kept of a rendered text, and how it is brought up to date.

Readers get HTML that was rendered when it was published. An upgrade that renders otherwise,
or another style of the site, makes it out of date: readers still get it until it has been
rendered again. That changes nothing that an author decided, and no date.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from blog.core.content_version import raise_content_version
from blog.core.database import db, end_reading, write
from blog.core.html import RENDERER_VERSION, Rendered
from blog.core.markdown.media import MOST_KEYS
from blog.core.markdown.style import HouseStyle
from blog.media.models import MediaItem, MediaUse, UseScope
from blog.media.resolving import typeset
from blog.posts.covers import kept_cover
from blog.posts.media_uses import are_as_shown, hold_items, keys_shown, point_media
from blog.posts.models import Post, Revision
from blog.posts.snapshot import Snapshot, snapshot_of
from blog.site.actions import style_changed
from blog.site.queries import read_site

BATCH = 50
# Characters of HTML that are held in memory at once: somebody may have posted a book.
LARGEST_BATCH = 4_000_000
# As many as one statement names.
MOST_MARKED = 500
# A version that no renderer has.
OUT_OF_DATE = 0

STORED = Post.live_number.is_not(None)
STALE = and_(STORED, Post.renderer_version != RENDERER_VERSION)


@dataclass(frozen=True)
class Live:
    """Which revision of a post readers see, and where."""

    post_id: int
    number: int
    slug: str
    snapshot: Snapshot = field(default_factory=Snapshot, repr=False)


@dataclass(frozen=True)
class Proof:
    """A text as it was rendered, before anybody looked whether it is still the live one."""

    live: Live
    rendered: Rendered


@dataclass(frozen=True)
class Failure:
    """A text that could not be rendered or stored, and why."""

    live: Live
    reason: str


@dataclass(frozen=True)
class Batch:
    """What one transaction did: how many texts came out otherwise, and how many the same."""

    changed: int = 0
    same: int = 0
    failures: tuple[Failure, ...] = ()

    @property
    def done(self) -> int:
        return self.changed + self.same + len(self.failures)


def columns_of(rendered: Rendered) -> dict[str, Any]:
    """Return what a post keeps of its rendered text."""
    return {
        "html": rendered.html,
        "excerpt": rendered.excerpt,
        "words": rendered.words,
        "headings": [
            {"level": heading.level, "id": heading.id, "text": heading.text}
            for heading in rendered.headings
        ],
    }


def is_set_so(session: Session, style: HouseStyle) -> bool:
    """Say whether this is the style of the site, and keep it so until the commit."""
    return read_site(session, hold=True).style(style.host) == style


def count_stored(session: Session) -> int:
    return session.scalars(select(func.count()).where(STORED)).one()


def count_stale(session: Session) -> int:
    return session.scalars(select(func.count()).where(STALE)).one()


@style_changed.register
def mark_out_of_date(session: Session) -> int:
    """Mark all stored HTML as out of date, and return of how many posts and pages."""
    marking = update(Post).where(STORED).values(renderer_version=OUT_OF_DATE)
    return len(session.scalars(marking.returning(Post.id)).all())


def mark_users_out_of_date(session: Session, item_id: int, posts: Collection[int]) -> None:
    """Mark as out of date what readers see of an item of the library: in the posts that use it
    now, and in those that used it when it was changed. It may be gone since."""
    # The site is held before any post, as by whoever marks them all.
    read_site(session, hold=True)
    of_item = (MediaUse.item_id == item_id, MediaUse.scope == UseScope.LIVE)
    live = session.scalars(select(MediaUse.post_id).where(*of_item))
    ids = sorted({*posts, *live})
    for start in range(0, len(ids), MOST_MARKED):
        these = Post.id.in_(ids[start : start + MOST_MARKED])
        session.execute(select(Post.id).where(these).order_by(Post.id).with_for_update())
        marking = update(Post).where(STORED, these)
        session.execute(marking.values(renderer_version=OUT_OF_DATE))


def bring_up_to_date(host: str, now: Callable[[], datetime]) -> Iterator[Batch]:
    """Render what is out of date again, a batch and a transaction at a time.

    It can be stopped anywhere and goes on from there, since each batch stores its version.
    The last one tells caches that pages changed, also those that an earlier run changed.
    No transaction is open between two batches.
    """
    failed: set[int] = set()
    ids = _next_stale(db.session(), 0, failed)
    while ids:
        style = read_site(db.session()).style(host)
        attempts = render_live(ids, style)
        with write() as session:
            batch = store(session, attempts, style)
            failed.update(failure.live.post_id for failure in batch.failures)
            last = attempts[-1].live.post_id if attempts else ids[-1]
            ids = _next_stale(session, last, failed)
            if not ids:
                raise_content_version(session, now())
        yield batch


def _next_stale(session: Session, after: int, failed: Collection[int]) -> list[int]:
    """Return posts that are out of date: those that follow, else from the beginning, since
    somebody may have published meanwhile. What failed once is not tried again."""
    for place in (after, 0) if after else (0,):
        following = select(Post.id).where(STALE, Post.id > place).order_by(Post.id)
        found = session.scalars(following.limit(BATCH + len(failed)))
        if ids := [post_id for post_id in found if post_id not in failed]:
            return ids[:BATCH]
    return []


def render_live(ids: Sequence[int], style: HouseStyle) -> list[Proof | Failure]:
    """Render texts one by one, outside of any transaction, until there is enough to store."""
    attempts: list[Proof | Failure] = []
    size = keys = 0
    for post_id in ids:
        live = _live(db.session(), post_id)
        if live is not None:
            attempts.append(attempt := _attempt(live, style))
        end_reading()
        if live is not None and isinstance(attempt, Proof):
            size += len(attempt.rendered.html)
            keys += len(attempt.rendered.media)
        if size > LARGEST_BATCH or keys > MOST_KEYS:
            break
    return attempts


def _live(session: Session, post_id: int) -> Live | None:
    is_live = and_(Revision.post_id == Post.id, Revision.number == Post.live_number)
    row = session.execute(
        select(Post.slug, Revision).join(Revision, is_live).where(Post.id == post_id)
    ).first()
    if row is None:
        return None
    return Live(post_id, row.Revision.number, row.slug or "", snapshot_of(row.Revision))


def _attempt(live: Live, style: HouseStyle) -> Proof | Failure:
    try:
        return Proof(live, typeset(db.session(), live.snapshot.body, style))
    except Exception as error:
        # Whatever is wrong with one text, the others go on.
        return Failure(live, f"{type(error).__name__}: {error}")


def store(session: Session, attempts: Sequence[Proof | Failure], style: HouseStyle) -> Batch:
    """Store what was rendered of texts that readers still see; the others stay out of date.

    Nothing is stored when the style of the site is another one by now.
    """
    if not is_set_so(session, style):
        return Batch()
    items = _hold(session, [attempt for attempt in attempts if isinstance(attempt, Proof)])
    outcomes = [
        _store(session, attempt, items) if isinstance(attempt, Proof) else attempt
        for attempt in attempts
    ]
    return Batch(
        changed=outcomes.count(True),
        same=outcomes.count(False),
        failures=tuple(outcome for outcome in outcomes if isinstance(outcome, Failure)),
    )


def _hold(session: Session, proofs: Sequence[Proof]) -> dict[str, MediaItem]:
    """Hold the posts of a batch, and then all that they show, each in one order: one text after
    the other would wait for whoever holds the items of the next and waits for those of this."""
    these = Post.id.in_([proof.live.post_id for proof in proofs])
    session.execute(select(Post.id).where(these).order_by(Post.id).with_for_update())
    keys = (keys_shown(proof.live.snapshot, proof.rendered) for proof in proofs)
    return hold_items(session, set().union(*keys))


def _store(session: Session, proof: Proof, items: Mapping[str, MediaItem]) -> bool | Failure | None:
    """Say whether a text came out otherwise than before; None when it is not live any more."""
    try:
        with session.begin_nested():
            return _store_held(session, proof, items)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return Failure(proof.live, str(error.orig).partition("\n")[0])


def _store_held(session: Session, proof: Proof, items: Mapping[str, MediaItem]) -> bool | None:
    live, rendered = proof.live, proof.rendered
    this = Post.id == live.post_id
    wanted = {**columns_of(rendered), "cover": kept_cover(live.snapshot, items)}
    kept = [Post.__table__.c[name] for name in wanted]
    row = session.execute(select(Post.live_number, *kept).where(this)).first()
    if row is None or row.live_number != live.number:
        return None
    if not are_as_shown(items, rendered.media):
        # It stays out of date, and is looked at again.
        return None
    point_media(session, live.post_id, keys_shown(live.snapshot, rendered), UseScope.LIVE)
    changes = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    changes["renderer_version"] = rendered.version
    session.execute(update(Post).where(this).values(changes))
    return len(changes) > 1
