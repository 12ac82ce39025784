"""Runs migrations through the application's own engine and metadata."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.engine import Engine


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
    ignored inside a transaction, so it comes before.
    """
    with _engine().connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            _configure(connection)
            with connection.begin():
                context.run_migrations()
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"rows refer to nothing after the migration: {broken[:5]}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _run_on_postgresql() -> None:
    with _engine().connect() as connection:
        _configure(connection)
        with connection.begin():
            context.run_migrations()


if _engine().dialect.name == "sqlite":
    _run_on_sqlite()
else:
    _run_on_postgresql()
