"""Versions that saved themselves, at any time and as many as wanted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from blog.posts.models import Post, Reason, Revision, Visibility
from tests.factories import Somebody, World


def add_versions(
    world: World,
    post_id: int,
    actor: Somebody,
    moments: Iterable[datetime],
    reason: Reason = Reason.AUTOSAVE,
    **content: Any,
) -> list[int]:
    """Add a version to a post at each of these moments, and return their numbers. The last one
    is the head, as when somebody types on."""
    with world.writing() as session:
        newest = session.scalars(
            select(func.max(Revision.number)).where(Revision.post_id == post_id)
        ).one()
        rows = [
            row(post_id, newest + place, actor, at) | {"reason": reason} | content
            for place, at in enumerate(moments, 1)
        ]
        session.execute(insert(Revision), rows)
        session.get_one(Post, post_id).head_number = newest + len(rows)
        return [each["number"] for each in rows]


def row(post_id: int, number: int, actor: Somebody, at: datetime) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "number": number,
        "based_on": number - 1,
        "author_id": actor.id,
        "created_at": at,
        "title": "Tides",
        "body": f"Text {number}",
        "summary": "",
        "slug": "",
        "tags": [],
        "bylines": [actor.id],
        "visibility": Visibility.PUBLIC,
    }


def numbers(world: World, post_id: int) -> list[int]:
    """Return the numbers that are kept."""
    with world.reading() as session:
        of_post = select(Revision.number).where(Revision.post_id == post_id)
        return list(session.scalars(of_post.order_by(Revision.number)))
