"""Uploads that are killed at any step leave no row without its file, and nothing for ever."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta

import pytest

from blog.core import clock
from blog.media.models import MediaItem
from blog.media.storage.current import current_storage, sweep_scratch
from blog.media.storage.names import original_name, plain_name
from config import ROOT
from tests.conftest import Site
from tests.media.library import Library

pytestmark = pytest.mark.commits


@pytest.mark.parametrize("kind", ["png", "mp4"])
def test_killed_at_any_step_no_row_is_without_its_file(
    own_site: Site, own_library: Library, kind: str
) -> None:
    killed = kill_at_every_step(own_site, own_library, kind)
    # A piece arrives, it is opened, moved, said in a row, committed: there are many steps.
    assert killed > 12
    items = own_library.items()
    assert_whole(own_library, items)
    # The last one came to its end, and the one before it was killed with nothing left to do or
    # just before its commit.
    assert [item.name for item in items][-1] == f"{killed}.{kind}"
    assert len(items) < killed
    assert own_library.arriving() != []

    later = clock.now() + timedelta(days=2)
    own_library.do("media.delete_strays", later)
    own_library.do_all(later)
    with own_library.world.app.app_context():
        sweep_scratch(later)
    assert own_library.arriving() == []
    stored, digests = own_library.stored(), [item.digest for item in items]
    originals = {name for name in stored if name.startswith("originals")}
    assert originals == set(map(original_name, digests))
    if kind == "mp4":
        assert stored - originals == set(map(plain_name, digests))


def kill_at_every_step(site: Site, library: Library, kind: str) -> int:
    """Return how many uploads were killed before one was not."""
    instance = str(site.app.config["INSTANCE_PATH"])
    arguments = [site.url, instance, str(library.owner.id), kind]
    done = subprocess.run(
        [sys.executable, "-m", "tests.media.stopping_uploads", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def assert_whole(library: Library, items: Sequence[MediaItem]) -> None:
    with library.world.app.app_context():
        for item in items:
            assert current_storage().size(original_name(item.digest)) == item.size
            if item.has_plain_copy:
                assert current_storage().size(plain_name(item.digest)) == item.size
