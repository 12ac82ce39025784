"""What the database itself refuses, and what it deletes along."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from blog.auth.actions import start_session
from blog.auth.models import Person
from blog.core import clock
from blog.core.database import Base
from blog.posts.models import Address, Post
from blog.tags.models import Tag
from tests.conftest import Site
from tests.factories import World
from tests.tables import counts, fill

REFUSED = {
    "a second site": "INSERT INTO site SELECT 2, title, tagline, language, time_zone,"
    " setup_nonce, set_up_at, smart_punctuation FROM site",
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
    "a note on no post": "UPDATE notes SET post_id = 99999",
    "a note without words": "UPDATE notes SET text = NULL",
    "a note of nobody": "UPDATE notes SET author_id = 99999",
    "a former slug of no tag": "UPDATE tag_aliases SET tag_id = 99999",
    "a page open on no post": "UPDATE presences SET post_id = 99999",
    "a page open before nobody": "UPDATE presences SET person_id = 99999",
    "a preview link to no post": "UPDATE preview_links SET post_id = 99999",
    "a preview link to no revision": "UPDATE preview_links SET number = 99",
    "a preview link of nobody": "UPDATE preview_links SET created_by = 99999",
    "the same key twice": "UPDATE preview_links SET key = 'same'",
    "the same file twice": "UPDATE sources SET path = 'same.md'",
    "the same picture of a folder twice": "UPDATE source_files SET path = 'same.png'",
    "a picture of a folder that is no item": "UPDATE source_files SET item_id = 99999",
    "a file of no import": "UPDATE sources SET name = NULL",
    "a file of a post that does not exist": "UPDATE sources SET post_id = 99999",
    "an import of nobody": "UPDATE imports SET started_by_id = 99999",
    "a stage that does not exist": "UPDATE imports SET stage = 'resting'",
    "a file of an import that does not exist": "UPDATE imported_files SET import_id = 99999",
    "a plan that is none": "UPDATE imported_files SET planned = 'lost'",
    "the same job twice": "UPDATE jobs SET key = 'same'",
    "a lease without an end": "UPDATE jobs SET lease = 'mine'",
    "the same picture twice": "UPDATE media_items SET digest = 'same'",
    "two pictures of one name": "UPDATE media_items SET key = 'same'",
    "a picture without a size": "UPDATE media_items SET width = NULL",
    "a kind of file that does not exist": "UPDATE media_items SET kind = 'smell'",
    "a focal point outside": "UPDATE media_items SET focal_x = 101",
    "a picture of nobody": "UPDATE media_items SET uploaded_by_id = 99999",
    "a former file of nothing": "UPDATE former_files SET item_id = 99999",
    "a use of nothing": "UPDATE media_uses SET item_id = 99999",
    "a use by no post": "UPDATE media_uses SET post_id = 99999",
    "a use that does not exist": "UPDATE media_uses SET scope = 'dreamt'",
    "a result that is none": "UPDATE imported_files SET result = 'lost'",
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
    # What is known of a file outlives its post, so that it does not come in again.
    assert left == {"content_version", "site", "people", "sessions", "tags", "sources"} | {
        "tag_aliases",
        "imports",
        "imported_files",
        "source_files",
        "media_items",
        "former_files",
        "jobs",
    }


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
