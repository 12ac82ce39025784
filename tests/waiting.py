"""Two transactions at once on PostgreSQL, where one waits for a row that the other holds."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, event, text

from blog.core.database import db
from tests.conftest import make_app
from tests.postgres import Postgres

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@contextmanager
def site_on(postgres: Postgres, folder: Path) -> Iterator[Flask]:
    """Give an application on a PostgreSQL database of its own: SQLite has no locks of rows."""
    name = f"quire_{uuid4().hex}"
    app = make_app(postgres.create(name), folder)
    yield app
    with app.app_context():
        db.engine.dispose()
    postgres.drop(name)


def until_it_waits(app: Flask, other: Future[Any]) -> None:
    """Return when somebody waits for a lock in the database, or the other one is done."""
    with app.app_context(), db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        while not other.done() and not connection.scalar(WAITING):
            pass


@contextmanager
def just_before(words: str, do: Callable[[], None]) -> Iterator[None]:
    """Do something once, before the first statement that has these words."""
    left = [do]

    def act(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if words in statement and left:
            left.pop()()

    event.listen(Engine, "before_cursor_execute", act)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", act)
