"""Who acts in the tests that commit for real."""

import pytest

from blog.auth.models import Role
from tests.conftest import Site
from tests.factories import Somebody, World


@pytest.fixture
def own_world(own_site: Site) -> World:
    return World(own_site.app)


@pytest.fixture
def two(own_world: World) -> list[Somebody]:
    return [own_world.person(Role.EDITOR, name=name) for name in ("Anna", "Erik")]
