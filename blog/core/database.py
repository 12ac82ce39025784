"""The database: the declarative base, the column types, and `with write():`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Annotated, Any, TypeVar

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Text,
    event,
    inspect,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

WRITE = "quire_write"


class Base(DeclarativeBase):
    """The base of every model. Constraints get names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


Row = TypeVar("Row", bound=Base)

db = SQLAlchemy(model_class=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and returned aware. Naive values are refused.

    SQLite has no time zones and would store an aware value as its naive local time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime refused: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = Annotated[int, mapped_column(primary_key=True)]
LongText = Annotated[str, mapped_column(Text)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
# PostgreSQL keeps JSON parsed, so that it can be compared and indexed.
JSONValue = JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def choice(values: type[StrEnum], name: str) -> Enum:
    """Return a text column type that a check constraint holds to the values of an enum."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


@contextmanager
def write() -> Iterator[Session]:
    """Run one short writing transaction and commit it once, at the end.

    The reading transaction of the request ends first: on SQLite a transaction that read
    and then writes fails at once when somebody else wrote in between (BUSY_SNAPSHOT), and
    no busy timeout helps. `BEGIN IMMEDIATE` waits its turn instead. On PostgreSQL the rows
    that change are locked by `reread()`. Everything slow (parsing, hashing, rendering)
    belongs before the block.
    """
    session = db.session()
    session.rollback()
    session.connection(execution_options={WRITE: True})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


def end_reading() -> None:
    """End the reading transaction of this request, before something that takes long.

    Rendering or hashing inside it would keep PostgreSQL's connection idle in a transaction
    and SQLite from tidying its log. What was read is read again when it is asked for.
    """
    db.session.rollback()


def reread(session: Session, model: type[Row], key: Any) -> Row | None:
    """Return the row as it is now, locked against other writers until the commit."""
    return session.get(model, key, with_for_update=True, populate_existing=True)


def insert_if_absent(session: Session, model: type[Base], **values: Any) -> bool:
    """Insert a row unless one with the same key is there; say whether it was inserted.

    A plain insert would abort the whole PostgreSQL transaction when two people race.
    """
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(model).values(**values).on_conflict_do_nothing()
    inserted = session.execute(statement.returning(*inspect(model).primary_key)).first()
    return inserted is not None


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    if not isinstance(connection, SQLiteConnection):
        return
    # SQLAlchemy's begin event below starts transactions, not the driver.
    connection.isolation_level = None
    # SQLite's own lower() knows ASCII only; searches in titles need all letters.
    connection.create_function("lower", 1, _lower, deterministic=True)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=30000",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _lower(value: str | None) -> str | None:
    return None if value is None else str(value).lower()


def init_app(app: Flask) -> None:
    db.init_app(app)
    migrations = Path(app.root_path) / "migrations"
    # SQLite cannot change a constraint in place: batch mode copies the table.
    Migrate(app, db, directory=str(migrations), render_as_batch=True, compare_type=True)
