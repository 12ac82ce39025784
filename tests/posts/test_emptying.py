"""The trash is emptied of what has been in it for 30 days."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from blog.core.database import db, write
from blog.outbox.handlers import Again, Running, registry
from blog.posts import actions
from blog.posts.emptying import KEPT_IN_TRASH, empty_trash
from blog.posts.models import Post
from blog.site.queries import read_content_number
from tests.factories import Somebody, World

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def trashed(world: World, owner: Somebody, at: datetime) -> int:
    post_id = world.draft(owner, title="Gone")
    with world.writing() as session:
        actions.trash(session, post_id, owner, at)
    return post_id


def emptied(world: World, now: datetime = NOW) -> list[int]:
    with world.app.app_context():
        return list(empty_trash(now))


def test_what_is_older_goes_and_the_rest_stays(world: World, owner: Somebody) -> None:
    old = trashed(world, owner, NOW - KEPT_IN_TRASH - timedelta(seconds=1))
    young = trashed(world, owner, NOW - KEPT_IN_TRASH)
    kept = world.draft(owner)
    assert emptied(world) == [old]
    with world.app.app_context():
        assert db.session().get(Post, old) is None
        assert db.session().get(Post, young) is not None
        assert db.session().get(Post, kept) is not None
    assert emptied(world) == []


def test_readers_are_told_that_something_changed(world: World, owner: Somebody) -> None:
    trashed(world, owner, NOW - timedelta(days=40))
    with world.app.app_context():
        before = read_content_number(db.session())
    emptied(world)
    with world.app.app_context():
        assert read_content_number(db.session()) > before


def test_what_was_taken_out_meanwhile_stays(world: World, owner: Somebody) -> None:
    first = trashed(world, owner, NOW - timedelta(days=40))
    second = trashed(world, owner, NOW - timedelta(days=40))
    gone = []
    with world.app.app_context():
        for post_id in empty_trash(NOW):
            gone.append(post_id)
            with write() as session:
                take_out(session, second)
    assert gone == [first]


def take_out(session: Session, post_id: int) -> None:
    session.get_one(Post, post_id).trashed_at = None


def test_it_is_a_chore_that_can_be_interrupted(world: World, owner: Somebody) -> None:
    for _ in range(3):
        trashed(world, owner, NOW - timedelta(days=40))
    handler = registry.handler("posts.empty_trash")
    assert handler.every == timedelta(hours=6)
    with world.app.app_context():
        ending = Running("chore:posts.empty_trash", {}, 1, lambda: NOW, lambda: True)
        assert handler.do(ending) == Again()
        going = Running("chore:posts.empty_trash", {}, 1, lambda: NOW, lambda: False)
        assert handler.do(going) is None
    assert emptied(world) == []


def test_histories_are_thinned_by_a_chore(world: World, owner: Somebody) -> None:
    handler = registry.handler("posts.thin_histories")
    assert handler.every == timedelta(days=1)
    with world.app.app_context():
        assert handler.do(Running("k", {}, 1, lambda: NOW, lambda: False)) is None
