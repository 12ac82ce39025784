"""The folder that the tests bring in."""

from pathlib import Path

import pytest

from tests.factories import Somebody, World
from tests.transfer.folders import Folder
from tests.transfer.pictures import Shelf


@pytest.fixture
def owner(world: World) -> Somebody:
    return world.set_up(time_zone="Europe/Paris")


@pytest.fixture
def folder(world: World, owner: Somebody, tmp_path: Path) -> Folder:
    place = tmp_path / "old"
    place.mkdir()
    return Folder(world, owner, place)


@pytest.fixture
def shelf(folder: Folder) -> Shelf:
    return Shelf(folder)
