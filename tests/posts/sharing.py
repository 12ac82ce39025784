"""Preview links for tests: made, counted, withdrawn."""

from datetime import datetime, timedelta

from sqlalchemy import select

from blog.core import clock
from blog.posts.preview_links import LinkChange, PreviewLink, make_link, token_of, withdraw_link
from tests.factories import Somebody, World

WEEK = LinkChange(timedelta(days=7))


def ferry(world: World, owner: Somebody) -> int:
    """Make a draft with something of everything and return its id."""
    return world.draft(
        owner,
        title="The ferry timetable",
        body="It promises *eleven* crossings. See [the log](https://example.org/log).",
        summary="A work of fiction.",
        tags=("Field notes",),
        slug="ferry",
    )


def link_to(
    world: World,
    post_id: int,
    actor: Somebody,
    change: LinkChange = WEEK,
    now: datetime | None = None,
) -> str:
    """Make a link and return its address."""
    with world.writing() as session:
        return (
            f"/preview/{token_of(make_link(session, post_id, change, actor, now or clock.now()))}"
        )


def links(world: World) -> list[PreviewLink]:
    with world.reading() as session:
        return list(session.scalars(select(PreviewLink).order_by(PreviewLink.id)))


def withdraw(world: World, post_id: int, actor: Somebody) -> None:
    with world.writing() as session:
        last = session.scalars(select(PreviewLink.id).order_by(PreviewLink.id.desc())).first()
        assert last is not None
        withdraw_link(session, post_id, last, actor, clock.now())
