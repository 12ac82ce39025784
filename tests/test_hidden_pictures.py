"""A picture that only hidden posts show is found at no public address."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from blog.core import clock
from blog.media.addresses import card_path
from blog.media.models import MediaItem
from blog.media.resolving import picture_of
from blog.posts import actions
from blog.posts.models import Post, State, Visibility
from tests.factories import Somebody, World
from tests.test_visibility import FUTURE, NEVER_SEEN, SECRET, SEEN


@pytest.mark.parametrize("how", sorted({*NEVER_SEEN, *SEEN} - {"unlisted"}))
@pytest.mark.parametrize("place", ["text", "cover"])
def test_a_picture_that_only_hidden_posts_show_is_not_found(
    world: World, client: FlaskClient, how: str, place: str
) -> None:
    owner = world.set_up()
    item = world.picture(owner, "zzsecret.png", alt=f"{SECRET} alt", caption=f"{SECRET} caption")
    addresses = addresses_of(item)
    hide_as(world, owner, item, how, place)
    assert {client.get(address).status_code for address in addresses} == {404}
    assert SECRET not in "".join(client.get(address).text for address in ("/", "/feed.atom"))
    signed_in = world.sign_in(owner).get(addresses[0])
    kept = signed_in.headers["Cache-Control"]
    assert (signed_in.status_code, kept) == (200, "private, max-age=3600")
    # Once another post shows it, everybody may have it.
    world.published(owner, body=f"![It](media:{item.key})")
    assert {client.get(address).status_code for address in addresses} == {200}


def addresses_of(item: MediaItem) -> list[str]:
    picture = picture_of(item)
    return [picture.fallback.candidates[0][0], card_path(item)]


def hide_as(world: World, owner: Somebody, item: MediaItem, how: str, place: str) -> None:
    """Make a post that shows an item, hidden in one of the ways above."""
    shown: dict[str, Any] = {"cover": item.key}
    if place == "text":
        shown = {"body": f"![](media:{item.key})"}
    private = Visibility.PRIVATE if "private" in how else Visibility.PUBLIC
    post_id = world.draft(owner, visibility=private, **shown)
    if how in {"draft", "review", "trashed-draft"}:
        if how == "review":
            with world.writing() as session:
                session.get_one(Post, post_id).state = State.REVIEW
    else:
        world.publish(post_id, owner, clock.now() + FUTURE if "scheduled" in how else None)
    if how == "unpublished":
        world.unpublish(post_id, owner)
    elif how.startswith("trashed") or how == "deleted":
        world.trash(post_id, owner)
    if how == "deleted":
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, owner, clock.now())
