"""Stored HTML: what is kept of a rendered text, and how it is brought up to date.

Readers get HTML that was rendered when it was published. An upgrade that renders otherwise,
or another style of the site, makes it out of date: readers still get it until it has been
rendered again. That changes nothing that an author decided, and no date.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from blog.core.content_version import raise_content_version
from blog.core.database import db, end_reading, write
from blog.core.html import RENDERER_VERSION, Rendered, render
from blog.core.markdown.style import HouseStyle
from blog.posts.models import Post, Revision
from blog.site.actions import style_changed
from blog.site.queries import read_site

BATCH = 50
# Characters of HTML that are held in memory at once: somebody may have posted a book.
LARGEST_BATCH = 4_000_000
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
    size = 0
    for post_id in ids:
        found = _live_text(db.session(), post_id)
        end_reading()
        if found is not None:
            attempts.append(attempt := _attempt(*found, style))
            size += len(attempt.rendered.html) if isinstance(attempt, Proof) else 0
        if size > LARGEST_BATCH:
            break
    return attempts


def _live_text(session: Session, post_id: int) -> tuple[Live, str] | None:
    is_live = and_(Revision.post_id == Post.id, Revision.number == Post.live_number)
    row = session.execute(
        select(Post.id, Revision.number, Post.slug, Revision.body)
        .join(Revision, is_live)
        .where(Post.id == post_id)
    ).first()
    return (Live(row.id, row.number, row.slug or ""), row.body) if row else None


def _attempt(live: Live, body: str, style: HouseStyle) -> Proof | Failure:
    try:
        return Proof(live, render(body, style))
    except Exception as error:
        # Whatever is wrong with one text, the others go on.
        return Failure(live, f"{type(error).__name__}: {error}")


def store(session: Session, attempts: Sequence[Proof | Failure], style: HouseStyle) -> Batch:
    """Store what was rendered of texts that readers still see; the others stay out of date.

    Nothing is stored when the style of the site is another one by now.
    """
    if not is_set_so(session, style):
        return Batch()
    outcomes = [
        _store(session, attempt) if isinstance(attempt, Proof) else attempt for attempt in attempts
    ]
    return Batch(
        changed=outcomes.count(True),
        same=outcomes.count(False),
        failures=tuple(outcome for outcome in outcomes if isinstance(outcome, Failure)),
    )


def _store(session: Session, proof: Proof) -> bool | Failure | None:
    """Say whether a text came out otherwise than before; None when it is not live any more."""
    try:
        with session.begin_nested():
            return _store_locked(session, proof)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return Failure(proof.live, str(error.orig).partition("\n")[0])


def _store_locked(session: Session, proof: Proof) -> bool | None:
    this = Post.id == proof.live.post_id
    wanted = columns_of(proof.rendered)
    kept = [Post.__table__.c[name] for name in wanted]
    row = session.execute(select(Post.live_number, *kept).where(this).with_for_update()).first()
    if row is None or row.live_number != proof.live.number:
        return None
    changes = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    changes["renderer_version"] = proof.rendered.version
    session.execute(update(Post).where(this).values(changes))
    return len(changes) > 1
