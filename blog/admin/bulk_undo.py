"""What undoes a change of many posts, as text that is signed and travels in a toast.

It is for whoever made the change, and for a quarter of an hour. Of what a post was it says only
what the post itself does not say any more: fifty of them must fit into a cookie.
"""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.errors import DomainError
from blog.core.moments import microseconds_of, microseconds_or_none, moment_of, moment_or_none
from blog.core.tokens import is_signature, signature
from blog.posts.actions import UNDO_WINDOW
from blog.posts.bulk import Deed, Restored, Trashed
from blog.posts.models import Post, State, Visibility
from blog.posts.retouching import Retouched
from blog.posts.undoing import Standing, Undo

# Stands for a value that the post still has.
SAME = 0
TOO_LATE = "That was too long ago to be undone here. Nothing was changed now."
NOTHING = "There is nothing to undo here. Open the history of a post to go back."


def pack(session: Session, deeds: Mapping[int, Deed], actor: Actor, now: datetime) -> str:
    """Return what undoes these deeds, safe in an address."""
    slugs = _slugs(session, list(deeds))
    rows = [[post_id, *_values_of(deed, slugs.get(post_id))] for post_id, deed in deeds.items()]
    packed = json.dumps([microseconds_of(now), *rows], separators=(",", ":"), ensure_ascii=False)
    what = urlsafe_b64encode(zlib.compress(packed.encode(), 9)).decode().rstrip("=")
    return f"{what}.{signature(_purpose(actor), what)}"


def unpack(session: Session, token: str, actor: Actor, now: datetime) -> dict[int, Deed]:
    """Return the deeds by post. Raises DomainError for what is none, or too old."""
    what, _, signed = token.rpartition(".")
    if not is_signature(_purpose(actor), what, signed):
        raise DomainError(NOTHING)
    filled = what + "=" * (-len(what) % 4)
    made_at, *rows = json.loads(zlib.decompress(urlsafe_b64decode(filled)))
    if now - moment_of(made_at) > UNDO_WINDOW:
        raise DomainError(TOO_LATE)
    slugs = _slugs(session, [row[0] for row in rows])
    return {post_id: _DEEDS[kind](slugs.get(post_id), *values) for post_id, kind, *values in rows}


def _purpose(actor: Actor) -> str:
    return f"undo of many by {actor.id}"


def _slugs(session: Session, ids: list[int]) -> dict[int, str | None]:
    rows = session.execute(select(Post.id, Post.slug).where(Post.id.in_(ids)))
    return {row.id: row.slug for row in rows}


def _values_of(deed: Deed, slug: str | None) -> list[Any]:
    """Return a letter for the kind of deed, and what is in it."""
    if isinstance(deed, Trashed):
        return ["t", microseconds_of(deed.at)]
    if isinstance(deed, Retouched):
        return ["r", deed.head, deed.live, deed.new_head, deed.new_live]
    if isinstance(deed, Restored):
        values = _values_of(deed.withdrawal, slug)[1:] if deed.withdrawal else []
        return ["o", microseconds_of(deed.trashed_at), *values]
    before = deed.before
    return [
        "p",
        deed.mark,
        int(deed.claims),
        deed.publication,
        before.state.value,
        before.live_number,
        before.copied,
        SAME if before.slug == slug else before.slug,
        before.visibility.value,
        microseconds_or_none(before.published_at),
        microseconds_or_none(before.updated_at),
        before.tags,
        before.bylines,
    ]


def _undo(slug: str | None, mark: str, claims: int, publication: int | None, *rest: Any) -> Undo:
    state, live, copied, former, visibility, published_at, updated_at, tags, bylines = rest
    before = Standing(
        state=State(state),
        live_number=live,
        copied=copied,
        slug=slug if former == SAME else former,
        visibility=Visibility(visibility),
        published_at=moment_or_none(published_at),
        updated_at=moment_or_none(updated_at),
        tags=tuple(tags),
        bylines=tuple(bylines),
    )
    return Undo(before, mark, claims=bool(claims), publication=publication)


def _restored(slug: str | None, trashed_at: int, *values: Any) -> Restored:
    return Restored(moment_of(trashed_at), _undo(slug, *values) if values else None)


_DEEDS: dict[str, Callable[..., Deed]] = {
    "p": _undo,
    "o": _restored,
    "r": lambda _, *values: Retouched(*values),
    "t": lambda _, at: Trashed(moment_of(at)),
}
