"""A library in the application that every test shares, and one of its own that commits."""

import pytest

from blog.media.files import File, file_of
from tests.conftest import Site
from tests.factories import World, a_picture
from tests.media.library import Library


@pytest.fixture
def library(world: World) -> Library:
    return Library(world, world.set_up())


@pytest.fixture
def own_library(own_site: Site) -> Library:
    world = World(own_site.app)
    return Library(world, world.set_up())


@pytest.fixture
def shown(library: Library) -> File:
    """An image that readers see, and nothing of which has been made yet."""
    item = library.put_in(a_picture((1000, 700)), "Tide gauge.png").item
    library.show(item)
    return file_of(item)
