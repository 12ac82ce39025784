"""Into the trash, out of it, and away for ever."""

import pytest
from sqlalchemy import func, select

from blog.core import clock
from blog.core.errors import DomainError
from blog.posts import actions
from blog.posts.models import Address, PostByline, PostTag, Publication, Revision, Scope, State
from blog.tags.models import Tag
from tests.factories import Somebody, World
from tests.posts.stored import addresses, columns, tags


class TestTrash:
    def test_trash_keeps_the_state_and_an_undo_puts_everything_back(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, tags=("Sea",))
        world.publish(post_id, author)
        before = columns(world.post(post_id))
        world.trash(post_id, author)
        trashed = world.post(post_id)
        assert trashed.trashed_at is not None
        assert trashed.state is State.PUBLISHED
        world.take_out(post_id, author, undo=True)
        assert columns(world.post(post_id)) == before
        assert tags(world, post_id, Scope.LIVE) == {"sea"}

    def test_restoring_later_gives_a_draft_that_keeps_its_address(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", tags=("Sea",))
        world.publish(post_id, author)
        world.trash(post_id, author)
        world.take_out(post_id, author, undo=False)
        post = world.post(post_id)
        assert (post.state, post.live_number, post.trashed_at) == (State.DRAFT, None, None)
        assert tags(world, post_id, Scope.LIVE) == set()
        assert tags(world, post_id, Scope.HEAD) == {"sea"}
        assert addresses(world) == {"tides": (post_id, True)}

    def test_a_draft_comes_back_as_a_draft_either_way(self, world: World, author: Somebody) -> None:
        for undo in (True, False):
            post_id = world.draft(author)
            before = columns(world.post(post_id))
            world.trash(post_id, author)
            world.take_out(post_id, author, undo=undo)
            assert columns(world.post(post_id)) == before

    def test_the_second_trashing_does_not_start_the_thirty_days_again(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.trash(post_id, author)
        before = world.post(post_id).trashed_at
        world.trash(post_id, author)
        assert world.post(post_id).trashed_at == before

    def test_taking_out_what_is_not_in_the_trash_changes_nothing(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author)
        before, number = columns(world.post(post_id)), world.content_number()
        world.take_out(post_id, author, undo=False)
        assert columns(world.post(post_id)) == before
        assert world.content_number() == number

    def test_readers_are_told_of_each_change_and_not_of_drafts(
        self, world: World, author: Somebody
    ) -> None:
        draft, public = world.draft(author), world.draft(author)
        world.publish(public, author)
        raised = []
        for post_id in (draft, public):
            before = world.content_number()
            world.trash(post_id, author)
            world.take_out(post_id, author, undo=True)
            raised.append(world.content_number() - before)
        assert raised == [0, 2]

    def test_what_is_in_the_trash_can_be_edited_and_loses_nothing(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, body="One.")
        world.trash(post_id, author)
        assert world.save(post_id, author, based_on=1, body="Two.").made


class TestDeleteForEver:
    def test_only_what_is_in_the_trash_can_be_deleted(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        with pytest.raises(DomainError, match="Only what is in the trash"), world.writing() as s:
            actions.delete_for_ever(s, post_id, author, clock.now())
        assert world.post(post_id).id == post_id

    def test_deleting_removes_history_publications_addresses_and_links(
        self, world: World, author: Somebody
    ) -> None:
        post_id, kept = world.draft(author, tags=("Sea",)), world.draft(author, tags=("Sea",))
        for each in (post_id, kept):
            world.publish(each, author)
        world.save(post_id, author, based_on=1, body="Two.")
        world.trash(post_id, author)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, author, clock.now())
        with world.reading() as session:
            for model in (Revision, Publication, Address, PostTag, PostByline):
                counts = {
                    each: session.scalar(
                        select(func.count()).select_from(model).where(model.post_id == each)
                    )
                    for each in (post_id, kept)
                }
                assert counts[post_id] == 0, model
                assert counts[kept], model
            assert session.scalars(select(Tag.slug)).all() == ["sea"]

    def test_the_address_of_a_deleted_post_is_free(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author, title="Tides")
        world.publish(post_id, author)
        world.trash(post_id, author)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, author, clock.now())
        assert world.published(author, title="Tides") == "tides"

    def test_the_id_of_a_deleted_post_is_not_used_again(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.trash(post_id, author)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, author, clock.now())
        assert world.draft(author) > post_id
