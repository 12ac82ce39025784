"""Posts as they stand before something is done with them, the deed, and what undoes it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select, update

from blog.core.database import Base
from blog.core.html import render
from blog.posts import queries, undoing
from blog.posts.models import (
    Address,
    Post,
    PostByline,
    PostTag,
    Publication,
    Revision,
    State,
    Visibility,
)
from blog.posts.publishing import PublicationChange
from blog.posts.undoing import Return, Undo
from blog.site.context import site_host
from blog.site.queries import read_site
from blog.tags.models import Tag
from tests.factories import Somebody, World
from tests.posts.times import HOUR, NOW

BODY = "# One\n\nThe *harbour* at [low water](https://example.org/).\n\n## Two\n\nMore."
TABLES: tuple[type[Base], ...] = (Post, Revision, Address, PostTag, PostByline, Publication)
Act = Callable[[World, Somebody, int], Undo]


def publish(world: World, actor: Somebody, post_id: int, at: Any = None, now: Any = NOW) -> Undo:
    with world.writing() as session:
        post = session.get_one(Post, post_id)
        style = read_site(session).style(site_host())
        rendered = render(queries.head_of(session, post).body, style)
        change = PublicationChange(post.head_number, rendered, at, style)
        return undoing.publish(session, post_id, change, actor, now)[1]


def unpublish(world: World, actor: Somebody, post_id: int) -> Undo:
    with world.writing() as session:
        undo = undoing.unpublish(session, post_id, actor, NOW)[1]
        assert undo is not None
        return undo


def put_back(world: World, actor: Somebody, post_id: int, undo: Undo) -> None:
    with world.reading() as session:
        style = read_site(session).style(site_host())
        text = undoing.text_before(session, post_id, undo)
    rendered = None if text is None else render(text, style)
    with world.writing() as session:
        undoing.put_back(session, post_id, Return(undo, rendered, style), actor, NOW + HOUR)


def everything(world: World, post_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of a post in every table, its log of publications among them."""
    with world.reading() as session:
        session.expire_all()
        return {
            model.__tablename__: sorted(
                (tuple(row) for row in session.execute(rows_of(model, post_id))), key=repr
            )
            for model in TABLES
        }


def rows_of(model: type[Base], post_id: int) -> Any:
    table = model.__table__
    return select(*table.columns).where(table.c["id" if model is Post else "post_id"] == post_id)


@contextmanager
def unchanged(world: World, post_id: int) -> Iterator[None]:
    before = everything(world, post_id)
    yield
    after = everything(world, post_id)
    for name, rows in before.items():
        assert after[name] == rows, name


def never_published(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="Tides", body=BODY, tags=("Sea", "Mud"), summary="A summary.")


def in_review(world: World, owner: Somebody) -> int:
    post_id = never_published(world, owner)
    with world.writing() as session:
        session.execute(update(Post).where(Post.id == post_id).values(state=State.REVIEW))
    return post_id


def live(world: World, owner: Somebody) -> int:
    post_id = never_published(world, owner)
    world.publish(post_id, owner, now=NOW - 3 * HOUR)
    return post_id


def live_and_edited(world: World, owner: Somebody) -> int:
    post_id = live(world, owner)
    other = world.person(name="Anna Holm")
    world.save(
        post_id,
        owner,
        1,
        title="Tides, again",
        body="Rewritten.",
        slug="tides-again",
        tags=("Mud", "Moon"),
        bylines=(other.id, owner.id),
        visibility=Visibility.UNLISTED,
    )
    return post_id


def back_at_a_former_address(world: World, owner: Somebody) -> int:
    post_id = live_and_edited(world, owner)
    world.publish(post_id, owner, now=NOW - 2 * HOUR)
    world.save(post_id, owner, 2, title="Tides", body="Thrice.", slug="tides")
    return post_id


def withdrawn(world: World, owner: Somebody) -> int:
    post_id = live_and_edited(world, owner)
    world.unpublish(post_id, owner)
    return post_id


def undone_before(world: World, owner: Somebody) -> int:
    post_id = withdrawn(world, owner)
    put_back(world, owner, post_id, publish(world, owner, post_id))
    return post_id


def scheduled(world: World, owner: Somebody) -> int:
    post_id = never_published(world, owner)
    world.publish(post_id, owner, at=NOW + 9 * HOUR, now=NOW - HOUR)
    return post_id


def scheduled_and_edited(world: World, owner: Somebody) -> int:
    post_id = scheduled(world, owner)
    world.save(post_id, owner, 1, title="Other", body="Other.", tags=())
    return post_id


def patched(world: World, owner: Somebody) -> int:
    """A post whose live copy was changed in a list, so that it is not its revision's."""
    post_id = live_and_edited(world, owner)
    with world.writing() as session:
        tag = session.scalars(select(Tag).where(Tag.slug == "moon")).one()
        post = session.get_one(Post, post_id)
        post.tags = [*post.tags, {"name": tag.name, "slug": tag.slug}]
        post.visibility = Visibility.PRIVATE
        session.add(PostTag(post_id=post_id, tag_id=tag.id, scope="live"))
    return post_id
