"""Many tags merged or deleted: each in a transaction of its own, by the actions of single ones.

What fails for one is said of that one, and the others go on.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.database import db, end_reading, write
from blog.core.errors import DomainError
from blog.posts import tagging
from blog.posts.models import PostTag
from blog.tags.actions import GONE
from blog.tags.models import Tag

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What became of one tag: how many posts carried it, those in the trash too, or why it was
    refused. The name is empty of a tag that is gone."""

    tag_id: int
    name: str
    posts: int
    refusal: str = ""


def merge_all(ids: Iterable[int], target_id: int, actor: Actor, now: datetime) -> list[Result]:
    """Merge tags into one, and return what became of each. The target itself stays as it is."""

    def merge(session: Session, tag_id: int) -> None:
        tagging.merge_tag(session, tag_id, target_id, actor, now)

    return [_attempt(tag_id, merge) for tag_id in ids if tag_id != target_id]


def delete_all(ids: Iterable[int], actor: Actor, now: datetime) -> list[Result]:
    """Delete tags, and return what became of each."""

    def delete(session: Session, tag_id: int) -> None:
        if session.get(Tag, tag_id) is None:
            raise DomainError(GONE)
        tagging.delete_tag(session, tag_id, actor, now)

    return [_attempt(tag_id, delete) for tag_id in ids]


def _attempt(tag_id: int, do: Callable[[Session, int], None]) -> Result:
    tag = db.session().get(Tag, tag_id)
    result = Result(tag_id, tag.name if tag else "", _carriers(db.session(), tag_id))
    try:
        with write() as session:
            do(session, tag_id)
    except DomainError as error:
        return replace(result, refusal=str(error))
    except Exception:
        # Whatever is wrong with one tag, the others go on.
        log.exception("A tag could not be changed with others", extra={"tag": tag_id})
        return replace(result, refusal="Something failed here; it is as it was.")
    finally:
        end_reading()
    return result


def _carriers(session: Session, tag_id: int) -> int:
    posts = select(func.count(PostTag.post_id.distinct())).where(PostTag.tag_id == tag_id)
    return session.scalars(posts).one()
