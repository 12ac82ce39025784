"""Handing in, handing back, and the notes on a post."""

import pytest

from blog.auth.models import Role
from blog.core import clock
from blog.core.errors import DomainError, FieldError, Forbidden
from blog.posts import actions, notes, workflow
from blog.posts.models import Post, State
from blog.posts.notes import LONGEST_NOTE, Note
from blog.posts.revisions import Gone
from tests.factories import Somebody, World


@pytest.fixture
def contributor(world: World) -> Somebody:
    return world.person(Role.CONTRIBUTOR, name="Anna Low")


@pytest.fixture
def post_id(world: World, contributor: Somebody) -> int:
    return world.draft(contributor)


def state(world: World, post_id: int) -> State:
    return world.post(post_id).state


def hand_in(world: World, post_id: int, actor: Somebody) -> None:
    with world.writing() as session:
        workflow.hand_in(session, post_id, actor)


def hand_back(world: World, post_id: int, actor: Somebody, text: str = "More mud.") -> None:
    with world.writing() as session:
        workflow.hand_back(session, post_id, text, actor, clock.now())


def add(world: World, post_id: int, actor: Somebody, text: str = "More mud.") -> int:
    with world.writing() as session:
        return notes.add_note(session, post_id, text, actor, clock.now()).id


def said(world: World, post_id: int) -> tuple[list[str], list[str]]:
    with world.reading() as session:
        thread = notes.thread_of(session, post_id)
        return [note.text for note in thread.open], [note.text for note in thread.resolved]


class TestHandingIn:
    def test_lets_a_draft_wait_and_go_on_being_written(
        self, world: World, post_id: int, contributor: Somebody
    ) -> None:
        hand_in(world, post_id, contributor)
        assert state(world, post_id) is State.REVIEW
        assert world.save(post_id, contributor, based_on=1, body="Better.").made
        assert state(world, post_id) is State.REVIEW

    def test_twice_is_once(self, world: World, post_id: int, contributor: Somebody) -> None:
        hand_in(world, post_id, contributor)
        hand_in(world, post_id, contributor)
        assert state(world, post_id) is State.REVIEW

    def test_may_be_taken_back(self, world: World, post_id: int, contributor: Somebody) -> None:
        hand_in(world, post_id, contributor)
        for _ in range(2):
            with world.writing() as session:
                workflow.take_back(session, post_id, contributor)
            assert state(world, post_id) is State.DRAFT

    def test_is_not_for_what_readers_have(self, world: World, editor: Somebody) -> None:
        post_id = world.draft(editor)
        world.publish(post_id, editor)
        with pytest.raises(DomainError, match="published already"):
            hand_in(world, post_id, editor)

    def test_is_not_for_what_is_in_the_trash(
        self, world: World, post_id: int, contributor: Somebody
    ) -> None:
        world.trash(post_id, contributor)
        with pytest.raises(DomainError, match="in the trash"):
            hand_in(world, post_id, contributor)

    def test_ends_with_publication(
        self, world: World, post_id: int, contributor: Somebody, editor: Somebody
    ) -> None:
        hand_in(world, post_id, contributor)
        world.publish(post_id, editor)
        assert state(world, post_id) is State.PUBLISHED
        with pytest.raises(DomainError, match="does not wait"):
            hand_back(world, post_id, editor)


class TestHandingBack:
    def test_makes_it_a_draft_and_says_why(
        self, world: World, post_id: int, contributor: Somebody, editor: Somebody
    ) -> None:
        hand_in(world, post_id, contributor)
        hand_back(world, post_id, editor, " More mud.\n")
        assert state(world, post_id) is State.DRAFT
        assert said(world, post_id) == (["More mud."], [])

    @pytest.mark.parametrize("text", ["", " \n\t", "x" * (LONGEST_NOTE + 1)], ids=len)
    def test_needs_a_note(
        self, world: World, post_id: int, contributor: Somebody, editor: Somebody, text: str
    ) -> None:
        hand_in(world, post_id, contributor)
        with pytest.raises(FieldError) as error:
            hand_back(world, post_id, editor, text)
        assert error.value.field == "text"
        assert state(world, post_id) is State.REVIEW

    def test_is_for_editors(
        self, world: World, post_id: int, contributor: Somebody, author: Somebody
    ) -> None:
        hand_in(world, post_id, contributor)
        for actor in (contributor, author):
            with pytest.raises(Forbidden):
                hand_back(world, post_id, actor)


class TestNotes:
    def test_are_open_until_somebody_resolves_them(
        self, world: World, post_id: int, contributor: Somebody, editor: Somebody
    ) -> None:
        first = add(world, post_id, editor, "One.")
        add(world, post_id, contributor, "Two.")
        with world.writing() as session:
            notes.resolve(session, first, contributor, clock.now())
            assert notes.count_open(session, post_id) == 1
        assert said(world, post_id) == (["Two."], ["One."])
        with world.writing() as session:
            notes.reopen(session, first, editor)
        assert said(world, post_id) == (["One.", "Two."], [])

    def test_resolving_twice_keeps_who_did_it(
        self, world: World, post_id: int, contributor: Somebody, editor: Somebody
    ) -> None:
        note_id = add(world, post_id, editor)
        for actor in (contributor, editor):
            with world.writing() as session:
                notes.resolve(session, note_id, actor, clock.now())
        with world.reading() as session:
            assert session.get_one(Note, note_id).resolved_by == contributor.id

    def test_are_out_of_reach_with_the_post(
        self, world: World, post_id: int, contributor: Somebody, editor: Somebody
    ) -> None:
        note_id = add(world, post_id, contributor)
        world.publish(post_id, editor)
        with pytest.raises(Forbidden):
            add(world, post_id, contributor)
        with pytest.raises(Forbidden), world.writing() as session:
            notes.resolve(session, note_id, contributor, clock.now())

    def test_go_with_the_post(self, world: World, post_id: int, editor: Somebody) -> None:
        note_id = add(world, post_id, editor)
        world.trash(post_id, editor)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, editor, clock.now())
        with pytest.raises(Gone), world.writing() as session:
            notes.resolve(session, note_id, editor, clock.now())
        with world.reading() as session:
            assert session.get(Post, post_id) is None
            assert session.get(Note, note_id) is None
