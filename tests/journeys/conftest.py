"""A real server for a real browser."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.browser import OpenPage
from tests.journeys.library import OpenLibrary
from tests.journeys.newsroom import ODILE, Newsroom, newsroom_in
from tests.journeys.steps import dismiss
from tests.journeys.writing import Desk, desk_in
from tests.servers import Server, serving

if TYPE_CHECKING:
    from tests.postgres import Postgres


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has set up yet."""
    with serving(tmp_path) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def server_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    if request.param == "sqlite":
        with serving(tmp_path) as server:
            yield server
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"quire_{uuid4().hex}"
    try:
        with serving(tmp_path, DATABASE_URL=postgres.create(name)) as server:
            yield server
    finally:
        postgres.drop(name)


@pytest.fixture(scope="session")
def open_newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with newsroom_in(tmp_path_factory.mktemp("newsroom")) as newsroom:
        yield newsroom


@pytest.fixture
def newsroom(open_newsroom: Newsroom) -> Iterator[Newsroom]:
    """A server with two people at it, who come in anew for every journey.

    The server is the same for all journeys, so each writes posts of its own.
    """
    yield open_newsroom.anew()
    open_newsroom.check()


@pytest.fixture
def desk(newsroom: Newsroom) -> Desk:
    """The place of one of the two."""
    return Desk(newsroom.server, newsroom.people[ODILE].cookies)


@pytest.fixture
def page(newsroom: Newsroom, open_page: OpenPage) -> Page:
    """The editor of a short text, with one of the two at it."""
    page = newsroom.sit_down(open_page)
    page.goto(newsroom.write_post("One.\n\nTwo.\n"))
    return page


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="session")
def library_desk(library_folder: Path) -> Iterator[Desk]:
    with desk_in(library_folder) as desk:
        yield desk


@pytest.fixture
def open_library(library_desk: Desk, library_folder: Path, open_page: OpenPage) -> OpenLibrary:
    """Return a function that opens the library, in which there was nothing before the journey."""
    file = library_folder / "quire.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for table in ("media_uses", "former_files", "media_items"):
            database.execute(f"DELETE FROM {table}")

    def open_library(path: str = "/admin/media", **options: Any) -> Page:
        page = library_desk.sit_down(open_page, path, **options)
        dismiss(page)
        return page

    return open_library
