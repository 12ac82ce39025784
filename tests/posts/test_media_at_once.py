"""Whoever stores what shows several items, and whoever changes them, wait for one another: never
each for the other."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from blog.core import clock
from blog.media.actions import Result, restore_items, trash_items
from blog.posts import rendering
from blog.posts.rendering import Batch
from blog.site.context import site_host
from blog.site.queries import read_site
from tests.factories import World
from tests.postgres import Postgres
from tests.posts.aged import age
from tests.posts.shelf import Shelf, shelf_of
from tests.waiting import just_before, site_on, until_it_waits

pytestmark = pytest.mark.commits
Started = list[Future[list[Result]]]


@pytest.fixture
def shelf(postgres: Postgres, tmp_path: Path) -> Iterator[Shelf]:
    with site_on(postgres, tmp_path) as app:
        yield shelf_of(World(app))


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def change_both(shelf: Shelf, act: Any) -> list[Result]:
    with shelf.world.writing() as session:
        ids = [shelf.two.id, shelf.one.id]
        return act(session, ids, shelf.owner, clock.now())  # type: ignore[no-any-return]


def test_a_publication_and_the_return_of_what_it_shows(
    shelf: Shelf, pool: ThreadPoolExecutor
) -> None:
    post_id = shelf.draft(shelf.one, shelf.two)
    with shelf.world.writing() as session:
        trash_items(session, [shelf.one.id], shelf.owner, clock.now())
    started: Started = []

    def restore() -> None:
        started.append(pool.submit(change_both, shelf, restore_items))
        until_it_waits(shelf.world.app, started[0])

    with just_before("FOR KEY SHARE", restore):
        shelf.world.publish(post_id, shelf.owner)
    assert [result.refusal for result in started[0].result()] == ["", ""]
    shelf.do_jobs()
    html = shelf.world.post(post_id).html
    assert shelf.one.key in html
    assert shelf.two.key in html


def test_a_batch_that_is_rendered_again_and_the_trash(
    shelf: Shelf, pool: ThreadPoolExecutor
) -> None:
    posts = [shelf.draft(item) for item in (shelf.two, shelf.one)]
    for post_id in posts:
        shelf.world.publish(post_id, shelf.owner)
        age(shelf.world, post_id)
    started: Started = []

    def trash() -> None:
        started.append(pool.submit(change_both, shelf, trash_items))
        until_it_waits(shelf.world.app, started[0])

    with shelf.world.reading() as session:
        style = read_site(session).style(site_host())
        proofs = rendering.render_live(posts, style)
    with just_before("UPDATE posts", trash), shelf.world.writing() as session:
        assert rendering.store(session, proofs, style) == Batch(changed=2)
    assert [result.refusal for result in started[0].result()] == ["", ""]
    shelf.do_jobs()
    assert [shelf.world.post(post_id).html for post_id in posts] == ["<p>It</p>\n"] * 2
