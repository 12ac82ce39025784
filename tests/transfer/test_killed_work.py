"""An import at the desk that is killed and gone on with ends as one that never was."""

from pathlib import Path

import pytest

from blog.transfer.models import Result, Stage
from blog.transfer.slices import LEASE, Busy
from tests.conftest import Site
from tests.factories import World
from tests.killed import kill_inside
from tests.transfer.archives import a_blog
from tests.transfer.folders import without_ids
from tests.transfer.uploading import Uploads

pytestmark = pytest.mark.commits

NUMBER = 4


@pytest.fixture
def imports(own_site: Site) -> Uploads:
    world = World(own_site.app)
    root = Path(own_site.app.config["INSTANCE_PATH"]) / "imports"
    return Uploads(world, world.set_up(), root)


# Before each file is the commit of the lease, and after the last one that which ends it. What
# is tried for the plan is rolled back and then committed, which counts.
POINTS = [(Stage.READING, each, max(0, each - 1) // 2) for each in (0, 1, 4, 9)]
POINTS += [(Stage.WORKING, each, max(0, each - 1)) for each in (0, 1, 3, NUMBER + 1)]


@pytest.mark.parametrize(("stage", "commits", "done"), POINTS)
def test_killed_at_a_commit_and_gone_on_with_it_ends_the_same(
    own_site: Site, imports: Uploads, stage: Stage, commits: int, done: int
) -> None:
    import_id = imports.start(a_blog(NUMBER))
    if stage is Stage.WORKING:
        imports.work(import_id)
        imports.apply(import_id)
    kill_after(commits, own_site, imports, import_id)
    assert imports.standing(import_id).done == done
    if commits:
        with pytest.raises(Busy):
            imports.work(import_id)
    imports.clock.now += LEASE
    imports.work(import_id)
    imports.apply(import_id)
    imports.work(import_id)
    files = imports.files(import_id).values()
    assert [(file.planned, file.result) for file in files] == [(Result.MADE, Result.MADE)] * NUMBER
    rows = without_ids(imports.world)
    assert len(rows["posts"]) == len(rows["sources"]) == len(rows["revisions"]) == NUMBER
    assert imports.one(import_id).stage is Stage.DONE
    assert imports.folders() == []


def kill_after(commits: int, site: Site, imports: Uploads, import_id: int) -> None:
    instance = str(site.app.config["INSTANCE_PATH"])
    numbers = (str(import_id), str(imports.actor.id), str(commits))
    kill_inside("tests.transfer.stopping_work", site.url, instance, *numbers)
