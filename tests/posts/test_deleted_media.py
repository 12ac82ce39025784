"""Readers never get the address of what was deleted or replaced, whoever comes first: the one who
deletes it, or the worker."""

from datetime import timedelta

import pytest

from blog.core import clock
from blog.media.actions import delete_for_ever, restore_items, trash_items
from blog.media.models import MediaItem
from blog.media.resolving import typeset
from blog.posts import undoing
from blog.posts.models import Post
from blog.posts.publishing import PublicationChange
from blog.posts.queries import head_of
from blog.posts.undoing import Return, Undo
from blog.site.context import house_style
from tests.factories import World, a_picture
from tests.media.library import Library
from tests.posts.shelf import Shelf, shelf_of


@pytest.fixture
def shelf(world: World) -> Shelf:
    return shelf_of(world)


@pytest.fixture
def shown(shelf: Shelf) -> int:
    """A post that shows the first picture in its text and above it."""
    post_id = shelf.draft(shelf.one, cover=shelf.one.key)
    shelf.world.publish(post_id, shelf.owner)
    assert f"/media/{shelf.one.key}/" in page(shelf, post_id)
    return post_id


def page(shelf: Shelf, post_id: int) -> str:
    return shelf.world.app.test_client().get(f"/{shelf.world.post(post_id).slug}").text


def trash(shelf: Shelf, item: MediaItem) -> None:
    with shelf.world.writing() as session:
        trash_items(session, [item.id], shelf.owner, clock.now())


def delete(shelf: Shelf, item: MediaItem) -> None:
    with shelf.world.writing() as session:
        assert delete_for_ever(session, item.id, shelf.owner, clock.now())


def check_gone(shelf: Shelf, post_id: int) -> None:
    post = shelf.world.post(post_id)
    assert post.html == "<p>It</p>\n"
    assert post.cover is None
    html = page(shelf, post_id)
    assert shelf.one.key not in html
    assert "og:image" not in html


class TestDeletion:
    def test_before_the_worker_comes(self, shelf: Shelf, shown: int) -> None:
        trash(shelf, shelf.one)
        delete(shelf, shelf.one)
        shelf.do_jobs()
        check_gone(shelf, shown)

    def test_after_the_worker_came(self, shelf: Shelf, shown: int) -> None:
        trash(shelf, shelf.one)
        shelf.do_jobs()
        check_gone(shelf, shown)
        delete(shelf, shelf.one)
        shelf.do_jobs()
        check_gone(shelf, shown)

    def test_when_the_trash_is_emptied(self, shelf: Shelf, shown: int) -> None:
        trash(shelf, shelf.one)
        library = Library(shelf.world, shelf.owner)
        library.do("media.empty_trash", clock.now() + timedelta(days=31))
        assert library.item(shelf.one.id) is None
        shelf.do_jobs()
        check_gone(shelf, shown)

    def test_while_others_change_it_and_show_it(self, shelf: Shelf, shown: int) -> None:
        shelf.describe(shelf.one, caption="At noon")
        other = shelf.draft(shelf.one)
        shelf.world.publish(other, shelf.owner)
        shelf.save(shown, shelf.two)
        shelf.world.publish(shown, shelf.owner)
        trash(shelf, shelf.one)
        delete(shelf, shelf.one)
        shelf.do_jobs()
        check_gone(shelf, other)
        assert shelf.one.key not in page(shelf, shown)
        assert shelf.two.key in page(shelf, shown)

    def test_what_nobody_sees_asks_for_nothing(self, shelf: Shelf) -> None:
        shelf.draft(shelf.one)
        trash(shelf, shelf.one)
        delete(shelf, shelf.one)
        assert shelf.jobs() == []

    def test_an_old_version_comes_back_without_it(self, shelf: Shelf, shown: int) -> None:
        shelf.save(shown)
        shelf.world.publish(shown, shelf.owner)
        trash(shelf, shelf.one)
        delete(shelf, shelf.one)
        shelf.world.restore(shown, 1, shelf.owner)
        assert shelf.uses(shown) == set()
        shelf.world.publish(shown, shelf.owner)
        check_gone(shelf, shown)


def test_what_comes_out_of_the_trash_is_a_cover_again(shelf: Shelf) -> None:
    post_id = shelf.draft(cover=shelf.one.key)
    shelf.world.publish(post_id, shelf.owner)
    trash(shelf, shelf.one)
    shelf.do_jobs()
    assert shelf.world.post(post_id).cover is None
    with shelf.world.writing() as session:
        restore_items(session, [shelf.one.id], shelf.owner, clock.now())
    shelf.do_jobs()
    cover = shelf.world.post(post_id).cover
    assert cover is not None
    assert cover["key"] == shelf.one.key


class TestUndo:
    """What was published shows the first picture again, which is another one by now, or none."""

    def test_shows_the_file_that_it_has_now(self, shelf: Shelf, shown: int) -> None:
        undo = self.publish_other(shelf, shown)
        library = Library(shelf.world, shelf.owner)
        new = library.replace(shelf.one.id, a_picture())
        self.put_back(shelf, shown, undo)
        html = page(shelf, shown)
        assert f"/media/{new.key}/{new.digest[:16]}/" in html
        assert shelf.one.digest[:16] not in html
        cover = shelf.world.post(shown).cover
        assert cover is not None
        assert cover["digest"] == new.digest

    def test_shows_nothing_of_what_was_deleted(self, shelf: Shelf, shown: int) -> None:
        undo = self.publish_other(shelf, shown)
        trash(shelf, shelf.one)
        delete(shelf, shelf.one)
        self.put_back(shelf, shown, undo)
        check_gone(shelf, shown)

    def publish_other(self, shelf: Shelf, post_id: int) -> Undo:
        number = shelf.save(post_id, shelf.two)
        with shelf.world.app.test_request_context(), shelf.world.writing() as session:
            style = house_style()
            body = head_of(session, session.get_one(Post, post_id)).body
            change = PublicationChange(number, typeset(session, body, style), None, style)
        with shelf.world.writing() as session:
            return undoing.publish(session, post_id, change, shelf.owner, clock.now())[1]

    def put_back(self, shelf: Shelf, post_id: int, undo: Undo) -> None:
        with shelf.world.app.test_request_context(), shelf.world.reading() as session:
            style = house_style()
            text = undoing.text_before(session, post_id, undo)
            assert text is not None
            again = Return(undo, typeset(session, text, style), style)
        with shelf.world.writing() as session:
            undoing.put_back(session, post_id, again, shelf.owner, clock.now())
