"""Runs migrations through the application's own engine and metadata."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.engine import Engine

from blog.core.database import WRITE


def _engine() -> Engine:
    engine: Engine = current_app.extensions["migrate"].db.engine
    return engine


def _configure(connection: Connection) -> None:
    extension = current_app.extensions["migrate"]
    context.configure(
        connection=connection,
        target_metadata=extension.db.metadata,
        **extension.configure_args,
    )


def _run_on_sqlite() -> None:
    """Migrate with foreign keys off, then check them all.

    A batch change rebuilds a table: it drops the old one, and with foreign keys on that
    deletes the rows of every table that refers to it, without a word. The pragma is
    ignored inside a transaction, so it comes before and after.
    """
    with _engine().connect().execution_options(**{WRITE: True}) as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                # Configured outside of the transaction, Alembic would commit every step by
                # itself: what fails halfway, or fails the check, must leave nothing behind.
                _configure(connection)
                context.run_migrations()
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"rows refer to nothing after the migration: {broken[:5]}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _run_on_postgresql() -> None:
    with _engine().connect() as connection, connection.begin():
        _configure(connection)
        context.run_migrations()


if _engine().dialect.name == "sqlite":
    _run_on_sqlite()
else:
    _run_on_postgresql()
