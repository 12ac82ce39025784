"""People whose names stand on posts and who cannot sign in."""

import pytest
from sqlalchemy import func, select

from blog.auth.actions import ensure_author
from blog.auth.models import Person, Role
from tests.factories import World, moment

NOW = moment(2026)


def author_id(world: World, name: str) -> int:
    with world.writing() as session:
        return ensure_author(session, name, NOW).id


def test_a_name_makes_somebody_without_an_account(world: World) -> None:
    made = author_id(world, "Hollis Vane")
    with world.reading() as session:
        person = session.get_one(Person, made)
    assert (person.handle, person.name, person.role) == (
        "hollis-vane",
        "Hollis Vane",
        Role.CONTRIBUTOR,
    )
    assert (person.email, person.password_hash, person.created_at) == (None, None, NOW)


@pytest.mark.parametrize("again", ["DirtyF", "dirtyf", "DIRTYF", " dirtyf "])
def test_the_same_name_in_another_case_is_the_same_person(world: World, again: str) -> None:
    assert author_id(world, "DirtyF") == author_id(world, again)
    with world.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        assert session.scalars(select(Person.name)).one() == "DirtyF"


def test_somebody_with_an_account_keeps_it(world: World) -> None:
    person = world.person(Role.EDITOR, name="Anna Holm")
    assert author_id(world, "anna holm") == person.id
    with world.reading() as session:
        found = session.get_one(Person, person.id)
        assert (found.name, found.role, found.email) == ("Anna Holm", Role.EDITOR, person.email)


def test_a_long_name_has_a_handle_that_fits(world: World) -> None:
    made = author_id(world, "word " * 2_000)
    with world.reading() as session:
        assert 0 < len(session.get_one(Person, made).handle) <= 80
