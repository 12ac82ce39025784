"""All the tables, with rows in every one of them."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import inspect, select, text

from blog.auth.actions import start_session
from blog.auth.models import Person, Role
from blog.core import clock
from blog.core.database import Base, db
from blog.media.models import FormerFile, MediaItem, MediaKind, MediaUse, UseScope
from blog.outbox.models import Job
from blog.posts.notes import add_note, resolve
from blog.posts.presence import note_presence
from blog.posts.preview_links import LinkChange, make_link
from blog.posts.tagging import rename_tag
from blog.tags.actions import TagChange
from blog.tags.models import Tag
from blog.transfer.importing import bring_in
from blog.transfer.models import Import, ImportedFile, Result
from blog.transfer.plan import Importer, Plan
from tests.factories import Somebody, World

TABLES = Base.metadata.tables


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
        note_presence(session, post_id, "0" * 32, owner, clock.now())
        for number in (None, 1):
            change = LinkChange(timedelta(days=7), number)
            make_link(session, post_id, change, owner, clock.now())
        resolve(
            session, add_note(session, post_id, "Done?", owner, clock.now()).id, owner, clock.now()
        )
    rename_a_tag(world, owner)
    bring_in_two_files(world, owner)
    remember_an_import(world, owner)
    keep_pictures(world, owner, post_id)
    return owner


def rename_a_tag(world: World, owner: Somebody) -> None:
    with world.writing() as session:
        tag = session.scalars(select(Tag).limit(1)).one()
        rename_tag(session, tag.id, TagChange(f"{tag.name} again", ""), owner, clock.now())


def bring_in_two_files(world: World, owner: Somebody) -> None:
    actor = Importer(owner.id, owner.name, owner.role)
    with TemporaryDirectory() as folder, world.app.app_context():
        for name in ("one", "two"):
            Path(folder, f"{name}.md").write_text(
                f"---\ntitle: {name}\ndate: 2024-03-01\nauthor: Hollis Vane\n"
                f"permalink: /2024/{name}.html\n---\n![{name}]({name}.txt)\n"
            )
            Path(folder, f"{name}.txt").write_text(f"{name}\n")
        for outcome in bring_in(Plan(Path(folder), "old", actor, clock.now())):
            assert not outcome.reason


def remember_an_import(world: World, owner: Somebody) -> None:
    with world.writing() as session:
        one = Import(
            name="old",
            filename="old.zip",
            folder="token",
            started_by_id=owner.id,
            total=1,
            started_at=clock.now(),
        )
        session.add(one)
        session.flush()
        file = ImportedFile(import_id=one.id, position=0, path="one.md", planned=Result.MADE)
        session.add(file)


def keep_pictures(world: World, owner: Somebody, post_id: int) -> None:
    now = clock.now()
    with world.writing() as session:
        for name in ("nothing", "less"):
            session.add(Job(name="tests.nothing", key=name, run_after=now, created_at=now))
        for mark in ("a", "b"):
            item = picture(mark, owner, now)
            session.add(item)
            session.flush()
            session.add(FormerFile(item_id=item.id, digest=mark * 63 + "z", replaced_at=now))
            session.add(MediaUse(item_id=item.id, post_id=post_id, scope=UseScope.HEAD))
        session.add(a_film(owner, now))


def picture(mark: str, owner: Somebody, now: datetime) -> MediaItem:
    return MediaItem(
        key=mark * 12,
        kind=MediaKind.IMAGE,
        name="tide-gauge.webp",
        name_key="tide-gauge.webp",
        media_type="image/webp",
        digest=mark * 64,
        size=314,
        width=900,
        height=1200,
        uploaded_by_id=owner.id,
        created_at=now,
        changed_at=now,
    )


def a_film(owner: Somebody, now: datetime) -> MediaItem:
    return MediaItem(
        key="c" * 12,
        kind=MediaKind.VIDEO,
        name="harbour.mp4",
        name_key="harbour.mp4",
        media_type="video/mp4",
        digest="c" * 64,
        size=2734,
        has_plain_copy=True,
        uploaded_by_id=owner.id,
        created_at=now,
        changed_at=now,
    )


def counts(app: Flask) -> dict[str, int]:
    """Return how many rows each table holds that is there, but Alembic's own."""
    with db.engine.connect() as connection:
        there = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in there
        }
