"""The same files brought in by two at the same moment: each comes in once, and nobody fails."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from blog.transfer.models import Result
from tests.conftest import Site
from tests.factories import World
from tests.transfer.folders import Folder, tables

pytestmark = pytest.mark.commits

NUMBER = 12


def test_each_file_comes_in_once(own_site: Site, tmp_path: Path) -> None:
    world = World(own_site.app)
    folder = Folder(world, world.set_up(), tmp_path / "old")
    for number in range(NUMBER):
        folder.write(f"{number:02}.md", author=f"Author {number}", tags=[f"Tag {number}"])
    together = Barrier(2)

    def run() -> list[Result]:
        together.wait()
        return list(folder.results().values())

    with ThreadPoolExecutor(2) as pool:
        results = [future.result() for future in [pool.submit(run), pool.submit(run)]]
    for pair in zip(*results, strict=True):
        assert sorted(pair) == [Result.MADE, Result.UNCHANGED]
    rows = tables(world)
    assert len(rows["posts"]) == len(rows["sources"]) == NUMBER
