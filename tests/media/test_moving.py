"""Files move from one storage to another: whole, once each, and on after they were stopped."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from blog.media.moving import Became, move
from blog.media.storage.current import Storage, storage_of
from blog.media.storage.names import original_name, rendition_name
from tests.killed import kill_inside
from tests.media.s3_server import Shelf, serving
from tests.media.storages import in_bucket

SMALL, LARGE = b"low water", bytes(range(256)) * 23_000


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving() as shelf:
        yield shelf


def filled(folder: Path) -> Storage:
    """Make a storage with originals, one of them sent in parts, and a rendition."""
    storage = storage_of(folder.as_uri())
    for content in (SMALL, LARGE, b""):
        storage.put_bytes(original_name(sha256(content).hexdigest()), content)
    storage.put_bytes(rendition_name(sha256(SMALL).hexdigest(), "480.avif"), b"small")
    return storage


def contents(storage: Storage) -> dict[str, bytes]:
    found = {}
    for stored in storage.names():
        with storage.open(stored.name) as file:
            found[stored.name] = file.read()
    return found


def became(source: Storage, target: Storage, *, dry_run: bool = False) -> Counter[Became]:
    return Counter(moved.became for moved in move(source, target, dry_run=dry_run))


def test_from_a_folder_to_a_bucket_and_back(tmp_path: Path, shelf: Shelf) -> None:
    folder, bucket = filled(tmp_path / "here"), in_bucket(shelf)
    assert became(folder, bucket, dry_run=True) == {Became.COPIED: 4}
    assert shelf.objects == {}
    assert became(folder, bucket) == {Became.COPIED: 4}
    assert became(folder, bucket) == {Became.THERE: 4}
    back = storage_of((tmp_path / "back").as_uri())
    assert became(bucket, back) == {Became.COPIED: 4}
    assert contents(back) == contents(folder) == contents(bucket)


@pytest.mark.parametrize("pieces", [0, 1, 3, 20, 62, 64])
def test_killed_in_the_middle_it_goes_on(tmp_path: Path, shelf: Shelf, pieces: int) -> None:
    folder = filled(tmp_path / "here")
    kill_after(pieces, tmp_path / "here", shelf)
    whole = {f"site/{name}": content for name, content in contents(folder).items()}
    arrived = {name: each.data for name, each in shelf.objects.items()}
    # What is there is there as a whole.
    assert arrived.items() <= whole.items()
    done = became(folder, in_bucket(shelf))
    assert done[Became.THERE] == len(arrived)
    assert done[Became.COPIED] == 4 - len(arrived)
    assert contents(in_bucket(shelf)) == contents(folder)


def kill_after(pieces: int, folder: Path, shelf: Shelf) -> None:
    kill_inside("tests.media.stopping_move", folder.as_uri(), shelf.url, str(pieces))


def test_what_is_damaged_there_is_copied_again_and_what_is_damaged_here_is_told(
    tmp_path: Path,
) -> None:
    here, there = filled(tmp_path / "here"), storage_of((tmp_path / "there").as_uri())
    assert became(here, there) == {Became.COPIED: 4}
    small = original_name(sha256(SMALL).hexdigest())
    there.put_bytes(small, SMALL[::-1])
    assert became(here, there) == {Became.COPIED: 1, Became.THERE: 3}
    there.delete(small)
    here.put_bytes(small, SMALL[::-1])
    assert became(here, there) == {Became.DAMAGED: 1, Became.THERE: 3}
    assert there.size(small) is None


def test_what_comes_in_meanwhile_is_copied_too(tmp_path: Path) -> None:
    here, there = filled(tmp_path / "here"), storage_of((tmp_path / "there").as_uri())
    late = b"came late"
    # It is put where the folder was gone through already.
    name = original_name(sha256(late).hexdigest())
    for moved in move(here, there):
        if moved.stored.name.startswith("renditions"):
            here.put_bytes(name, late)
    assert there.size(name) == len(late)
    assert contents(there) == contents(here)


def test_what_is_none_of_ours_is_left(tmp_path: Path) -> None:
    here, there = filled(tmp_path / "here"), storage_of((tmp_path / "there").as_uri())
    here.put_bytes("notes/of-somebody.txt", b"mine")
    assert became(here, there) == {Became.COPIED: 4, Became.LEFT: 1}
