"""The address behind Undo in a toast: everything that the undo needs, signed.

It is for whoever did the deed, and for a quarter of an hour. Nothing in it is secret, and it
is short enough for the cookie that carries the toast.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from flask import request, url_for

from blog.admin.desk import actor
from blog.core.errors import DomainError
from blog.core.moments import microseconds_of, microseconds_or_none, moment_of, moment_or_none
from blog.core.tokens import is_signature, signature
from blog.posts.actions import UNDO_WINDOW
from blog.posts.models import State, Visibility
from blog.posts.undoing import Standing, Undo

# A message travels in a cookie of 4 KB, with titles of its own.
LONGEST = 1500
TOO_LATE = (
    "That was too long ago to be undone here. Nothing was changed: look at it, then update or "
    "unpublish it."
)


def undo_url(post_id: int, undo: Undo, now: datetime) -> str | None:
    """Return where an undo is asked for; None for a post with more names on it than fit."""
    packed = json.dumps(
        [microseconds_of(now), *_values_of(undo)], separators=(",", ":"), ensure_ascii=False
    )
    what = urlsafe_b64encode(packed.encode()).decode()
    if len(what) > LONGEST:
        return None
    signed = signature(_purpose(post_id), what)
    return url_for("admin.undo_publication", post_id=post_id, what=what, signed=signed)


def undo_of_request(post_id: int, now: datetime) -> Undo:
    """Return the undo that was asked for. Raises DomainError for one that is none, or too old."""
    what, signed = request.args.get("what", ""), request.args.get("signed", "")
    if not is_signature(_purpose(post_id), what, signed):
        raise DomainError("There is nothing to undo here. Open the history to go back.")
    made_at, *values = json.loads(urlsafe_b64decode(what))
    if now - moment_of(made_at) > UNDO_WINDOW:
        raise DomainError(TOO_LATE)
    return _undo_from(*values)


def _purpose(post_id: int) -> str:
    return f"undo of {post_id} by {actor().id}"


def _values_of(undo: Undo) -> list[Any]:
    before = undo.before
    return [
        undo.mark,
        undo.claims,
        undo.publication,
        before.state.value,
        before.live_number,
        before.copied,
        before.slug,
        before.visibility.value,
        microseconds_or_none(before.published_at),
        microseconds_or_none(before.updated_at),
        before.tags,
        before.bylines,
    ]


def _undo_from(mark: str, claims: bool, publication: int | None, *before: Any) -> Undo:
    state, live, copied, slug, visibility, published_at, updated_at, tags, bylines = before
    standing = Standing(
        state=State(state),
        live_number=live,
        copied=copied,
        slug=slug,
        visibility=Visibility(visibility),
        published_at=moment_or_none(published_at),
        updated_at=moment_or_none(updated_at),
        tags=tuple(tags),
        bylines=tuple(bylines),
    )
    return Undo(standing, mark, claims=claims, publication=publication)
