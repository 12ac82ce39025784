"""The order in which the pages of a site stand in its navigation."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from blog.auth.permissions import Deed, Whose, whose
from blog.core.actor import Actor
from blog.core.content_version import raise_content_version
from blog.core.errors import Forbidden
from blog.posts.desk_queries import rows_by_id
from blog.posts.models import Kind, Post, Revision

ONLY_EDITORS = "Only editors put the pages in order."


class Step(StrEnum):
    """Where a page goes, by one place."""

    UP = "up"
    DOWN = "down"


def may_order(actor: Actor) -> bool:
    return whose(actor.role, Deed.ORDER) is Whose.ALL


def pages_in_order(session: Session) -> Sequence[Row[Any]]:
    """Return all pages but the trash as rows of the desk, in their order."""
    return rows_by_id(session, _order(session))


def move_page(session: Session, post_id: int, step: Step, actor: Actor, now: datetime) -> None:
    """Let a page change places with the one before it, or after it.

    From then on every page has a place. At either end, and for one that is gone, nothing happens.
    """
    if not may_order(actor):
        raise Forbidden(ONLY_EDITORS)
    pages = session.scalars(
        select(Post).where(Post.kind == Kind.PAGE).order_by(Post.id).with_for_update()
    )
    known = {page.id: page for page in pages}
    order = _order(session)
    place = order.index(post_id) if post_id in order else -1
    other = place + (1 if step is Step.DOWN else -1)
    if place < 0 or not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for number, page_id in enumerate(order):
        known[page_id].position = number
    raise_content_version(session, now)


def _order(session: Session) -> list[int]:
    head = and_(Revision.post_id == Post.id, Revision.number == Post.head_number)
    statement = (
        select(Post.id)
        .join(Revision, head)
        .where(Post.kind == Kind.PAGE, Post.trashed_at.is_(None))
        .order_by(Post.position.is_(None), Post.position, func.lower(Revision.title), Post.id)
    )
    return list(session.scalars(statement))
