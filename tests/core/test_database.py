"""`with write():` within one process, and the helpers for the database."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from blog.core import clock
from blog.core.database import Base, db, insert_if_absent, reread, write
from blog.posts.models import Post
from blog.posts.saving import Edit, save
from blog.tags.models import Tag
from tests.conftest import Site
from tests.factories import Somebody, World, snapshot_for

pytestmark = pytest.mark.commits


class TestWrite:
    def test_reading_and_then_writing_sees_what_others_wrote_in_between(
        self, own_site: Site, own_world: World, two: list[Somebody]
    ) -> None:
        post_id = own_world.draft(two[0], body="One.")
        with own_site.app.app_context():
            assert db.session.get_one(Post, post_id).head_number == 1
            own_world.save(post_id, two[1], based_on=1, body="Two.")
            # On SQLite a transaction that read before somebody else wrote can not write
            # any more; that is why write() ends it and begins another one.
            with write() as session:
                saved = save(session, post_id, Edit(snapshot_for(two[0]), 1), two[0], clock.now())
            assert (saved.number, saved.conflict) == (3, True)

    @pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
    def test_an_exception_takes_everything_back_and_holds_nobody_up(
        self, own_world: World, error: type[BaseException]
    ) -> None:
        def fail_within_a_change() -> None:
            with own_world.writing() as session:
                insert_if_absent(session, Tag, slug="sea", name="Sea", description="")
                raise error

        with pytest.raises(error):
            fail_within_a_change()
        with own_world.reading() as session:
            assert session.scalars(select(Tag)).all() == []
        with own_world.writing() as session:
            assert insert_if_absent(session, Tag, slug="sea", name="Sea", description="")

    def test_what_is_within_is_committed_once_at_the_end(
        self, own_site: Site, own_world: World
    ) -> None:
        with own_world.writing() as session:
            insert_if_absent(session, Tag, slug="sea", name="Sea", description="")
            assert tags_seen_by_others(own_site.app) == 0
        assert tags_seen_by_others(own_site.app) == 1

    def test_a_reader_neither_waits_for_a_writer_nor_holds_it_up(
        self, own_site: Site, own_world: World
    ) -> None:
        with own_site.app.app_context():
            reader = db.session()
            assert reader.scalars(select(Tag)).all() == []
            with own_world.writing() as session:
                insert_if_absent(session, Tag, slug="sea", name="Sea", description="")
            assert tags_seen_by_others(own_site.app) == 1

    def test_changes_that_were_not_meant_to_be_written_are_left_out(
        self, own_site: Site, own_world: World, two: list[Somebody]
    ) -> None:
        post_id = own_world.draft(two[0])
        with own_site.app.app_context():
            db.session.get_one(Post, post_id).words = 99
            with write():
                pass
        assert own_world.post(post_id).words == 0


def tags_seen_by_others(app: Flask) -> int:
    with app.app_context(), Session(db.engine) as other:
        return other.scalar(select(func.count()).select_from(Tag)) or 0


class TestHelpers:
    def test_reread_returns_the_row_as_it_is_now(
        self, own_world: World, two: list[Somebody]
    ) -> None:
        post_id = own_world.draft(two[0])
        with own_world.writing() as session:
            post = session.get_one(Post, post_id)
            session.execute(text("UPDATE posts SET words = 7"))
            assert post.words == 0
            again = reread(session, Post, post_id)
            assert again is post
            assert post.words == 7
            assert reread(session, Post, 999_999) is None

    def test_insert_if_absent_says_whether_it_did_and_goes_on(self, own_world: World) -> None:
        with own_world.writing() as session:
            said = [
                insert_if_absent(session, Tag, slug="sea", name=name, description="")
                for name in ("Sea", "SEA")
            ]
            assert said == [True, False]
            assert session.scalars(select(Tag.name)).all() == ["Sea"]

    def test_every_constraint_has_a_name_that_a_migration_can_speak_of(self) -> None:
        nameless = {
            f"{table.name}: {constraint!r}"
            for table in Base.metadata.tables.values()
            for constraint in table.constraints
            if not constraint.name
        }
        assert nameless == set()


class TestOnlySqlite:
    @pytest.fixture
    def empty_database(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'quire.sqlite3'}"

    def test_sqlite_lowers_letters_of_every_script(self, own_world: World) -> None:
        with own_world.reading() as session:
            assert session.scalar(select(func.lower("ÄRGER ПОЛНЫЙ"))) == "ärger полный"
            assert session.scalar(select(func.lower(None))) is None
