"""Who acts in the tests of posts."""

import pytest

from blog.auth.models import Role
from tests.factories import Somebody, World


@pytest.fixture
def author(world: World) -> Somebody:
    return world.person(Role.AUTHOR, name="Anna Holm")


@pytest.fixture
def editor(world: World) -> Somebody:
    return world.person(Role.EDITOR, name="Erik Sund")


@pytest.fixture
def owner(world: World) -> Somebody:
    return world.set_up()
