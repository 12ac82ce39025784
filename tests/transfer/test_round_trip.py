"""What goes out comes in again, byte for byte."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from blog.core import clock
from blog.core.database import db
from blog.core.errors import DomainError
from blog.core.forms import many_lines, one_line
from blog.posts.models import Kind, Visibility
from blog.transfer.exporting import export_to, one_moment
from blog.transfer.importing import bring_in
from blog.transfer.models import Result
from blog.transfer.plan import Importer, Outcome, Plan
from tests.conftest import make_app
from tests.factories import Somebody, World
from tests.tables import counts

KEPT = {"site", "content_version", "people", "sessions", "alembic_version"}


@dataclass(frozen=True)
class Place:
    """A site, and who owns it."""

    app: Flask
    owner: Somebody

    @property
    def world(self) -> World:
        return World(self.app)

    def export(self, folder: Path) -> dict[str, bytes]:
        with self.app.app_context():
            export_to(one_moment(), folder)
            db.session.rollback()
        return contents(folder)

    def bring_in(self, folder: Path) -> list[Outcome]:
        actor = Importer(self.owner.id, self.owner.name, self.owner.role)
        with self.app.app_context():
            return list(bring_in(Plan(folder, "again", actor, clock.now())))

    def clear(self) -> None:
        with self.world.writing() as session:
            for table in reversed(db.metadata.sorted_tables):
                if table.name not in KEPT:
                    session.execute(table.delete())
            session.execute(
                db.metadata.tables["people"]
                .delete()
                .where(db.metadata.tables["people"].c.id != self.owner.id)
            )


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def place_in(folder: Path) -> Place:
    app = make_app(f"sqlite:///{folder / 'quire.sqlite3'}", folder)
    return Place(app, World(app).set_up())


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = place_in(tmp_path_factory.mktemp("here"))
    yield place
    with place.app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = place_in(tmp_path_factory.mktemp("there"))
    yield place
    with place.app.app_context():
        db.engine.dispose()


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def fill(place: Place) -> None:
    """Make one of everything that a post may be."""
    world, owner = place.world, place.owner
    anna = world.person(name="Anna")
    body = "\n\n  # Begins and ends with space\n\n```\n---\n```\n\n"
    world.draft(owner, title="A “draft”: 1", body=body, tags=("Sea", "C++"))
    world.draft(owner, title="", body="")
    # Files of these names are passed over by an import.
    world.published(owner, title="CHANGELOG")
    world.draft(owner, Kind.PAGE, title="Readme")
    edited = world.draft(owner, title="Edited", summary="Short.", bylines=(anna.id, owner.id))
    world.publish(edited, owner)
    world.save(edited, owner, 1, title="Edited since", body="New.", tags=("Mud",))
    renamed = world.draft(owner, title="Renamed", slug="before")
    world.publish(renamed, owner)
    world.save(renamed, owner, 1, title="Renamed", slug="after")
    world.publish(renamed, owner)
    world.published(owner, title="Later", at=clock.now() + timedelta(days=40))
    world.published(owner, title="Unlisted", visibility=Visibility.UNLISTED)
    world.published(owner, title="Private", visibility=Visibility.PRIVATE)
    world.published(owner, Kind.PAGE, title="About")
    gone = world.draft(owner, title="Gone")
    world.publish(gone, owner)
    world.trash(gone, owner)
    taken_back = world.draft(owner, title="Taken back")
    world.publish(taken_back, owner)
    world.unpublish(taken_back, owner)


def test_a_site_of_everything_is_the_same_elsewhere(
    here: Place, there: Place, folder: Path
) -> None:
    here.clear()
    there.clear()
    fill(here)
    out = here.export(folder / "out")
    assert {outcome.result for outcome in there.bring_in(folder / "out")} == {Result.MADE}
    assert there.export(folder / "again") == out
    for path in ("/after", "/before", "/edited", "/later", "/private", "/gone", "/about"):
        ours, theirs = (place.app.test_client().get(path) for place in (here, there))
        assert (ours.status_code, ours.location) == (theirs.status_code, theirs.location), path


def test_another_run_changes_nothing(here: Place, there: Place, folder: Path) -> None:
    here.clear()
    there.clear()
    fill(here)
    here.export(folder / "out")
    there.bring_in(folder / "out")
    with there.app.app_context():
        before = counts(there.app)
    assert {outcome.result for outcome in there.bring_in(folder / "out")} == {Result.UNCHANGED}
    with there.app.app_context():
        assert counts(there.app) == before


TITLES = st.text(max_size=60).map(one_line)
BODIES = st.text(max_size=300).map(many_lines)
POSTS = st.fixed_dictionaries(
    {
        "title": TITLES,
        "body": BODIES | st.sampled_from(["---\n", "---\ntitle: x\n---\n", "\n", " \n", "a\n\n"]),
        "summary": st.text(max_size=60).map(one_line),
        "tags": st.lists(
            st.sampled_from(["Sea", "sea", "C++", "Ärger", "日本", "no", "1"]), max_size=3
        ).map(tuple),
        "visibility": st.sampled_from(list(Visibility)),
        "cover": st.sampled_from(["", "abcdefghjkmn"]),
        "cover_caption": st.text(max_size=60).map(one_line),
    }
)
MOMENTS = st.integers(0, 1_500_000_000_000_000).map(
    lambda microseconds: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)


def make(place: Place, kind: Kind, content: dict[str, Any], at: datetime | None) -> None:
    post_id = place.world.draft(place.owner, kind, **content)
    if at is not None and content["title"]:
        place.world.publish(post_id, place.owner, at)
        place.world.save(post_id, place.owner, 1, **content | {"body": content["body"][::-1]})


@given(posts=st.lists(st.tuples(st.sampled_from(Kind), POSTS, st.none() | MOMENTS), max_size=4))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_any_site_is_the_same_elsewhere(here: Place, there: Place, posts: list[Any]) -> None:
    here.clear()
    there.clear()
    for kind, content, at in posts:
        make(here, kind, content, at)
    folder = Path(tempfile.mkdtemp())
    try:
        out = here.export(folder / "out")
        outcomes = there.bring_in(folder / "out")
        assert [outcome for outcome in outcomes if outcome.result is not Result.MADE] == []
        assert there.export(folder / "again") == out
    finally:
        shutil.rmtree(folder)


class TestWholeOrNotAtAll:
    def test_a_folder_that_holds_something_is_left_alone(self, here: Place, folder: Path) -> None:
        (folder / "mine.txt").write_text("mine")
        with pytest.raises(DomainError, match="holds something already"):
            here.export(folder)
        assert contents(folder) == {"mine.txt": b"mine"}

    def test_what_fails_leaves_nothing_behind(self, tmp_path: Path, folder: Path) -> None:
        broken = place_in(tmp_path)
        fill(broken)
        with broken.world.writing() as session:
            # Read last, so that the export stops in the middle.
            session.execute(text("DROP TABLE tags"))
        with pytest.raises(OperationalError, match="no such table"):
            broken.export(folder / "out")
        assert list(folder.iterdir()) == []
        with broken.app.app_context():
            db.engine.dispose()
