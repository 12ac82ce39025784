"""The same file is uploaded and deleted for ever, or replaced, at one moment."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from blog.core import clock
from blog.core.database import reread
from blog.media import actions
from blog.media.actions import Added
from blog.media.models import MediaItem
from blog.media.storage.names import original_name
from tests.factories import World, a_picture
from tests.media.library import Library
from tests.postgres import Postgres
from tests.waiting import just_before, site_on, until_it_waits

pytestmark = pytest.mark.commits


@pytest.fixture
def library(postgres: Postgres, tmp_path: Path) -> Iterator[Library]:
    with site_on(postgres, tmp_path) as app:
        world = World(app)
        yield Library(world, world.set_up())


def test_an_upload_waits_for_the_deletion_and_is_new(library: Library) -> None:
    content = a_picture()
    item = library.put_in(content).item
    now = clock.now()
    with library.world.writing() as session:
        actions.trash_items(session, [item.id], library.owner, now)
    with ThreadPoolExecutor(1) as pool, library.world.writing() as session:
        # As `delete_for_ever` does first.
        reread(session, MediaItem, item.id)
        uploading = pool.submit(library.put_in, content)
        until_it_waits(library.world.app, uploading)
        assert actions.delete_for_ever(session, item.id, library.owner, now)
        session.commit()
        added = uploading.result()
    assert added.is_new
    assert added.item.id != item.id
    library.do_all()
    assert original_name(added.item.digest) in library.stored()


def test_an_upload_waits_for_another_file_in_its_place_and_is_new(library: Library) -> None:
    content = a_picture()
    item = library.put_in(content).item
    started: list[Future[Added]] = []
    with ThreadPoolExecutor(1) as pool:

        def upload() -> None:
            started.append(pool.submit(library.put_in, content))
            until_it_waits(library.world.app, started[0])

        # The item is held by then, and has its former file still.
        with just_before("INSERT INTO former_files", upload):
            library.replace(item.id, a_picture())
        added = started[0].result()
    assert added.is_new
    library.do_all()
    assert {each.digest for each in library.items()} >= {added.item.digest}
    assert original_name(added.item.digest) in library.stored()
