"""The migrations, up and down, with rows in every table, on both databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from blog.core.database import db
from tests.conftest import Site, bare_app
from tests.factories import World
from tests.tables import TABLES, counts, fill

MIGRATIONS = Path(__file__).parent.parent / "migrations"
STEPS = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]


@pytest.fixture
def empty_app(empty_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no tables yet."""
    app = bare_app(empty_database, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


class TestUpAndDown:
    def test_each_step_down_and_up_keeps_every_row_of_the_tables_that_stay(
        self, empty_app: Flask
    ) -> None:
        upgrade()
        fill(World(empty_app))
        full = counts(empty_app)
        assert full.keys() == TABLES.keys()
        assert all(full.values()), f"a table has no rows: {full}"
        for step, below in zip(STEPS, [*STEPS[1:], "base"], strict=True):
            downgrade(revision=below)
            stayed = counts(empty_app)
            assert stayed == {name: full[name] for name in stayed}
            upgrade(revision=step)
            again = counts(empty_app)
            assert {name: again[name] for name in stayed} == stayed
            downgrade(revision=below)
        assert counts(empty_app) == {}

    def test_all_the_way_down_and_up_again_leaves_an_application_that_works(
        self, empty_app: Flask
    ) -> None:
        upgrade()
        fill(World(empty_app))
        downgrade(revision="base")
        upgrade()
        fill(World(empty_app))
        assert all(counts(empty_app).values())

    def test_films_of_before_are_served_as_copies_of_which_none_is_made_yet(
        self, empty_app: Flask
    ) -> None:
        upgrade()
        fill(World(empty_app))
        downgrade(revision="20261121_source_files")
        upgrade()
        with db.engine.connect() as connection:
            rows = connection.execute(text("SELECT kind, has_plain_copy FROM media_items"))
            assert {(kind, bool(copied)) for kind, copied in rows} == {
                ("image", False),
                ("document", False),
                ("video", True),
            }

    def test_going_up_twice_changes_nothing(self, own_site: Site) -> None:
        with own_site.app.app_context():
            fill(World(own_site.app))
            before = counts(own_site.app)
            upgrade()
            assert counts(own_site.app) == before

    def test_a_step_that_fails_leaves_nothing_behind(
        self, empty_app: Flask, tmp_path: Path
    ) -> None:
        folder = with_step(tmp_path, "op.execute('no such statement')")
        with pytest.raises(Exception, match="syntax error"):
            upgrade(directory=folder)
        assert counts(empty_app) == {}


def with_step(folder: Path, deed: str) -> str:
    """Return a copy of the migrations with one step more, which does this to each parent."""
    copy = folder / "migrations"
    shutil.copytree(MIGRATIONS, copy)
    deeds = "\n".join(
        f"    with {deed.format(table)} as batch:\n"
        f"        batch.alter_column({column!r}, nullable=False)"
        if "batch" in deed
        else f"    {deed}"
        for table, column in (("people", "name"), ("posts", "title"), ("tags", "name"))
    )
    (copy / "versions" / "test_step.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision = 'test_step', {STEPS[0]!r}\n"
        f"def upgrade():\n{deeds}\n"
    )
    return str(copy)


class TestForeignKeysOnSqlite:
    """What only SQLite can get wrong: it changes tables with its foreign keys turned off."""

    @pytest.fixture
    def empty_database(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'quire.sqlite3'}"

    def test_a_step_that_rebuilds_a_parent_table_keeps_the_rows_of_its_children(
        self, empty_app: Flask, tmp_path: Path
    ) -> None:
        upgrade()
        fill(World(empty_app))
        before = counts(empty_app)
        folder = with_step(tmp_path, "op.batch_alter_table({!r}, recreate='always')")
        upgrade(directory=folder)
        assert counts(empty_app) == before

    def test_they_are_on_in_every_connection_after_the_migrations(self, empty_app: Flask) -> None:
        upgrade()
        with db.engine.connect() as one, db.engine.connect() as two:
            assert [each.execute(text("PRAGMA foreign_keys")).scalar() for each in (one, two)] == [
                1,
                1,
            ]

    def test_they_are_on_again_after_a_step_that_failed(
        self, empty_app: Flask, tmp_path: Path
    ) -> None:
        with pytest.raises(Exception, match="syntax error"):
            upgrade(directory=with_step(tmp_path, "op.execute('no such statement')"))
        with db.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1

    def test_rows_that_refer_to_nothing_stop_a_migration_and_it_leaves_no_trace(
        self, empty_app: Flask, caplog: pytest.LogCaptureFixture
    ) -> None:
        upgrade(revision="20261121_tags")
        raw = db.engine.raw_connection()
        raw.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        raw.driver_connection.execute(  # type: ignore[union-attr]
            "INSERT INTO sessions VALUES (1, 'x', 99, '2026-01-01', '2026-01-01')"
        )
        raw.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
        raw.close()
        with pytest.raises(SystemExit):
            upgrade()
        assert "rows refer to nothing" in caplog.text
        assert "posts" not in counts(empty_app)

    def test_the_file_is_set_up_so_that_a_committed_change_survives(self, empty_app: Flask) -> None:
        upgrade()
        with db.engine.connect() as connection:
            pragmas = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "busy_timeout")
            }
        # 2 is FULL.
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 30_000}
