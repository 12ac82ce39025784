"""The migrations, up and down, with rows in every table, on both databases."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKeyConstraint,
    delete,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from blog.auth.actions import start_session
from blog.auth.models import Person, Role
from blog.core import clock
from blog.core.database import Base, db
from blog.posts.models import Address, Post
from blog.tags.models import Tag
from tests.conftest import Site, bare_app
from tests.factories import Somebody, World

MIGRATIONS = Path(__file__).parent.parent / "migrations"
STEPS = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
TABLES = Base.metadata.tables


@pytest.fixture
def empty_app(empty_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no tables yet."""
    app = bare_app(empty_database, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def fill(world: World) -> Somebody:
    """Put rows into every table through the application's own actions."""
    owner = world.set_up()
    post_id = world.draft(owner, title="Tides", tags=("Sea", "Harbour"))
    world.publish(post_id, owner)
    world.save(post_id, owner, based_on=1, title="Tides", body="Two.", tags=("Sea",))
    world.save(post_id, owner, based_on=1, title="Tides", body="A conflict.")
    world.published(owner, title="Later", at=clock.now() + timedelta(days=9))
    world.draft(world.person(Role.CONTRIBUTOR))
    with world.writing() as session:
        start_session(session, session.get_one(Person, owner.id), clock.now(), timedelta(days=1))
    return owner


def counts(app: Flask) -> dict[str, int]:
    """Return how many rows each table holds that is there, but Alembic's own."""
    with db.engine.connect() as connection:
        there = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in there
        }


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
        upgrade(revision=STEPS[1])
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


REFUSED = {
    "a second site": "INSERT INTO site SELECT 2, title, tagline, language, time_zone,"
    " setup_nonce, set_up_at FROM site",
    "a second content version": "INSERT INTO content_version SELECT 2, number, raised_at"
    " FROM content_version",
    "a role that does not exist": "UPDATE people SET role = 'king'",
    "a handle in capitals": "UPDATE people SET handle = 'ODILE'",
    "an address in capitals": "UPDATE people SET email = 'A@EXAMPLE.ORG'",
    "a password without an address": "UPDATE people SET email = NULL",
    "the same handle twice": "UPDATE people SET handle = 'same'",
    "the same address twice": "UPDATE people SET email = 'same@example.org'",
    "a second owner": "UPDATE people SET role = 'owner'",
    "a kind that does not exist": "UPDATE posts SET kind = 'poem'",
    "a state that does not exist": "UPDATE posts SET state = 'lost', live_number = NULL",
    "a visibility that does not exist": "UPDATE posts SET visibility = 'secret'",
    "published without a live revision": "UPDATE posts SET state = 'published',"
    " live_number = NULL, published_at = created_at",
    "a live revision of a draft": "UPDATE posts SET state = 'draft', live_number = 1",
    "published without a time": "UPDATE posts SET state = 'published', live_number = 1,"
    " published_at = NULL",
    "a post of nobody": "UPDATE posts SET owner_id = 99999",
    "a reason that does not exist": "UPDATE revisions SET reason = 'whim'",
    "a revision with a secret visibility": "UPDATE revisions SET visibility = 'secret'",
    "a revision without a text": "UPDATE revisions SET body = NULL",
    "the same number twice": "UPDATE revisions SET number = 1",
    "a revision of no post": "UPDATE revisions SET post_id = 99999",
    "a publication of no revision": "UPDATE publications SET number = 99",
    "two current addresses": "UPDATE addresses SET is_current = (1 = 1)",
    "an address of no post": "UPDATE addresses SET post_id = 99999",
    "a scope of tags that does not exist": "UPDATE post_tags SET scope = 'tail'",
    "a scope of bylines that does not exist": "UPDATE post_bylines SET scope = 'tail'",
    "a tag that does not exist": "UPDATE post_tags SET tag_id = 99999",
    "a byline of nobody": "UPDATE post_bylines SET person_id = 99999",
    "the same tag twice": "UPDATE tags SET slug = 'same'",
    "a session of nobody": "UPDATE sessions SET person_id = 99999",
    "the same token twice": "UPDATE sessions SET token_digest = 'same'",
}


