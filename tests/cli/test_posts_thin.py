"""`flask posts thin`: what it says, and what it leaves."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from blog.core import clock
from tests.conftest import Site
from tests.factories import Somebody, World
from tests.posts.versions import add_versions, numbers
from tests.servers import flask


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["posts", "thin", *arguments])


def add_autosaves(world: World, owner: Somebody) -> int:
    """Make a post with five versions within one hour of long ago, and a head."""
    post_id = world.draft(owner)
    hour = (clock.now() - timedelta(days=9)).replace(minute=0)
    moments = [hour + timedelta(minutes=each) for each in range(5)]
    add_versions(world, post_id, owner, [*moments, clock.now()])
    return post_id


class TestWhatItSays:
    def test_with_nothing_to_do(self, world: World, owner: Somebody) -> None:
        world.draft(owner)
        result = run(world.app)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "0 versions of 0 posts deleted.\n"

    def test_counts_what_it_deleted(self, world: World, owner: Somebody) -> None:
        posts = [add_autosaves(world, owner) for _ in range(2)]
        assert run(world.app, "--dry-run").stdout == "8 versions of 2 posts would be deleted.\n"
        assert [numbers(world, post_id) for post_id in posts] == [[1, 2, 3, 4, 5, 6, 7]] * 2
        result = run(world.app)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "8 versions of 2 posts deleted.\n"
        assert [numbers(world, post_id) for post_id in posts] == [[1, 6, 7]] * 2
        assert run(world.app).stdout == "0 versions of 0 posts deleted.\n"


@pytest.mark.commits
class TestForReal:
    def test_as_it_is_run(self, own_site: Site, tmp_path: Path) -> None:
        world = World(own_site.app)
        post_id = add_autosaves(world, world.set_up())
        result = flask(tmp_path, "posts", "thin", DATABASE_URL=own_site.url)
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout == "4 versions of 1 post deleted.\n"
        assert numbers(world, post_id) == [1, 6, 7]

    def test_a_database_without_tables_is_one_sentence(self, tmp_path: Path) -> None:
        result = flask(tmp_path, "posts", "thin")
        assert result.returncode == 1
        assert "flask --app wsgi db upgrade" in result.stderr
        assert "Traceback" not in result.stderr
