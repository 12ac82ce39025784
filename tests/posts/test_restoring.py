"""Going back to an earlier version of a post."""

import pytest

from blog.core.errors import DomainError
from blog.posts.models import Reason, Scope
from blog.posts.snapshot import snapshot_of
from tests.factories import Somebody, World
from tests.posts.stored import tags


class TestRestoreRevision:
    def test_restoring_makes_a_new_revision_with_the_old_content(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.", tags=("Sea",))
        world.save(post_id, author, based_on=1, title="Tides", body="Two.")
        assert world.restore(post_id, 1, author) == 3
        first, second, third = world.revisions(post_id)
        assert snapshot_of(third) == snapshot_of(first)
        assert (third.reason, third.based_on) == (Reason.RESTORE, 2)
        assert second.body == "Two."
        assert world.post(post_id).head_number == 3

    def test_restoring_the_head_makes_nothing(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        assert world.restore(post_id, 1, author) == 1
        assert len(world.revisions(post_id)) == 1

    def test_a_conflict_can_be_restored(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.")
        world.save(post_id, editor, based_on=1, title="Tides", body="Theirs.")
        mine = world.save(post_id, author, based_on=1, title="Tides", body="Mine.")
        assert world.restore(post_id, mine.number, author) == 4
        assert world.revisions(post_id)[-1].body == "Mine."
        assert world.post(post_id).head_number == 4

    def test_a_version_that_does_not_exist_is_refused(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        with pytest.raises(DomainError, match="does not exist any more"):
            world.restore(post_id, 9, author)

    def test_restoring_brings_the_tags_of_the_head_back(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, tags=("Sea",))
        world.save(post_id, author, based_on=1, tags=("Land",))
        assert tags(world, post_id, Scope.HEAD) == {"land"}
        world.restore(post_id, 1, author)
        assert tags(world, post_id, Scope.HEAD) == {"sea"}
