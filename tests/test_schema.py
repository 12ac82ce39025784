"""The database that the migrations make, compared with what the models declare."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import CheckConstraint, Connection, ForeignKeyConstraint, inspect, text

from blog.core.database import Base, db
from tests.tables import TABLES


class TestDrift:
    """The database that the migrations make is the one that the models declare."""

    def test_alembic_finds_nothing_to_change(self, app: Flask) -> None:
        with app.app_context():
            context = MigrationContext.configure(
                db.session.connection(), opts={"compare_type": True, "render_as_batch": True}
            )
            assert compare_metadata(context, Base.metadata) == []

    def test_every_foreign_key_is_the_one_that_its_model_declares(self, app: Flask) -> None:
        declared = {
            foreign_key(table.name, constraint)
            for table in TABLES.values()
            for constraint in table.foreign_key_constraints
        }
        with app.app_context():
            found = set(foreign_keys_in(db.session.connection()))
        assert found == declared
        assert len(found) >= 12

    def test_the_two_pointers_of_a_post_are_checked_at_the_commit(self, app: Flask) -> None:
        with app.app_context():
            found = {key[0]: key[1:] for key in foreign_keys_in(db.session.connection())}
        for name, column in (("fk_posts_head", "head_number"), ("fk_posts_live", "live_number")):
            assert found[name] == (
                "posts",
                ("id", column),
                "revisions",
                ("post_id", "number"),
                None,
                True,
                "DEFERRED",
            )

    def test_sqlite_enforces_the_foreign_keys_that_it_lists(self, app: Flask) -> None:
        with app.app_context():
            connection = db.session.connection()
            if connection.dialect.name != "sqlite":
                return
            for name, table in TABLES.items():
                rows = connection.execute(text(f"PRAGMA foreign_key_list({name})")).all()
                found = sorted((row.table, row[3], row[4], row.on_delete) for row in rows)
                assert found == sorted(
                    (e.column.table.name, e.parent.name, e.column.name, c.ondelete or "NO ACTION")
                    for c in table.foreign_key_constraints
                    for e in c.elements
                )
            sql = connection.execute(
                text("SELECT sql FROM sqlite_master WHERE name = 'posts'")
            ).scalar_one()
            assert sql.count("DEFERRABLE INITIALLY DEFERRED") == 2

    def test_every_foreign_key_says_what_becomes_of_its_rows(self) -> None:
        silent = {
            str(constraint.name)
            for table in TABLES.values()
            for constraint in table.foreign_key_constraints
            if constraint.ondelete is None
        }
        # A pointer goes with its own post.
        assert silent == {"fk_posts_head", "fk_posts_live"}

    def test_every_check_constraint_is_there(self, app: Flask) -> None:
        with app.app_context():
            inspector = inspect(db.session.connection())
            found = {
                (name, str(check["name"]))
                for name in TABLES
                for check in inspector.get_check_constraints(name)
            }
        declared = {
            (table.name, naming(constraint))
            for table in TABLES.values()
            for constraint in table.constraints
            if isinstance(constraint, CheckConstraint)
        }
        assert found == declared

    def test_every_index_is_there_with_its_condition(self, app: Flask) -> None:
        with app.app_context():
            connection = db.session.connection()
            dialect, inspector = connection.dialect.name, inspect(connection)
            partial = {
                str(index["name"])
                for name in TABLES
                for index in inspector.get_indexes(name)
                if index.get("dialect_options", {}).get(f"{dialect}_where") is not None
            }
        declared = {
            str(index.name)
            for table in TABLES.values()
            for index in table.indexes
            if index.dialect_options[dialect]["where"] is not None
        }
        assert (
            partial
            == declared
            == {"ix_posts_due", "ix_posts_public", "uq_addresses_current", "uq_people_owner"}
        )


def foreign_key(table: str, constraint: ForeignKeyConstraint) -> tuple[Any, ...]:
    return (
        str(constraint.name),
        table,
        tuple(constraint.column_keys),
        constraint.referred_table.name,
        tuple(element.column.name for element in constraint.elements),
        constraint.ondelete,
        bool(constraint.deferrable),
        constraint.initially,
    )


def foreign_keys_in(connection: Connection) -> list[tuple[Any, ...]]:
    inspector = inspect(connection)
    return [
        (
            key["name"],
            table,
            tuple(key["constrained_columns"]),
            key["referred_table"],
            tuple(key["referred_columns"]),
            key["options"].get("ondelete"),
            bool(key["options"].get("deferrable")),
            key["options"].get("initially"),
        )
        for table in TABLES
        for key in inspector.get_foreign_keys(table)
    ]


def naming(constraint: CheckConstraint) -> str:
    prefix = f"ck_{constraint.table.name}_"
    name = str(constraint.name)
    return name if name.startswith(prefix) else prefix + name
