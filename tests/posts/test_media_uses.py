"""Which posts show what of the library, and what happens to them when it changes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from blog.core import clock
from blog.media.actions import change_details, restore_items, trash_items
from blog.media.details import details_of
from blog.media.models import MediaItem, UseScope
from blog.media.resolving import typeset
from blog.posts import actions, publishing, saving, undoing
from blog.posts.history import thin
from blog.posts.media_uses import BRING_UP_TO_DATE, uses_of
from blog.posts.models import Kind, Post, Reason, Revision, State, Visibility
from blog.posts.publishing import PublicationChange
from blog.posts.rendering import OUT_OF_DATE, bring_up_to_date
from blog.posts.saving import Edit
from blog.posts.undoing import Return
from blog.site.context import house_style, site_host
from tests.conftest import Site
from tests.factories import Somebody, World, snapshot_for
from tests.posts.shelf import Shelf, shelf_of
from tests.posts.stored import columns

HEAD, LIVE, PAST = UseScope.HEAD, UseScope.LIVE, UseScope.PAST


@pytest.fixture
def shelf(world: World) -> Shelf:
    return shelf_of(world)


class TestScopes:
    def test_the_head_is_exact_and_the_past_keeps_all(self, shelf: Shelf) -> None:
        post_id = shelf.draft(shelf.one)
        assert shelf.uses(post_id) == {("one", HEAD), ("one", PAST)}
        shelf.save(post_id, shelf.two)
        assert shelf.uses(post_id) == {("two", HEAD), ("one", PAST), ("two", PAST)}
        shelf.save(post_id)
        assert shelf.uses(post_id) == {("one", PAST), ("two", PAST)}

    def test_a_cover_counts_as_well(self, shelf: Shelf) -> None:
        post_id = shelf.draft(cover=shelf.one.key)
        shelf.world.publish(post_id, shelf.owner)
        assert shelf.uses(post_id) == {("one", HEAD), ("one", LIVE), ("one", PAST)}

    def test_readers_see_what_was_published(self, shelf: Shelf) -> None:
        post_id = shelf.draft(shelf.one)
        shelf.world.publish(post_id, shelf.owner)
        shelf.save(post_id, shelf.two)
        assert {("one", LIVE), ("two", HEAD)} <= shelf.uses(post_id)
        shelf.world.publish(post_id, shelf.owner)
        assert ("one", LIVE) not in shelf.uses(post_id)
        shelf.world.unpublish(post_id, shelf.owner)
        assert {scope for _, scope in shelf.uses(post_id)} == {HEAD, PAST}

    def test_an_example_is_not_shown(self, shelf: Shelf) -> None:
        post_id = shelf.world.draft(shelf.owner, body=f"    ![x](media:{shelf.one.key})")
        shelf.world.publish(post_id, shelf.owner)
        assert shelf.uses(post_id) == {("one", HEAD), ("one", PAST)}

    def test_a_copy_and_an_old_version_that_came_back_show_it(self, shelf: Shelf) -> None:
        post_id = shelf.draft(shelf.one, cover=shelf.two.key, cover_caption="Low")
        with shelf.world.writing() as session:
            copy = actions.duplicate(session, post_id, shelf.owner, clock.now()).post_id
        assert {("one", HEAD), ("two", HEAD)} <= shelf.uses(copy)
        shelf.save(post_id)
        assert HEAD not in {scope for _, scope in shelf.uses(post_id)}
        shelf.world.restore(post_id, 1, shelf.owner)
        assert {("one", HEAD), ("two", HEAD)} <= shelf.uses(post_id)

    def test_what_was_thinned_out_is_forgotten(self, shelf: Shelf) -> None:
        long_ago = clock.now() - timedelta(days=90)
        post_id = shelf.world.draft(shelf.owner, now=long_ago, body="Nothing.")
        for items, minutes in (([shelf.one], 1), ([shelf.two], 2)):
            with shelf.world.writing() as session:
                edit = Edit(
                    snapshot_for(shelf.owner, body=shelf.text(*items)),
                    session.get_one(Post, post_id).head_number,
                    Reason.AUTOSAVE,
                )
                moment = long_ago + timedelta(minutes=minutes)
                saving.save(session, post_id, edit, shelf.owner, moment)
        shelf.save(post_id)
        assert {("one", PAST), ("two", PAST)} == shelf.uses(post_id)
        with shelf.world.writing() as session:
            assert thin(session, post_id, clock.now(), ZoneInfo("UTC")) == 1
        assert shelf.uses(post_id) == {("two", PAST)}

    def test_a_key_that_nothing_has_is_no_use(self, shelf: Shelf) -> None:
        post_id = shelf.world.draft(shelf.owner, body="![x](media:zzzzzzzzzzzz)")
        shelf.world.publish(post_id, shelf.owner)
        assert shelf.uses(post_id) == set()


class TestUndo:
    def test_of_a_publication_shows_what_was_shown_before(self, shelf: Shelf) -> None:
        world, owner = shelf.world, shelf.owner
        post_id = shelf.draft(shelf.one, cover=shelf.one.key)
        world.publish(post_id, owner)
        shelf.save(post_id, shelf.two, cover=shelf.two.key)
        before = columns(world.post(post_id))
        with world.app.test_request_context():
            style = house_style()
            with world.writing() as session:
                body = session.get_one(Revision, (post_id, 2)).body
                change = PublicationChange(2, typeset(session, body, style), None, style)
                _, undo = undoing.publish(session, post_id, change, owner, clock.now())
            assert world.post(post_id).cover["key"] == shelf.two.key  # type: ignore[index]
            with world.writing() as session:
                text = undoing.text_before(session, post_id, undo)
                assert text is not None
                rendered = typeset(session, text, style)
                put_back = Return(undo, rendered, style)
                undoing.put_back(session, post_id, put_back, owner, clock.now())
        assert columns(world.post(post_id)) == before
        live = {name for name, scope in shelf.uses(post_id) if scope is LIVE}
        assert live == {"one"}


class TestWhoMaySee:
    def test_what_readers_may_read_now_is_shown(self, shelf: Shelf) -> None:
        post_id = shelf.draft(shelf.one)
        assert not shelf.is_shown(shelf.one)
        shelf.world.publish(post_id, shelf.owner)
        assert shelf.is_shown(shelf.one)
        assert not shelf.is_shown(shelf.two)
        shelf.world.trash(post_id, shelf.owner)
        assert not shelf.is_shown(shelf.one)
        shelf.world.take_out(post_id, shelf.owner, undo=True)
        assert shelf.is_shown(shelf.one)
        shelf.world.unpublish(post_id, shelf.owner)
        assert not shelf.is_shown(shelf.one)

    def test_what_waits_for_its_time_is_shown_then(self, shelf: Shelf) -> None:
        post_id = shelf.draft(shelf.one)
        shelf.world.publish(post_id, shelf.owner, clock.now() + timedelta(hours=2))
        assert not shelf.is_shown(shelf.one)
        assert shelf.is_shown(shelf.one, timedelta(hours=3))

    @pytest.mark.parametrize(
        ("visibility", "shown"), [(Visibility.UNLISTED, True), (Visibility.PRIVATE, False)]
    )
    def test_who_may_read_it_decides(
        self, shelf: Shelf, visibility: Visibility, shown: bool
    ) -> None:
        post_id = shelf.draft(shelf.one, visibility=visibility)
        shelf.world.publish(post_id, shelf.owner)
        assert shelf.is_shown(shelf.one) is shown


class TestAChange:
    def test_is_seen_by_readers_once_its_job_is_done(self, shelf: Shelf) -> None:
        post_id = shelf.draft(shelf.one, cover=shelf.one.key)
        other = shelf.draft(shelf.two)
        for each in (post_id, other):
            shelf.world.publish(each, shelf.owner)
        before, untouched = shelf.world.post(post_id), columns(shelf.world.post(other))
        shelf.describe(shelf.one, caption="At noon", credit="Anna")
        assert shelf.jobs() == [f"{BRING_UP_TO_DATE}:{shelf.one.id}"]
        shelf.do_jobs()
        after = shelf.world.post(post_id)
        assert "The one" in before.html
        assert "At noon" in after.html
        assert after.cover is not None
        assert (after.cover["caption"], after.cover["credit"]) == ("At noon", "Anna")
        assert (after.updated_at, after.live_number) == (before.updated_at, before.live_number)
        assert columns(shelf.world.post(other)) == untouched

    def test_that_no_reader_sees_asks_for_nothing(self, shelf: Shelf) -> None:
        shelf.draft(shelf.one)
        shelf.describe(shelf.one, alt="Other")
        assert shelf.jobs() == []

    def test_to_the_trash_leaves_the_words_and_back_brings_the_picture(self, shelf: Shelf) -> None:
        post_id = shelf.draft(shelf.one)
        shelf.world.publish(post_id, shelf.owner)
        with shelf.world.writing() as session:
            trash_items(session, [shelf.one.id], shelf.owner, clock.now())
        shelf.do_jobs()
        assert shelf.world.post(post_id).html == "<p>It</p>\n"
        with shelf.world.writing() as session:
            restore_items(session, [shelf.one.id], shelf.owner, clock.now())
        shelf.do_jobs()
        assert "<picture>" in shelf.world.post(post_id).html

    @pytest.mark.parametrize("change", [{"alt": "Other"}, {"focal_x": 10}])
    def test_between_rendering_and_publishing_is_not_missed(
        self, shelf: Shelf, change: dict[str, Any]
    ) -> None:
        world, post_id = shelf.world, shelf.draft(shelf.one)
        with world.app.test_request_context():
            style = house_style()
            with world.reading() as session:
                rendered = typeset(session, shelf.text(shelf.one), style)
        shelf.describe(shelf.one, **change)
        assert shelf.jobs() == []
        with world.writing() as session:
            publication = PublicationChange(1, rendered, None, style)
            publishing.publish(session, post_id, publication, shelf.owner, clock.now())
        assert world.post(post_id).renderer_version == OUT_OF_DATE
        assert shelf.jobs() == [BRING_UP_TO_DATE]
        shelf.do_jobs()
        assert world.post(post_id).renderer_version == rendered.version

    def test_a_key_that_only_the_renderer_can_read_is_words(self, shelf: Shelf) -> None:
        spelled = "".join(f"&#{ord(sign)};" for sign in shelf.one.key)
        post_id = shelf.world.draft(shelf.owner, body=f"![It](media:{spelled})")
        shelf.world.publish(post_id, shelf.owner)
        age(shelf.world, post_id)
        with shelf.world.app.app_context():
            list(bring_up_to_date(site_host(), clock.now))
        assert shelf.world.post(post_id).html == "<p>It</p>\n"
        assert shelf.uses(post_id) == set()

    def test_between_rendering_again_and_storing_is_not_missed(
        self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        post_id = shelf.draft(shelf.one)
        shelf.world.publish(post_id, shelf.owner)
        age(shelf.world, post_id)
        change_once(monkeypatch, lambda: shelf.describe(shelf.one, caption="Meanwhile"))
        with shelf.world.app.app_context():
            list(bring_up_to_date(site_host(), clock.now))
        assert "Meanwhile" in shelf.world.post(post_id).html


def age(world: World, post_id: int) -> None:
    with world.writing() as session:
        old = update(Post).where(Post.id == post_id)
        session.execute(old.values(renderer_version=1, html="Old"))


def change_once(monkeypatch: pytest.MonkeyPatch, change: Callable[[], None]) -> None:
    """Let something happen just after the first text was rendered."""
    from blog.posts import rendering

    was = rendering.render_live
    done: list[bool] = []

    def then_change(*arguments: object) -> object:
        attempts = was(*arguments)  # type: ignore[arg-type]
        if not done:
            done.append(True)
            change()
        return attempts

    monkeypatch.setattr(rendering, "render_live", then_change)


class TestUsesOf:
    def test_names_the_posts_and_how_they_use_it(self, shelf: Shelf) -> None:
        live = shelf.draft(shelf.one, title="Live")
        shelf.world.publish(live, shelf.owner)
        page = shelf.world.draft(shelf.owner, Kind.PAGE, title="Gone", body=shelf.text(shelf.one))
        shelf.world.trash(page, shelf.owner)
        with shelf.world.reading() as session:
            found = uses_of(session, [shelf.one.id, shelf.two.id])
        assert found[shelf.two.id] == []
        by_title = {use.title: use for use in found[shelf.one.id]}
        assert by_title["Live"].scopes == {HEAD, LIVE, PAST}
        assert by_title["Live"].state is State.PUBLISHED
        assert (by_title["Gone"].kind, by_title["Gone"].is_trashed) == (Kind.PAGE, True)
        assert by_title["Gone"].scopes == {HEAD, PAST}


@pytest.mark.commits
def test_a_change_at_the_same_moment_is_seen_by_one_of_the_two(own_site: Site) -> None:
    """Whoever comes second sees what the first one did, or asks for it to be rendered again."""
    shelf = shelf_of(World(own_site.app))
    world, post_id = shelf.world, shelf.draft(shelf.one)
    with world.app.test_request_context():
        style = house_style()
        with world.reading() as session:
            change = PublicationChange(
                1, typeset(session, shelf.text(shelf.one), style), style=style
            )
    with ThreadPoolExecutor() as pool, world.writing() as session:
        known = details_of(session.get_one(MediaItem, shelf.one.id))
        later = replace(known, caption="At noon")
        change_details(session, shelf.one.id, later, shelf.owner, clock.now())
        session.flush()
        publishing_it = pool.submit(publish, world, post_id, change, shelf.owner)
        session.commit()
        publishing_it.result()
    shelf.do_jobs()
    assert "At noon" in world.post(post_id).html


def publish(world: World, post_id: int, change: PublicationChange, owner: Somebody) -> None:
    with world.writing() as session:
        publishing.publish(session, post_id, change, owner, clock.now())
