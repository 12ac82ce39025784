"""`flask media`: what it says, how it ends, and what it changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from tests.factories import Somebody, World
from tests.media.s3_server import Shelf, serving
from tests.media.storages import CREDENTIALS


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["media", *arguments])


@pytest.fixture
def owner(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Somebody:
    # A storage of its own: what other tests left in that of the application is strange to this.
    monkeypatch.setitem(world.app.config, "MEDIA_URL", (tmp_path / "media").as_uri())
    monkeypatch.setitem(world.app.config, "MEDIA_CREDENTIALS", CREDENTIALS)
    monkeypatch.setitem(world.app.extensions, "media_storage", None)
    return world.set_up()


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving() as shelf:
        yield shelf


def lose(world: World, digest: str) -> None:
    with world.reading():
        current_storage().delete(original_name(digest))


class TestCheck:
    def test_a_whole_library(self, world: World, owner: Somebody) -> None:
        world.picture(owner)
        result = run(world.app, "check")
        assert (result.exit_code, result.stdout) == (0, "Everything is there, and whole.\n")

    def test_what_is_lost_names_its_posts(self, world: World, owner: Somebody) -> None:
        world.picture(owner)
        lost = world.picture(owner, "gauge.png")
        world.draft(owner, title="On tides", body=f"![](media:{lost.key})")
        lose(world, lost.digest)
        for arguments in (("check",), ("check", "--mend")):
            result = run(world.app, *arguments)
            assert result.exit_code == 1
            assert result.stdout == (
                f"lost      gauge.png  media:{lost.key}  Its original is not in the storage.\n"
                "          It is used in “On tides”.\n1 lost; 0 mended.\n"
            )

    def test_a_folder_that_is_not_mounted(self, world: World, owner: Somebody) -> None:
        lose(world, world.picture(owner).digest)
        result = run(world.app, "check", "--mend")
        assert result.exit_code == 1
        assert "Most likely the folder is not mounted" in result.stderr
        assert "Nothing was changed." in result.stderr

    def test_what_was_mended_is_wrong_no_more(self, world: World, owner: Somebody) -> None:
        item = world.picture(owner)
        name = f"renditions/{item.digest[:2]}/{item.digest[2:4]}/{item.digest}/64.webp"
        with world.reading():
            current_storage().put_bytes(name, b"no image")
        assert run(world.app, "check").exit_code == 1
        result = run(world.app, "check", "--mend")
        assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 spoilt; 1 mended.")
        assert run(world.app, "check").exit_code == 0


class TestMove:
    def test_says_how_much_and_what_to_do_then(
        self, world: World, owner: Somebody, shelf: Shelf
    ) -> None:
        item = world.picture(owner)
        result = run(world.app, "move", shelf.url, "--dry-run")
        assert result.stdout.startswith("1 file would be copied")
        assert shelf.objects == {}
        result = run(world.app, "move", shelf.url)
        assert (result.exit_code, result.stderr) == (0, "")
        here = world.app.config["MEDIA_URL"]
        assert result.stdout == (
            "1 file copied (0.0 MB), 0 there already, 0 left out.\n"
            f"Now set MEDIA_URL={shelf.url} and start Quire anew. Then run once more, for what "
            f"came in meanwhile: flask media move --from '{here}' '{shelf.url}'. At last: flask "
            "media check\n"
        )
        assert list(shelf.objects) == [f"site/{original_name(item.digest)}"]
        again = run(world.app, "move", shelf.url, "--from", here)
        assert again.stdout.startswith("0 files copied (0.0 MB), 1 there already")

    def test_what_is_damaged_is_told_and_not_copied(
        self, world: World, owner: Somebody, shelf: Shelf
    ) -> None:
        name = original_name(world.picture(owner).digest)
        with world.reading():
            current_storage().put_bytes(name, b"something else")
        result = run(world.app, "move", shelf.url)
        assert result.exit_code == 1
        assert f"damaged  {name}  It is not what was uploaded, and was not copied." in result.stdout
        assert shelf.objects == {}

    def test_where_they_are_already_and_where_nothing_can_be(
        self, world: World, owner: Somebody
    ) -> None:
        result = run(world.app, "move", world.app.config["MEDIA_URL"])
        assert (result.exit_code, result.stderr) == (1, "Error: The files are there already.\n")
        result = run(world.app, "move", "ftp://example.org/x")
        assert result.exit_code == 1
        assert "MEDIA_URL is 'ftp://example.org/x'." in result.stderr
