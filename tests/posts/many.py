"""Many posts at once, for tests of lists."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, text

from blog.posts.models import (
    Address,
    Kind,
    Post,
    PostByline,
    PostTag,
    Reason,
    Revision,
    Scope,
    State,
    Visibility,
)
from blog.tags.models import Tag
from tests.factories import Somebody, World, moment
from tests.posts.times import NOW


def add_posts(world: World, owner: Somebody, number: int) -> None:
    """Add many public posts at once, with a tag and a byline; three share each moment."""
    with world.writing() as session:
        tag = Tag(slug="sea", name="Sea", description="")
        session.add(tag)
        session.flush()
        first = (session.scalar(select(Post.id).order_by(Post.id.desc()).limit(1)) or 0) + 1
        ids = range(first, first + number)
        session.execute(insert(Post), [post_row(i, owner) for i in ids])
        if session.get_bind().dialect.name == "postgresql":
            # The sequence does not see the ids that are given.
            session.execute(text(f"SELECT setval('posts_id_seq', {ids[-1]})"))
        session.execute(insert(Revision), [revision_row(i, owner) for i in ids])
        session.execute(
            insert(Address), [{"path": f"piece-{i}", "post_id": i, "is_current": True} for i in ids]
        )
        link: dict[str, Any] = {"scope": Scope.LIVE}
        session.execute(insert(PostTag), [link | {"post_id": i, "tag_id": tag.id} for i in ids])
        byline = link | {"person_id": owner.id, "position": 0}
        session.execute(insert(PostByline), [byline | {"post_id": i} for i in ids])


def post_row(post_id: int, owner: Somebody) -> dict[str, Any]:
    at = moment(2026, 11, 20) - timedelta(hours=post_id // 3)
    return {
        "id": post_id,
        "kind": Kind.POST,
        "owner_id": owner.id,
        "state": State.PUBLISHED,
        "head_number": 1,
        "live_number": 1,
        "created_at": at,
        "edited_at": at,
        "slug": f"piece-{post_id}",
        "title": f"Piece {post_id}",
        "html": f"<p>Text {post_id}</p>\n",
        "bylines": [{"name": owner.name, "handle": owner.handle}],
        "tags": [{"name": "Sea", "slug": "sea"}],
        "published_at": at,
        "updated_at": at,
    }


def revision_row(post_id: int, owner: Somebody) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "number": 1,
        "author_id": owner.id,
        "created_at": NOW,
        "reason": Reason.SAVE,
        "title": f"Piece {post_id}",
        "body": f"Text {post_id}",
        "summary": "",
        "slug": "",
        "tags": ["Sea"],
        "bylines": [owner.id],
        "visibility": Visibility.PUBLIC,
    }
