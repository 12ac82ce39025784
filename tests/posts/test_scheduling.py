"""Publishing later: when readers see what was scheduled."""

from datetime import timedelta

from blog.posts.models import State
from tests.factories import Somebody, World
from tests.posts.refusals import refused
from tests.posts.stored import publications, seen
from tests.posts.times import HOUR, NOW


class TestSchedule:
    def test_a_future_moment_schedules_and_readers_see_it_only_then(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, at=NOW + HOUR, now=NOW)
        post = world.post(post_id)
        assert (post.state, post.published_at) == (State.PUBLISHED, NOW + HOUR)
        assert post.updated_at == NOW + HOUR
        before, then = NOW + HOUR - timedelta(microseconds=1), NOW + HOUR
        assert (post.is_scheduled(before), post.is_due(before)) == (True, False)
        assert (post.is_scheduled(then), post.is_due(then)) == (False, True)

    def test_a_scheduled_post_can_be_set_to_another_time(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, at=NOW + HOUR, now=NOW)
        world.publish(post_id, author, at=NOW + 2 * HOUR, now=NOW)
        assert world.post(post_id).published_at == NOW + 2 * HOUR
        assert len(publications(world, post_id)) == 2

    def test_a_scheduled_post_published_without_a_time_appears_at_once(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, at=NOW + HOUR, now=NOW)
        world.publish(post_id, author, now=NOW)
        assert world.post(post_id).published_at == NOW

    def test_a_future_date_on_a_public_post_is_refused_at_the_date(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, now=NOW)
        before = seen(world, post_id)
        assert refused(lambda: world.publish(post_id, author, at=NOW + HOUR, now=NOW)) == "date"
        assert seen(world, post_id) == before

    def test_a_public_post_can_be_scheduled_after_it_was_unpublished(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, now=NOW)
        world.unpublish(post_id, author)
        world.publish(post_id, author, at=NOW + HOUR, now=NOW)
        assert world.post(post_id).published_at == NOW + HOUR

    def test_edits_after_scheduling_are_not_in_it(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author, body="One.")
        world.publish(post_id, author, at=NOW + HOUR, now=NOW)
        world.save(post_id, author, based_on=1, body="Two.")
        post = world.post(post_id)
        assert post.html == "<p>One.</p>\n"
        assert post.has_changes
