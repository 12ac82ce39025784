"""Stored HTML that is out of date, and how it is brought up to date."""

from datetime import timedelta

import pytest

from blog.core import clock
from blog.core.html import RENDERER_VERSION
from blog.posts import rendering
from blog.posts.models import Kind, Visibility
from blog.posts.rendering import Batch, bring_up_to_date
from blog.site.context import site_host
from tests.factories import Somebody, World
from tests.posts.aged import age, bring_up, rendered_now, row, stale
from tests.posts.many import add_posts
from tests.posts.stored import publications
from tests.statements import statements

BODY = '## One\n\nThe "harbour" at low water.\n'


class TestOnePost:
    def test_what_readers_get_is_what_would_be_published_now(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, body=BODY)
        world.publish(post_id, owner)
        age(world, post_id)
        assert bring_up(world) == [Batch(changed=1)]
        assert row(world, post_id).items() >= rendered_now(world, BODY).items()
        assert world.post(post_id).renderer_version == RENDERER_VERSION

    def test_nothing_else_about_it_changes(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, body=BODY, tags=("Sea",), summary="A summary")
        world.publish(post_id, owner)
        world.save(post_id, owner, based_on=1, body="Not published.")
        age(world, post_id)
        before, acts = row(world, post_id), publications(world, post_id)
        history = [columns_of_revision(each) for each in world.revisions(post_id)]
        bring_up(world)
        assert row(world, post_id) == before | rendered_now(world, BODY)
        assert publications(world, post_id) == acts
        assert [columns_of_revision(each) for each in world.revisions(post_id)] == history

    def test_what_comes_out_the_same_gets_the_version_only(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, body=BODY)
        world.publish(post_id, owner)
        age(world, post_id, **rendered_now(world, BODY) | {"renderer_version": 1})
        before = row(world, post_id)
        with statements() as executed:
            assert bring_up(world) == [Batch(same=1)]
        assert row(world, post_id) == before | {"renderer_version": RENDERER_VERSION}
        (writing,) = [each for each in executed if each.startswith("UPDATE posts")]
        assert "html" not in writing

    def test_it_is_the_text_that_readers_see_and_not_the_newest_one(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, body="One.")
        world.publish(post_id, owner)
        world.save(post_id, owner, based_on=1, body="Two.")
        age(world, post_id)
        bring_up(world)
        assert world.post(post_id).html == "<p>One.</p>\n"
        assert world.post(post_id).has_changes


def columns_of_revision(revision: object) -> dict[str, object]:
    return {name: value for name, value in vars(revision).items() if not name.startswith("_")}


class TestWhich:
    def test_everything_that_readers_see_or_would_see_again(
        self, world: World, owner: Somebody
    ) -> None:
        ids = {
            "post": world.draft(owner),
            "page": world.draft(owner, Kind.PAGE),
            "scheduled": world.draft(owner),
            "private": world.draft(owner, visibility=Visibility.PRIVATE),
            "unlisted": world.draft(owner, visibility=Visibility.UNLISTED),
            "trashed": world.draft(owner),
        }
        for name, post_id in ids.items():
            later = clock.now() + timedelta(days=9) if name == "scheduled" else None
            world.publish(post_id, owner, later)
        world.trash(ids["trashed"], owner)
        age(world, *ids.values())
        assert bring_up(world) == [Batch(changed=len(ids))]
        assert {world.post(each).renderer_version for each in ids.values()} == {RENDERER_VERSION}

    def test_nothing_that_is_a_draft_and_nothing_that_is_up_to_date(
        self, world: World, owner: Somebody
    ) -> None:
        world.published(owner)
        draft, withdrawn = world.draft(owner), world.draft(owner)
        world.publish(withdrawn, owner)
        world.unpublish(withdrawn, owner)
        age(world, draft, withdrawn)
        before, number = row(world, withdrawn), world.content_number()
        assert bring_up(world) == []
        assert row(world, withdrawn) == before
        assert world.content_number() == number

    def test_a_draft_that_was_public_is_rendered_anew_when_it_is_published_again(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, body=BODY)
        world.publish(post_id, owner)
        world.unpublish(post_id, owner)
        age(world, post_id)
        world.publish(post_id, owner)
        assert row(world, post_id).items() >= rendered_now(world, BODY).items()


class TestBatches:
    NUMBER = 2 * rendering.BATCH + 7

    def test_every_batch_is_stored_and_the_last_one_raises_the_content_version(
        self, world: World, owner: Somebody
    ) -> None:
        add_posts(world, owner, self.NUMBER)
        number, numbers = world.content_number(), []
        with world.app.app_context():
            for batch in bring_up_to_date(site_host(), clock.now):
                numbers.append(world.content_number() - number)
                assert batch.done <= rendering.BATCH
        assert numbers == [0, 0, 1]
        assert stale(world) == 0

    def test_stopped_between_two_it_goes_on_and_caches_are_told_at_the_end(
        self, world: World, owner: Somebody
    ) -> None:
        add_posts(world, owner, self.NUMBER)
        number = world.content_number()
        with world.app.app_context():
            batches = bring_up_to_date(site_host(), clock.now)
            assert next(batches) == Batch(changed=rendering.BATCH)
        assert world.content_number() == number
        assert stale(world) == self.NUMBER - rendering.BATCH
        assert sum(batch.changed for batch in bring_up(world)) == self.NUMBER - rendering.BATCH
        assert world.content_number() == number + 1

    def test_a_batch_of_long_texts_is_shorter(
        self, world: World, owner: Somebody, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rendering, "LARGEST_BATCH", 20)
        add_posts(world, owner, 5)
        assert [batch.changed for batch in bring_up(world)] == [2, 2, 1]

    def test_texts_are_read_one_at_a_time(self, world: World, owner: Somebody) -> None:
        add_posts(world, owner, 7)
        with statements() as executed:
            bring_up(world)
        assert sum("revisions.body" in statement for statement in executed) == 7
