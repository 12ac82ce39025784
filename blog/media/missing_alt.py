"""Images whose alternative text is missing, for whoever can write it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from blog.auth.permissions import Deed, Whose, whose
from blog.core.actor import Actor
from blog.core.database import reread
from blog.core.errors import DomainError
from blog.media.actions import GONE, change_details
from blog.media.details import details_of
from blog.media.models import MediaItem
from blog.media.queries import Tab, in_tab


def next_without_alt(session: Session, actor: Actor, after: int) -> MediaItem | None:
    """Return the image that follows one of this id, the newest first, and begins anew after the
    last; None when no other one is left."""
    newest = select(MediaItem).where(*_of(actor)).order_by(MediaItem.id.desc()).limit(1)
    following = session.scalar(newest.where(MediaItem.id < after)) if after else None
    return following or session.scalar(newest)


def count_without_alt(session: Session, actor: Actor) -> int:
    return session.scalar(select(func.count()).select_from(MediaItem).where(*_of(actor))) or 0


def say_alt(
    session: Session, item_id: int, alt: str, actor: Actor, now: datetime, *, is_decorative: bool
) -> MediaItem:
    """Give an image its alternative text, or say that it needs none; the rest stays as it is.

    Raises:
        FieldError: for "alt".
        DomainError: the item is gone, or somebody else's.
    """
    item = reread(session, MediaItem, item_id)
    if item is None:
        raise DomainError(GONE)
    said = replace(details_of(item), alt=alt, is_decorative=is_decorative)
    return change_details(session, item_id, said, actor, now)


def _of(actor: Actor) -> list[ColumnElement[bool]]:
    missing = in_tab(Tab.WITHOUT_ALT)
    if whose(actor.role, Deed.MEDIA) is Whose.ALL:
        return [missing]
    return [missing, MediaItem.uploaded_by_id == actor.id]
