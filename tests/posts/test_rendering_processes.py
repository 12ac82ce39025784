"""Bringing stored HTML up to date with real processes: one is killed, several work at once."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from blog.auth.models import Role
from blog.core import clock
from blog.core.database import WRITE, db
from blog.core.html import RENDERER_VERSION
from blog.posts import rendering
from blog.site import models
from blog.site.actions import SettingsChange, change_settings
from blog.site.queries import read_site
from config import ROOT
from tests.conftest import Site
from tests.factories import Somebody, World
from tests.posts.aged import bring_up, rendered_now, row
from tests.posts.many import add_posts

pytestmark = pytest.mark.commits

TURNS = 30
SECONDS_TO_END = 120
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def world(own_site: Site) -> World:
    return World(own_site.app)


@pytest.fixture
def start(own_site: Site) -> Iterator[Start]:
    """Return what starts a process of tests/writers.py that does a deed a number of times."""
    processes: list[subprocess.Popen[str]] = []

    def started(
        deed: str, actor: Somebody, post_id: int = 0, times: int = 1
    ) -> subprocess.Popen[str]:
        folder = str(own_site.app.config["INSTANCE_PATH"])
        numbers = (str(post_id), str(actor.id), str(times))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.writers", own_site.url, folder, deed, *numbers],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        return process

    yield started
    for process in processes:
        process.kill()
        with suppress(BrokenPipeError, ValueError):
            process.communicate()


def test_killed_between_two_batches_and_started_again_it_ends_the_same(
    world: World, owner: Somebody, start: Start
) -> None:
    total = 2 * rendering.BATCH + 7
    add_posts(world, owner, total)
    before = {post_id: row(world, post_id) for post_id in range(1, total + 1)}
    number = world.content_number()
    process = start("pause", owner)
    assert process.stdout is not None
    assert process.stdout.readline() == f"{rendering.BATCH} stored\n"
    process.kill()
    process.wait()
    with world.reading() as session:
        assert rendering.count_stale(session) == total - rendering.BATCH
    assert world.content_number() == number
    assert sum(batch.changed for batch in bring_up(world)) == total - rendering.BATCH
    assert world.content_number() == number + 1
    for post_id, old in before.items():
        assert row(world, post_id) == old | rendered_now(world, f"Text {post_id}")


def test_while_a_text_is_stored_nobody_changes_the_style(world: World, owner: Somebody) -> None:
    with world.writing() as session:
        style = read_site(session).style("example.org")
        assert rendering.is_set_so(session, style)
        with db.engine.connect() as other, pytest.raises(OperationalError):
            change_without_waiting(other)
    with world.app.app_context(), db.engine.connect() as other:
        change_without_waiting(other)


def change_without_waiting(connection: Connection) -> None:
    """Lock the site as a change of settings does; fail at once where that would wait."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA busy_timeout=0")
        connection.execution_options(**{WRITE: True})
    connection.execute(select(models.Site.id).with_for_update(nowait=True))


def test_settings_publications_and_renderings_at_once_leave_nothing_wrong_that_counts_as_right(
    world: World, owner: Somebody, start: Start
) -> None:
    body = 'He said "now".'
    posts = [world.draft(world.person(Role.EDITOR), title="Tides", body=body) for _ in range(2)]
    for post_id in posts:
        world.publish(post_id, owner)
    processes = [start("publish", owner, posts[0], TURNS), start("bring_up", owner, 0, TURNS)]
    for turn in range(TURNS):
        with world.writing() as session:
            change = SettingsChange(language="de" if turn % 2 else "en")
            change_settings(session, change, clock.now())
    for process in processes:
        _, errors = process.communicate(timeout=SECONDS_TO_END)
        assert process.returncode == 0, errors
    expected = rendered_now(world, body)
    for post_id in posts:
        post = world.post(post_id)
        assert post.renderer_version != RENDERER_VERSION or post.html == expected["html"]
    bring_up(world)
    assert {world.post(post_id).html for post_id in posts} == {expected["html"]}
