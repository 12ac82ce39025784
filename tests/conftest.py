"""What the tests stand on: both databases, an application on each, somebody to act."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from blog import create_app
from blog.core.database import db
from config import TestingConfig
from tests.factories import Somebody, World

if TYPE_CHECKING:
    # Imported for real it would come too early: pytest rewrites the asserts of its plugins.
    from xdist.remote import Producer  # type: ignore[import-untyped]

    from tests.postgres import Postgres

pytest_plugins = ["tests.browser", "tests.no_skips", "tests.postgres"]

# How long an example takes depends on the machine; no test asserts on time.
settings.register_profile("quire", deadline=None)
settings.load_profile("quire")

DATABASES = ("sqlite", "postgresql")


class Together(LoadScopeScheduling):  # type: ignore[misc]  # its module is not typed
    """Gives the journeys of one file to one process: they share a server, which is slow to start.

    The marks that pytest-xdist has for this are lost on the pytest that we use.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file.startswith("tests/journeys/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> Together:
    return Together(config, log)


@dataclass(frozen=True)
class Site:
    """An application, migrated, on a database of its own."""

    app: Flask
    url: str


@pytest.fixture(scope="session", params=DATABASES)
def migrated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One application for each database. Tests roll back what they do to it."""
    folder = tmp_path_factory.mktemp(request.param)
    name = f"quire_{folder.parent.name}_{folder.name}".replace("-", "_")
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'quire.sqlite3'}"
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.create(name)
    site = Site(make_app(url, folder), url)
    yield site
    with site.app.app_context():
        db.engine.dispose()
    if request.param == "postgresql":
        postgres.drop(name)


@pytest.fixture(params=DATABASES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it, gone at the end of the test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'quire.sqlite3'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"quire_{uuid4().hex}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture
def own_site(empty_database: str, tmp_path: Path) -> Iterator[Site]:
    """An application on a database of its own, for tests that commit for real."""
    site = Site(make_app(empty_database, tmp_path), empty_database)
    yield site
    with site.app.app_context():
        db.engine.dispose()


def make_app(url: str, folder: Path, site_url: str = "http://localhost") -> Flask:
    """Return an application whose database is migrated."""
    app = bare_app(url, folder, site_url)
    with app.app_context():
        upgrade()
    return app


def bare_app(url: str, folder: Path, site_url: str = "http://localhost") -> Flask:
    """Return an application whose database may have nothing in it."""
    return create_app(TestingConfig(url, folder, site_url))


@pytest.fixture
def app(migrated: Site) -> Iterator[Flask]:
    """The application, in one transaction that is rolled back at the end of the test.

    Every session of the application joins it: what a view commits or rolls back is a
    savepoint within.
    """
    app = migrated.app
    with app.app_context():
        engines = db._app_engines[app]
        engine = db.engine
    with engine.connect() as connection:
        transaction = connection.begin()
        connection.begin_nested()
        engines[None] = connection  # type: ignore[assignment]  # it is asked for sessions only
        try:
            yield app
            check_constraints(connection)
        finally:
            engines[None] = engine
            transaction.rollback()
            forget(app)


def check_constraints(connection: Connection) -> None:
    """Check now what a commit would have checked."""
    if connection.dialect.name == "sqlite":
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    else:
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def forget(app: Flask) -> None:
    """Empty the worker's memory: the content version went back, and it trusts that number."""
    app.extensions.get("kept", {}).clear()
    app.extensions.pop("set_up", None)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session, for tests of queries and actions. Tests with a client do without."""
    with app.app_context():
        yield db.session()


@pytest.fixture
def world(app: Flask) -> World:
    """What makes people and posts, each in a transaction of its own."""
    return World(app)


@pytest.fixture
def owner(world: World) -> Somebody:
    """Who set the site up."""
    return world.set_up()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader without a cookie."""
    return app.test_client()
