"""Whose names stand on a post, and who may put them there."""

import pytest
from sqlalchemy.exc import IntegrityError

from blog.auth.models import Person, Role
from tests.factories import Somebody, World
from tests.posts.stored import bylines


class TestBylines:
    def test_an_editor_chooses_them_and_their_order(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(editor, bylines=(editor.id, author.id))
        assert bylines(world, post_id) == [editor.id, author.id]
        world.save(post_id, editor, based_on=1, bylines=(author.id, editor.id))
        assert bylines(world, post_id) == [author.id, editor.id]
        assert world.revisions(post_id)[-1].bylines == [author.id, editor.id]

    def test_an_author_cannot_put_another_name_on_a_post(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, bylines=(editor.id,))
        assert world.revisions(post_id)[0].bylines == [author.id]
        world.save(post_id, author, based_on=1, bylines=(editor.id, author.id))
        assert world.revisions(post_id)[-1].bylines == [author.id]

    def test_an_author_who_saves_keeps_the_bylines_that_an_editor_chose(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.save(post_id, editor, based_on=1, bylines=(editor.id, author.id))
        world.save(post_id, author, based_on=2, body="More.", bylines=(author.id,))
        assert world.revisions(post_id)[-1].bylines == [editor.id, author.id]
        assert bylines(world, post_id) == [editor.id, author.id]

    def test_somebody_unknown_or_named_twice_makes_no_second_byline(
        self, world: World, editor: Somebody
    ) -> None:
        post_id = world.draft(editor, bylines=(editor.id, 999_999, editor.id))
        assert bylines(world, post_id) == [editor.id]

    def test_the_revisions_of_somebody_who_is_gone_stay(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(editor)
        world.save(post_id, author_as_editor(world), based_on=1, body="Two.")
        gone = world.revisions(post_id)[-1].author_id
        with world.writing() as session:
            session.delete(session.get_one(Person, gone))
        kept = world.revisions(post_id)[-1]
        assert (kept.body, kept.author_id) == ("Two.", None)

    def test_who_owns_a_post_cannot_be_removed_from_the_database(
        self, world: World, author: Somebody
    ) -> None:
        world.draft(author)
        with pytest.raises(IntegrityError), world.writing() as session:
            session.delete(session.get_one(Person, author.id))


def author_as_editor(world: World) -> Somebody:
    return world.person(Role.EDITOR)
