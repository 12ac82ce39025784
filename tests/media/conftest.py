"""A library in the application that every test shares, and one of its own that commits."""

import pytest

from tests.conftest import Site
from tests.factories import World
from tests.media.library import Library


@pytest.fixture
def library(world: World) -> Library:
    return Library(world, world.set_up())


@pytest.fixture
def own_library(own_site: Site) -> Library:
    world = World(own_site.app)
    return Library(world, world.set_up())
