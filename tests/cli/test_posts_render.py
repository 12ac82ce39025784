"""`flask posts render`: what it says, and how it ends."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from blog.core.html import RENDERER_VERSION
from blog.posts import rendering
from tests.cli.terminal import flask_at_a_terminal
from tests.conftest import Site
from tests.factories import Somebody, World
from tests.posts.aged import OLD, age, rendered_now
from tests.posts.many import add_posts
from tests.posts.test_rendering_meanwhile import refuse
from tests.servers import flask


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["posts", "render", *arguments])


class TestWhatItSays:
    def test_with_nothing_to_do(self, world: World, owner: Somebody) -> None:
        world.published(owner)
        result = run(world.app)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "0 brought up to date, 0 came out the same, 1 was so already.\n"

    def test_counts_what_changed_what_did_not_and_what_was_right(
        self, world: World, owner: Somebody
    ) -> None:
        ids = [world.draft(owner, body="Tides.") for _ in range(6)]
        for post_id in ids:
            world.publish(post_id, owner)
        age(world, *ids[:2])
        age(world, ids[2], **rendered_now(world, "Tides.") | {"renderer_version": 1})
        result = run(world.app)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "2 brought up to date, 1 came out the same, 3 were so already.\n"
        assert run(world.app).stdout.endswith(" 6 were so already.\n")

    def test_everything_is_rendered_when_it_is_asked_for(
        self, world: World, owner: Somebody, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        post_id = world.draft(
            owner, body="[Here](http://localhost/) and [there](https://b.example)"
        )
        world.publish(post_id, owner)
        before = world.post(post_id).html
        monkeypatch.setitem(world.app.config, "SITE_URL", "https://b.example")
        assert "1 was so already" in run(world.app).stdout
        assert world.post(post_id).html == before
        result = run(world.app, "--all")
        assert result.stdout == "1 brought up to date, 0 came out the same, 0 were so already.\n"
        here, there = '<a href="http://localhost/"', '<a href="https://b.example"'
        external = ' rel="external"'
        assert before == f"<p>{here}>Here</a> and {there}{external}>there</a></p>\n"
        after = world.post(post_id).html
        assert after == f"<p>{here}{external}>Here</a> and {there}>there</a></p>\n"

    def test_one_that_fails_is_named_and_the_others_are_done(
        self, world: World, owner: Somebody
    ) -> None:
        ids = [world.draft(owner, title=name, body=name) for name in ("First", "Broken", "Last")]
        for post_id in ids:
            world.publish(post_id, owner)
        age(world, *ids)
        refuse(world, ids[1])
        result = run(world.app)
        assert result.exit_code == 1
        assert result.stdout == "2 brought up to date, 0 came out the same, 0 were so already.\n"
        assert result.stderr == (
            "Error: 1 text was left as before:\n"
            f"  {ids[1]}  http://localhost/broken  not this one\n"
        )
        assert world.post(ids[0]).renderer_version == RENDERER_VERSION
        assert world.post(ids[1]).html == OLD["html"]


@pytest.mark.commits
class TestForReal:
    """The command as it is run, in a process of its own."""

    NUMBER = 2 * rendering.BATCH + 7

    @pytest.fixture
    def stale(self, own_site: Site) -> World:
        world = World(own_site.app)
        add_posts(world, world.set_up(), self.NUMBER)
        return world

    def said(self) -> str:
        return f"{self.NUMBER} brought up to date, 0 came out the same, 0 were so already."

    def test_in_a_log_it_is_one_line(self, own_site: Site, stale: World, tmp_path: Path) -> None:
        result = flask(tmp_path, "posts", "render", DATABASE_URL=own_site.url)
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout == self.said() + "\n"
        assert stale.content_number() == 2

    def test_at_a_terminal_it_shows_how_far_it_is(
        self, own_site: Site, stale: World, tmp_path: Path
    ) -> None:
        arguments = ("posts", "render")
        result = flask_at_a_terminal(tmp_path, *arguments, DATABASE_URL=own_site.url)
        assert (result.returncode, result.stdout) == (0, self.said() + "\n")
        assert "Rendering" in result.stderr
        assert [each for each in ("0%", "46%", "93%", "100%") if each not in result.stderr] == []

    def test_a_database_without_tables_is_one_sentence(self, tmp_path: Path) -> None:
        for arguments in (("posts", "render"), ("posts", "render", "--all"), ("site", "show")):
            result = flask(tmp_path, *arguments)
            assert result.returncode == 1
            assert "flask --app wsgi db upgrade" in result.stderr
            assert "Traceback" not in result.stderr