def test_the_database_itself_refuses_what_the_rules_exclude(app: Flask) -> None:
    world = World(app)
    owner = fill(world)
    with world.writing() as session:
        person = session.get_one(Person, owner.id)
        start_session(session, person, clock.now(), timedelta(days=1))
        first = session.scalars(select(Address)).first()
        assert first is not None
        session.add(Address(path="former", post_id=first.post_id, is_current=False))
    assert [what for what, statement in REFUSED.items() if is_taken(world, statement)] == []


def is_taken(world: World, statement: str) -> bool:
    try:
        with world.writing() as session:
            session.execute(text(statement))
    except IntegrityError:
        return False
    return True


@pytest.mark.commits
@pytest.mark.parametrize("pointer", ["head_number", "live_number"])
def test_a_pointer_to_no_revision_is_refused_at_the_commit(own_site: Site, pointer: str) -> None:
    world = World(own_site.app)
    owner = world.set_up()
    post_id = world.draft(owner)
    world.publish(post_id, owner)
    with pytest.raises(IntegrityError), world.writing() as session:
        session.execute(update(Post).where(Post.id == post_id).values({pointer: 99}))
    assert getattr(world.post(post_id), pointer) == 1


@pytest.mark.commits
def test_deleting_a_post_takes_everything_that_hangs_on_it(own_site: Site) -> None:
    world = World(own_site.app)
    fill(world)
    with world.writing() as session:
        session.execute(delete(Post))
    with own_site.app.app_context():
        left = {name for name, count in counts(own_site.app).items() if count}
    assert left == {"content_version", "site", "people", "sessions", "tags"}


def test_no_id_is_given_twice(world: World) -> None:
    owner = world.set_up()
    makers: dict[type[Base], Callable[[], int]] = {
        Post: lambda: world.draft(owner),
        Person: lambda: world.person().id,
        Tag: lambda: new_tag(world),
    }
    for model, make in makers.items():
        old = make()
        with world.writing() as session:
            session.delete(session.get_one(model, old))
        assert make() > old, model


def new_tag(world: World) -> int:
    with world.writing() as session:
        tag = Tag(slug="sea", name="Sea", description="")
        session.add(tag)
        session.flush()
        return tag.id


class TestMoments:
    def test_a_naive_moment_is_refused(self, session: Session) -> None:
        naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is the point
        with pytest.raises(StatementError, match="naive datetime refused"):
            session.execute(update(Post).values(edited_at=naive))
        with pytest.raises(StatementError, match="naive datetime refused"):
            session.execute(select(Post.id).where(Post.edited_at < naive))

    @pytest.mark.parametrize(
        "moment",
        [
            datetime(2026, 11, 21, 9, 30, 15, 123456, tzinfo=UTC),
            datetime(2026, 11, 21, 9, 30, tzinfo=timezone(timedelta(hours=13, minutes=45))),
            datetime(1000, 1, 1, tzinfo=UTC),
            datetime(2999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-11))),
        ],
        ids=str,
    )
    def test_a_moment_comes_back_aware_equal_and_in_utc(
        self, world: World, moment: datetime
    ) -> None:
        post_id = world.draft(world.person())
        with world.writing() as session:
            session.get_one(Post, post_id).edited_at = moment
        stored = world.post(post_id).edited_at
        assert stored == moment
        assert stored.utcoffset() == timedelta(0)

    def test_moments_are_compared_as_moments_whatever_zone_they_were_given_in(
        self, world: World
    ) -> None:
        post_id = world.draft(world.person())
        far = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
        with world.writing() as session:
            session.get_one(Post, post_id).edited_at = far
        with world.reading() as session:
            later = datetime(2026, 1, 1, 0, tzinfo=UTC)
            assert session.scalar(select(Post.id).where(Post.edited_at < later)) == post_id

    def test_every_moment_is_of_the_type_that_refuses_naive_ones(self) -> None:
        kinds = {
            str(column)
            for table in TABLES.values()
            for column in table.columns
            if "DATETIME" in repr(column.type).upper()
            and type(column.type).__name__ != "UtcDateTime"
        }
        assert kinds == set()
