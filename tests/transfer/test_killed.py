"""An import that is killed and started again ends as one that never was."""

from pathlib import Path

import pytest

from blog.transfer.models import Result
from tests.conftest import Site, make_app
from tests.factories import World
from tests.killed import kill_inside
from tests.transfer.folders import Folder, Tables, without_ids

pytestmark = pytest.mark.commits

NUMBER = 12
# What an import writes; the rest is of the set-up, with secrets and moments of its own.
WRITTEN = (
    "sources",
    "posts",
    "revisions",
    "publications",
    "addresses",
    "tags",
    "post_tags",
    "post_bylines",
)


@pytest.mark.parametrize("commits", [0, 5, NUMBER - 1])
def test_killed_within_a_file_and_started_again_it_ends_the_same(
    own_site: Site, tmp_path: Path, commits: int
) -> None:
    folder = folder_in(World(own_site.app), tmp_path / "old")
    kill_after(commits, own_site, folder)
    assert len(without_ids(folder.world)["sources"]) == commits
    results = list(folder.results().values())
    assert results == [Result.UNCHANGED] * commits + [Result.MADE] * (NUMBER - commits)
    (tmp_path / "other").mkdir()
    other = make_app(f"sqlite:///{tmp_path / 'other.sqlite3'}", tmp_path / "other")
    reference = folder_in(World(other), tmp_path / "old")
    assert set(reference.results().values()) == {Result.MADE}
    assert written(folder.world) == written(reference.world)


def folder_in(world: World, place: Path) -> Folder:
    folder = Folder(world, world.set_up(), place)
    for number in range(NUMBER):
        folder.write(
            f"posts/{number:02}.md",
            f"Text *{number}*.",
            author=f"Author {number % 5}",
            tags=[f"Tag {number}", "Sea"],
            aliases=[f"/old/{number}.html"],
            draft=number % 4 == 3,
            weight=number,
        )
    return folder


def kill_after(commits: int, site: Site, folder: Folder) -> None:
    instance = str(site.app.config["INSTANCE_PATH"])
    arguments = (site.url, instance, str(folder.place), str(folder.owner.id), str(commits))
    kill_inside("tests.transfer.stopping", *arguments)


def written(world: World) -> Tables:
    rows = without_ids(world)
    people = [{"handle": row["handle"], "name": row["name"]} for row in rows["people"]]
    version = [{"number": row["number"]} for row in rows["content_version"]]
    return {name: rows[name] for name in WRITTEN} | {"people": people, "version": version}
