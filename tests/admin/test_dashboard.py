"""The first screen: what to carry on with, what waits, what needs care."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Row
from sqlalchemy.orm import Session

from blog.auth.models import Role
from blog.core import clock
from blog.posts import desk_board, notes, workflow
from tests.factories import Somebody, World


@pytest.fixture
def contributor(world: World, owner: Somebody) -> Somebody:
    return world.person(Role.CONTRIBUTOR, name="Anna Low")


Read = Callable[[Session, Somebody, datetime, int], Sequence[Row[Any]]]


def titles(world: World, read: Read, actor: Somebody) -> list[str]:
    with world.reading() as session:
        return [row.title for row in read(session, actor, clock.now(), 9)]


class TestWhatWaits:
    def test_for_editors_it_is_what_was_handed_in_the_longest_first(
        self, world: World, desk: FlaskClient, owner: Somebody, contributor: Somebody
    ) -> None:
        past = clock.now() - timedelta(days=3)
        made = [
            world.draft(contributor, title="Newer"),
            world.draft(contributor, title="Older", now=past),
            world.draft(contributor, title="Not handed in"),
        ]
        for post_id in made[:2]:
            with world.writing() as session:
                workflow.hand_in(session, post_id, contributor)
        assert titles(world, desk_board.waiting, owner) == ["Older", "Newer"]
        assert "Waiting for you" in desk.get("/admin/").text
        world.trash(made[0], owner)
        assert titles(world, desk_board.waiting, owner) == ["Older"]

    def test_for_writers_it_is_what_somebody_left_a_note_on(
        self, world: World, owner: Somebody, contributor: Somebody
    ) -> None:
        one, own = world.draft(contributor, title="One"), world.draft(contributor, title="Own")
        with world.writing() as session:
            note = notes.add_note(session, one, "More mud.", owner, clock.now()).id
            notes.add_note(session, own, "To do", contributor, clock.now())
        client = world.sign_in(contributor)
        assert titles(world, desk_board.waiting, contributor) == ["One"]
        assert "Somebody left a note" in client.get("/admin/").text
        with world.writing() as session:
            notes.resolve(session, note, contributor, clock.now())
        assert titles(world, desk_board.waiting, contributor) == []


class TestWhatNeedsCare:
    def test_is_what_was_forgotten_and_what_readers_do_not_see_yet(
        self, world: World, desk: FlaskClient, owner: Somebody
    ) -> None:
        now = clock.now()
        world.draft(owner, title="Forgotten", now=now - timedelta(days=31))
        world.draft(owner, title="Fresh", now=now - timedelta(days=29))
        pending = world.draft(owner, title="Pending")
        world.publish(pending, owner)
        assert titles(world, desk_board.needing_care, owner) == ["Forgotten"]
        world.save(pending, owner, 1, title="Pending", body="More.")
        assert titles(world, desk_board.needing_care, owner) == ["Forgotten", "Pending"]
        assert "Needs care" in desk.get("/admin/").text

    def test_is_ones_own_for_whoever_sees_no_others(
        self, world: World, owner: Somebody, contributor: Somebody
    ) -> None:
        world.draft(owner, title="Theirs", now=clock.now() - timedelta(days=60))
        world.draft(contributor, title="Mine", now=clock.now() - timedelta(days=60))
        assert titles(world, desk_board.needing_care, contributor) == ["Mine"]
