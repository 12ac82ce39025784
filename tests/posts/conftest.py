"""Who acts in the tests of posts, and a picture to show."""

import pytest

from blog.auth.models import Role
from blog.media.models import MediaItem
from tests.factories import Somebody, World


@pytest.fixture
def author(world: World) -> Somebody:
    return world.person(Role.AUTHOR, name="Anna Holm")


@pytest.fixture
def editor(world: World) -> Somebody:
    return world.person(Role.EDITOR, name="Erik Sund")


@pytest.fixture
def picture(world: World, owner: Somebody) -> MediaItem:
    return world.picture(
        owner, "Low water.png", (1200, 400), alt="Mud & chain", caption="At noon", credit="Anna"
    )
