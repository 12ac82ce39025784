"""An import with pictures that is killed and started again ends as one that never was."""

from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from blog.media.models import MediaItem
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from blog.posts.models import Revision
from blog.transfer.models import SourceFile
from tests.conftest import Site, make_app
from tests.factories import World
from tests.transfer.folders import Folder
from tests.transfer.pictures import Shelf
from tests.transfer.test_killed import kill_after

pytestmark = pytest.mark.commits

# A text is tried, its two pictures come in, the first of which all show, and then itself.
FIRST, EACH = 4, 3
NUMBER = 3
COLOURS = ("red", "green", "blue")


@pytest.mark.parametrize("commits", range(FIRST + 2 * EACH))
def test_killed_at_any_commit_and_started_again_it_ends_the_same(
    own_site: Site, tmp_path: Path, commits: int
) -> None:
    folder = folder_in(World(own_site.app), tmp_path / "old")
    kill_after(commits, own_site, folder)
    for row in Shelf(folder).items().values():
        # There is no row without its bytes, at any moment.
        with folder.world.reading():
            assert current_storage().size(original_name(row.digest)) == row.size
    folder.run()
    (tmp_path / "other").mkdir()
    other = make_app(f"sqlite:///{tmp_path / 'other.sqlite3'}", tmp_path / "other")
    reference = folder_in(World(other), tmp_path / "old")
    reference.run()
    assert written(folder.world) == written(reference.world)
    assert set(folder.results().values()) == set(reference.results().values())


def folder_in(world: World, place: Path) -> Folder:
    folder = Folder(world, world.set_up(), place)
    shelf = Shelf(folder)
    shelf.picture("static/all.png", "black")
    for number, colour in enumerate(COLOURS):
        shelf.picture(f"static/{number}.png", colour)
        body = f"![All](/all.png) ![Number {number}](/{number}.png)"
        folder.write(f"posts/{number}.md", body, draft=number == 1, cover=f"/{number}.png")
    return folder


def written(world: World) -> dict[str, Any]:
    """Return what an import writes of pictures, with names where keys are."""
    with world.reading() as session:
        items = {item.id: item for item in session.scalars(select(MediaItem))}
        names = {item.key: item.name for item in items.values()}
        bodies = {row.title: (row.body, row.cover) for row in session.scalars(select(Revision))}
        rows = {
            row.path: (row.digest, row.is_ours, items[row.item_id or 0].name)
            for row in session.scalars(select(SourceFile))
        }
    texts = {
        title: (reduce(lambda text, key: text.replace(key, names[key]), names, body), names[cover])
        for title, (body, cover) in bodies.items()
    }
    said = {item.name: (item.digest, item.alt) for item in items.values()}
    return {"items": said, "files": rows, "texts": texts}
