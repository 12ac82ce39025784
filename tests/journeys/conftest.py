"""A real server for a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.journeys.newsroom import ODILE, Newsroom, newsroom_in
from tests.journeys.writing import Desk
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
