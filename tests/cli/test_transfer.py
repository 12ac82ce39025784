"""`flask transfer import-markdown`: its options, what it says, and how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from blog.posts.models import State
from tests.cli.terminal import flask_at_a_terminal
from tests.conftest import Site
from tests.factories import Somebody, World
from tests.posts.stored import addresses
from tests.servers import flask
from tests.transfer.folders import Folder, tables
from tests.transfer.pictures import Shelf


@pytest.fixture
def folder(world: World, owner: Somebody, tmp_path: Path) -> Folder:
    """A folder with a post, a draft, and a file that is neither."""
    return filled(world, owner, tmp_path / "Old Blog")


def filled(world: World, owner: Somebody, place: Path) -> Folder:
    folder = Folder(world, owner, place, name="old-blog")
    folder.write("posts/tides.md", "{% include a %}", title="Tides")
    folder.write("posts/draft.md", title="Draft", draft=True)
    folder.write_text("posts/bad.md", "---\ntitle: [a\n---\n")
    return folder


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["transfer", "import-markdown", *map(str, arguments)])


BAD = "posts/bad.md:2  The YAML cannot be read: expected ',' or ']', but got '<stream end>'."
REPORT = f"""skipped  {BAD}
note     posts/tides.md  Line 5: a Liquid tag is left as text.
2 made, 0 changed, 0 unchanged, 1 skipped of 3 files.
"""


class TestWhatItSays:
    def test_counts_names_what_was_skipped_and_ends_with_1_for_it(
        self, world: World, folder: Folder
    ) -> None:
        result = run(world.app, folder.place)
        assert (result.exit_code, result.stderr, result.stdout) == (1, "", REPORT)
        (folder.place / "posts/bad.md").unlink()
        result = run(world.app, folder.place)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "0 made, 0 changed, 2 unchanged, 0 skipped of 2 files.\n"

    def test_of_an_empty_folder(self, world: World, owner: Somebody, tmp_path: Path) -> None:
        result = run(world.app, tmp_path)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "0 made, 0 changed, 0 unchanged, 0 skipped of 0 files.\n"

    def test_a_line_of_json_for_each_file(self, world: World, folder: Folder) -> None:
        folder.write("posts/été 🌊\n.md", title="Été")
        result = run(world.app, folder.place, "--json")
        assert (result.exit_code, result.stderr) == (1, "")
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        assert [line["path"] for line in lines] == [
            "posts/bad.md",
            "posts/draft.md",
            "posts/tides.md",
            "posts/été 🌊\n.md",
        ]
        assert lines[0] == {
            "path": "posts/bad.md",
            "result": "skipped",
            "reason": BAD.partition("  ")[2],
            "line": 2,
            "notes": [],
            "files": 0,
        }
        assert lines[2] == {
            "path": "posts/tides.md",
            "result": "made",
            "reason": "",
            "line": None,
            "notes": ["Line 5: a Liquid tag is left as text."],
            "files": 0,
        }

    def test_how_many_pictures_come_in(self, world: World, folder: Folder) -> None:
        (folder.place / "posts/bad.md").unlink()
        Shelf(folder).picture("static/a.png")
        folder.write("posts/draft.md", "![A](/a.png)\n\n![B](/b.png)", title="Draft", draft=True)
        stays = "note     posts/draft.md  Line 8: “/b.png” stays behind. It is not in the folder.\n"
        for arguments, come in ((["--dry-run"], "would come"), ([], "came")):
            result = run(world.app, folder.place, *arguments)
            assert (result.exit_code, result.stderr) == (0, "")
            assert stays in result.stdout
            assert result.stdout.endswith(f"of 2 files.\n1 picture or file {come} in.\n")
        assert "in." not in run(world.app, folder.place).stdout


class TestOptions:
    def test_a_dry_run_says_so_and_changes_nothing(self, world: World, folder: Folder) -> None:
        before = tables(world)
        result = run(world.app, folder.place, "--dry-run")
        assert (result.exit_code, result.stderr) == (1, "")
        *said, last = result.stdout.splitlines()
        *expected, total = REPORT.splitlines()
        assert (said, last) == (expected, f"This would be: {total}")
        assert tables(world) == before

    def test_the_name_of_the_folder_is_that_of_the_import_unless_one_is_given(
        self, world: World, folder: Folder
    ) -> None:
        run(world.app, folder.place)
        assert folder.post("posts/tides.md").slug == "tides"
        run(world.app, folder.place, "--name", "Another one")
        folder.name = "another-one"
        assert folder.post("posts/tides.md").slug == "tides-2"

    def test_a_pattern_of_old_addresses(self, world: World, folder: Folder) -> None:
        run(world.app, folder.place, "--permalinks", "date")
        assert set(addresses(world)) == {"tides", "2024/03/01/tides.html"}

    def test_overwriting_what_was_edited_here(self, world: World, folder: Folder) -> None:
        run(world.app, folder.place)
        post_id = folder.post_id("posts/draft.md")
        world.save(post_id, folder.owner, based_on=1, title="Draft", body="Mine")
        folder.write("posts/draft.md", "Theirs", title="Draft", draft=True)
        refused = run(world.app, folder.place)
        told = "skipped  posts/draft.md  It was edited here since; only “overwrite”"
        assert told in refused.stdout
        assert "1 changed" in run(world.app, folder.place, "--overwrite").stdout
        assert [r.body.strip() for r in world.revisions(post_id)] == ["Body", "Mine", "Theirs"]
        assert world.post(post_id).state is State.DRAFT


class TestRefusals:
    def test_a_site_that_is_not_set_up(self, app: Flask, tmp_path: Path) -> None:
        result = run(app, tmp_path)
        assert result.exit_code == 1
        assert result.stderr == "Error: The site is not set up yet. Open it in a browser first.\n"

    def test_an_unknown_placeholder(self, world: World, folder: Folder) -> None:
        before = tables(world)
        result = run(world.app, folder.place, "--permalinks", "/:yeer/:title/")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: “:yeer” is no part of a permalink. Known are :cat")
        assert tables(world) == before

    @pytest.mark.parametrize("what", ["nothing", "file.md"])
    def test_what_is_no_folder(
        self, world: World, owner: Somebody, tmp_path: Path, what: str
    ) -> None:
        (tmp_path / "file.md").write_text("# Tides")
        result = run(world.app, tmp_path / what)
        assert (result.exit_code, result.stdout) == (2, "")
        assert what in result.stderr

    def test_a_database_without_tables_is_one_sentence(self, tmp_path: Path) -> None:
        result = flask(tmp_path, "transfer", "import-markdown", str(tmp_path))
        assert result.returncode == 1
        assert "flask --app wsgi db upgrade" in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.commits
class TestForReal:
    """The command as it is run, in a process of its own."""

    @pytest.fixture
    def folder(self, own_site: Site, tmp_path: Path) -> Folder:
        world = World(own_site.app)
        return filled(world, world.set_up(), tmp_path / "Old Blog")

    def test_in_a_log_it_is_the_report(
        self, own_site: Site, folder: Folder, tmp_path: Path
    ) -> None:
        arguments = ("transfer", "import-markdown", str(folder.place))
        result = flask(tmp_path, *arguments, DATABASE_URL=own_site.url)
        assert (result.returncode, result.stderr, result.stdout) == (1, "", REPORT)

    def test_at_a_terminal_it_shows_how_far_it_is(
        self, own_site: Site, folder: Folder, tmp_path: Path
    ) -> None:
        arguments = ("transfer", "import-markdown", str(folder.place))
        result = flask_at_a_terminal(tmp_path, *arguments, DATABASE_URL=own_site.url)
        assert (result.returncode, result.stdout) == (1, REPORT)
        assert "Reading" in result.stderr
        assert [each for each in ("33%", "66%", "100%") if each not in result.stderr] == []
