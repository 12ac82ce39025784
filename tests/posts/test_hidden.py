"""What readers must not find is in no query, and what they knew leads on.

That nothing of it is said at any address is in tests/test_visibility.py."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from blog.auth.models import Role
from blog.core import clock
from blog.posts import queries
from blog.posts.models import Kind, Visibility
from tests.factories import Somebody, World

MARKER = "zzmarker"
DAY = timedelta(days=1)

HIDDEN = ("draft", "scheduled", "unpublished", "trashed")
VISIBILITIES = {"unlisted": Visibility.UNLISTED, "private": Visibility.PRIVATE}


@pytest.fixture
def hidden(world: World, owner: Somebody) -> None:
    """Make one of each kind that nobody may find, and public posts all around."""
    somebody = world.person(Role.AUTHOR, name=f"{MARKER} Person")
    now = clock.now()
    past = now - 3 * DAY
    for kind in Kind:
        content: dict[str, Any] = {
            "kind": kind,
            "title": f"{MARKER} title",
            "body": f"{MARKER} body",
            "summary": f"{MARKER} summary",
            "tags": (f"{MARKER} tag", "Sea"),
            "bylines": (somebody.id, owner.id),
        }
        ids = {name: world.draft(owner, slug=f"{kind}-{name}", **content) for name in HIDDEN}
        for name, visibility in VISIBILITIES.items():
            more = content | {"visibility": visibility, "slug": f"{kind}-{name}"}
            del more["kind"]
            ids[name] = world.draft(owner, kind, **more)
            world.publish(ids[name], owner, at=past)
        world.publish(ids["scheduled"], owner, at=now + DAY)
        for name in ("unpublished", "trashed"):
            world.publish(ids[name], owner, at=past)
        world.unpublish(ids["unpublished"], owner)
        world.trash(ids["trashed"], owner)
        # One whose pending text is not for readers yet.
        edited = world.draft(owner, kind, title=f"Public {kind}", tags=("Sea",))
        world.publish(edited, owner, at=past - timedelta(hours=1))
        del content["kind"]
        world.save(edited, owner, based_on=1, **content)
    for days in (1, 2, 4, 5, 400):
        world.published(owner, title=f"Public {days}", tags=("Sea",), at=now - days * DAY)


@pytest.mark.usefixtures("hidden")
def test_totals_count_what_is_listed(world: World) -> None:
    with world.reading() as session:
        now = clock.now()
        assert [(t.slug, t.total) for t in queries.tag_totals(session, now)] == [("sea", 6)]
        assert [a.total for a in queries.author_totals(session, now)] == [6]
        assert len(queries.publication_times(session, now)) == 6
        assert [page.title for page in queries.listed_pages(session, now)] == ["Public page"]
        assert len(queries.feed_posts(session, now, 20)) == 6


def test_a_former_address_redirects_for_good_to_the_current_one(
    world: World, client: FlaskClient, owner: Somebody
) -> None:
    post_id = world.draft(owner, slug="one")
    world.publish(post_id, owner)
    for base, slug in ((1, "two"), (2, "three")):
        world.save(post_id, owner, based_on=base, slug=slug)
        world.publish(post_id, owner)
    for former in ("/one", "/two"):
        response = client.get(former)
        assert (response.status_code, response.location) == (301, "/three")
    assert client.get("/three").status_code == 200
