"""`flask transfer export-markdown`: what it writes, what it says, and how it ends."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from tests.conftest import Site
from tests.factories import World

# The export begins a transaction of its own, which sees one moment on PostgreSQL as well.
pytestmark = pytest.mark.commits


@pytest.fixture
def world(own_site: Site) -> World:
    return World(own_site.app)


def run(app: Flask, command: str, folder: Path) -> Result:
    return app.test_cli_runner().invoke(args=["transfer", command, str(folder)])


def test_it_writes_the_head_and_what_readers_see_beside_it(world: World, tmp_path: Path) -> None:
    owner = world.set_up()
    post_id = world.draft(owner, title="Tides", body="Old.")
    world.publish(post_id, owner)
    world.save(post_id, owner, 1, title="Tides", body="New.")
    result = run(world.app, "export-markdown", tmp_path / "new" / "out")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"1 post or page in 3 files in {tmp_path / 'new' / 'out'}.\n"
    out = tmp_path / "new" / "out"
    names = {file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_file()}
    assert names == {"quire.yaml", "posts/tides.md", "posts/tides.live.md"}
    assert (out / "posts/tides.md").read_text().endswith("---\nNew.\n")
    assert (out / "posts/tides.live.md").read_text().endswith("---\nOld.\n")


def test_an_empty_site_goes_out_as_well(world: World, tmp_path: Path) -> None:
    world.set_up()
    (tmp_path / "out").mkdir()
    assert run(world.app, "export-markdown", tmp_path / "out").exit_code == 0
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["quire.yaml"]


def test_a_folder_that_holds_something_is_named(world: World, tmp_path: Path) -> None:
    world.set_up()
    (tmp_path / "mine.txt").write_text("mine")
    result = run(world.app, "export-markdown", tmp_path)
    assert result.exit_code == 1
    assert result.stderr == f"Error: {tmp_path} holds something already. Name a new folder.\n"


def test_a_place_that_cannot_be_written_is_named(world: World, tmp_path: Path) -> None:
    world.set_up()
    (tmp_path / "file").write_text("")
    result = run(world.app, "export-markdown", tmp_path / "file" / "out")
    assert result.exit_code == 1
    assert "Not a directory" in result.stderr or "File exists" in result.stderr


def test_what_went_out_is_refused_where_its_addresses_are_taken(
    world: World, tmp_path: Path
) -> None:
    owner = world.set_up()
    world.published(owner, title="Tides")
    run(world.app, "export-markdown", tmp_path / "out")
    result = run(world.app, "import-markdown", tmp_path / "out")
    assert result.exit_code == 1
    assert "posts/tides.md  “tides” is the address of “Tides”." in result.stdout
    assert "0 made, 0 changed, 0 unchanged, 1 skipped of 1 file." in result.stdout


def test_the_library_goes_with_it_and_what_is_lost_is_named(world: World, tmp_path: Path) -> None:
    owner = world.set_up()
    gauge, lost = world.picture(owner, "gauge.png"), world.picture(owner, "lost.png")
    with world.reading():
        current_storage().delete(original_name(lost.digest))
    result = run(world.app, "export-markdown", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1:] == [
        "1 picture or file with them.",
        "lost     lost.png  It is not in the storage. flask media check says more.",
    ]
    assert (tmp_path / f"out/media/{gauge.key}/gauge.png").stat().st_size == gauge.size
