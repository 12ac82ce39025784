"""Pictures in a zip at the desk: what the plan says of them, and that they come in."""

from pathlib import Path

import pytest
from sqlalchemy import select

from blog.media.models import MediaItem
from blog.transfer.models import Result
from blog.transfer.queries import Tab
from tests.factories import Somebody, World
from tests.transfer.archives import Zip
from tests.transfer.pictures import picture_of
from tests.transfer.uploading import Uploads

TEXT = "---\ntitle: Tides\ndate: 2024-03-01\ncover: /b.png\n---\n![A](/img/a.png) ![](/c.svg)\n"


@pytest.fixture
def imports(world: World, owner: Somebody, tmp_path: Path) -> Uploads:
    return Uploads(world, owner, tmp_path / "imports")


def a_zip() -> Zip:
    made = (
        Zip()
        .add("blog/posts/tides.md", TEXT)
        .add("blog/public/c.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    )
    made.add("blog/static/img/a.png", picture_of("red"))
    return made.add("blog/static/b.png", picture_of("green"))


def test_the_plan_says_how_many_would_come_in_and_they_do(world: World, imports: Uploads) -> None:
    import_id = imports.start(a_zip())
    imports.work(import_id)
    planned = imports.files(import_id)["posts/tides.md"]
    assert (planned.planned, planned.files) == (Result.MADE, 2)
    assert "“/c.svg” stays behind. SVG drawings can hold programs" in planned.planned_notes
    assert imports.standing(import_id).media == 2
    assert names(world) == set()
    imports.apply(import_id)
    imports.work(import_id)
    done = imports.files(import_id)["posts/tides.md"]
    assert (done.result, done.files, done.notes) == (Result.MADE, 2, planned.planned_notes)
    assert imports.standing(import_id).media == 2
    assert names(world) == {"a.png", "b.png"}
    assert imports.folders() == []


def test_the_same_zip_again_is_here_already(world: World, imports: Uploads) -> None:
    imports.bring_in(a_zip())
    again = imports.start(a_zip(), "blog (2).zip")
    imports.work(again)
    standing = imports.standing(again)
    assert (standing.totals[Tab.UNCHANGED], standing.to_bring_in, standing.media) == (1, 0, 0)


def names(world: World) -> set[str]:
    with world.reading() as session:
        return set(session.scalars(select(MediaItem.name)))
