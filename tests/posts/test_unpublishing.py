"""Unpublishing: how what readers see is taken back."""

from blog.core import clock
from blog.posts.models import State
from tests.factories import Somebody, World, moment
from tests.posts.stored import addresses, live_bylines, live_tags, publications
from tests.posts.times import HOUR

PAST = moment(2025, 3, 1)


class TestUnpublish:
    def test_unpublishing_gives_a_draft_that_keeps_its_address(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", tags=("Sea",))
        world.publish(post_id, author)
        world.unpublish(post_id, author)
        post = world.post(post_id)
        assert (post.state, post.live_number) == (State.DRAFT, None)
        assert (live_tags(world, post_id), live_bylines(world, post_id)) == ([], [])
        assert addresses(world) == {"tides": (post_id, True)}
        assert len(publications(world, post_id)) == 1

    def test_unpublishing_a_draft_changes_nothing(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        before = world.content_number()
        world.unpublish(post_id, author)
        assert world.content_number() == before

    def test_publishing_again_keeps_address_and_the_time_that_it_first_had(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides")
        world.publish(post_id, author, now=PAST)
        world.unpublish(post_id, author)
        world.save(post_id, author, based_on=1, title="Another title")
        assert world.publish(post_id, author, now=PAST + HOUR) == "tides"
        assert world.post(post_id).published_at == PAST

    def test_a_time_that_never_came_is_forgotten(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author, title="Tides")
        world.publish(post_id, author, at=clock.now() + HOUR)
        world.unpublish(post_id, author)
        assert world.post(post_id).published_at is None

    def test_what_is_newer_for_feeds_never_becomes_older(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides")
        world.publish(post_id, author, now=PAST)
        world.publish(post_id, author, now=PAST + HOUR)
        world.unpublish(post_id, author)
        world.publish(post_id, author, now=PAST + 2 * HOUR)
        assert world.post(post_id).updated_at == PAST + 2 * HOUR
