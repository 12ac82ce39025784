"""What takes items out of the trash again, as text that is signed and travels in a toast.

It is for whoever put them there, and for a quarter of an hour.
"""

from collections.abc import Sequence
from datetime import datetime

from blog.core.actor import Actor
from blog.core.errors import DomainError
from blog.core.moments import microseconds_of, moment_of
from blog.core.tokens import is_signature, signature
from blog.posts.actions import UNDO_WINDOW

TOO_LATE = "That was too long ago to be undone here. What was deleted is in the trash."
NOTHING = "There is nothing to undo here. What was deleted is in the trash."


def pack(ids: Sequence[int], trashed_at: datetime, actor: Actor) -> str:
    """Return what undoes this, safe in an address."""
    what = "-".join(map(str, (microseconds_of(trashed_at), *ids)))
    return f"{what}.{signature(_purpose(actor), what)}"


def unpack(token: str, actor: Actor, now: datetime) -> tuple[list[int], datetime]:
    """Return the items, and when they went to the trash. Raises DomainError for what is no such
    token, or too old."""
    what, _, signed = token.rpartition(".")
    if not is_signature(_purpose(actor), what, signed):
        raise DomainError(NOTHING)
    moment, *ids = map(int, what.split("-"))
    trashed_at = moment_of(moment)
    if now - trashed_at > UNDO_WINDOW:
        raise DomainError(TOO_LATE)
    return ids, trashed_at


def _purpose(actor: Actor) -> str:
    return f"undo of deleted files by {actor.id}"
