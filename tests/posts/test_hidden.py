"""What readers must not find: not in a list, a feed, a total, the archive or the navigation."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from blog.auth.models import Role
from blog.core import clock
from blog.posts import actions, queries
from blog.posts.models import Kind, Visibility
from tests.factories import Somebody, World

MARKER = "zzmarker"
HREF = re.compile(r"(?:href|src)=\"([^\"]+)\"")
PUBLIC_BLUEPRINTS = {"posts", "feeds"}
DAY = timedelta(days=1)

HIDDEN = ("draft", "scheduled", "unpublished", "trashed")
VISIBILITIES = {"unlisted": Visibility.UNLISTED, "private": Visibility.PRIVATE}

Answers = dict[str, int]


@pytest.fixture
def owner(world: World) -> Somebody:
    return world.set_up()


@pytest.fixture
def hidden(world: World, owner: Somebody) -> Answers:
    """Make one of each kind that nobody may find, with a marker in everything that it says;
    return what its own address answers, and leave public posts all around."""
    somebody = world.person(Role.AUTHOR, name=f"{MARKER} Person")
    answers: Answers = {}
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
        answers |= {f"/{kind}-{name}": 404 for name in ids}
        answers |= {f"/{kind}-unlisted": 200, f"/{kind}-trashed": 410}
        # One whose pending text is not for readers yet.
        edited = world.draft(owner, kind, title=f"Public {kind}", tags=("Sea",))
        world.publish(edited, owner, at=past - timedelta(hours=1))
        del content["kind"]
        world.save(edited, owner, based_on=1, **content)
    for days in (1, 2, 4, 5, 400):
        world.published(owner, title=f"Public {days}", tags=("Sea",), at=now - days * DAY)
    return answers


def walk(client: FlaskClient, starts: Iterable[str]) -> dict[str, str]:
    """Follow every link within the site from these addresses; return what each page says."""
    pages: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        response = client.get(address)
        pages[address] = response.text
        assert response.status_code == 200, f"{address}: {response.status_code}"
        for link in HREF.findall(response.text):
            parts = urlsplit(link.replace("&amp;", "&"))
            if parts.netloc in {"", "localhost"} and not parts.path.startswith(
                ("/assets/", "/static/", "/auth/", "/admin")
            ):
                target = (parts.path or address) + (f"?{parts.query}" if parts.query else "")
                waiting.append(target)
    return pages


def test_nothing_hidden_is_said_at_any_public_address(
    world: World, client: FlaskClient, hidden: Answers
) -> None:
    pages = walk(client, ["/", "/feed.atom"])
    assert [address for address, text in pages.items() if MARKER in text.lower()] == []
    visited = endpoints(world, pages)
    assert visited == {
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in PUBLIC_BLUEPRINTS
    }, "an address that no page leads to"
    # What is public was found, so the walk did look.
    for title in ("Public 1", "Public 400", "Public page", "Public post"):
        assert any(title in text for text in pages.values())


def endpoints(world: World, addresses: Iterable[str]) -> set[str]:
    routes = world.app.url_map.bind("localhost")
    return {routes.match(urlsplit(address).path)[0] for address in addresses}


def test_each_hidden_address_answers_as_it_should_and_says_nothing_unless_unlisted(
    client: FlaskClient, hidden: Answers
) -> None:
    answers = {}
    for address in hidden:
        response = client.get(address)
        answers[address] = response.status_code
        assert (MARKER in response.text) == (response.status_code == 200), address
    assert answers == hidden


def test_a_topic_or_author_with_hidden_posts_only_does_not_exist(
    client: FlaskClient, hidden: Answers
) -> None:
    assert client.get(f"/tags/{MARKER}-tag").status_code == 404
    assert client.get(f"/authors/{MARKER}-person").status_code == 404


def test_totals_count_what_is_listed(world: World, client: FlaskClient, hidden: Answers) -> None:
    with world.reading() as session:
        now = clock.now()
        assert [(t.slug, t.total) for t in queries.tag_totals(session, now)] == [("sea", 6)]
        assert [a.total for a in queries.author_totals(session, now)] == [6]
        assert len(queries.publication_times(session, now)) == 6
        assert [page.title for page in queries.listed_pages(session, now)] == ["Public page"]
        assert len(queries.feed_posts(session, now, 20)) == 6


def test_an_unlisted_page_asks_search_engines_not_to_list_it(
    client: FlaskClient, hidden: Answers
) -> None:
    assert 'name="robots" content="noindex' in client.get("/post-unlisted").text
    assert "noindex" not in client.get("/public-post").text


@pytest.mark.parametrize("deed", ["private", "unpublish", "trash"])
def test_a_former_address_of_what_is_hidden_leads_nowhere(
    world: World, client: FlaskClient, owner: Somebody, deed: str
) -> None:
    post_id = world.draft(owner, slug="former")
    world.publish(post_id, owner)
    world.save(post_id, owner, based_on=1, slug="current", title=MARKER)
    world.publish(post_id, owner)
    if deed == "private":
        private = Visibility.PRIVATE
        world.save(post_id, owner, based_on=2, slug="current", title=MARKER, visibility=private)
        world.publish(post_id, owner)
    else:
        getattr(world, deed)(post_id, owner)
    for address in ("/former", "/current"):
        response = client.get(address)
        assert response.status_code == (410 if deed == "trash" else 404)
        assert MARKER not in response.text


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


def test_a_post_that_was_deleted_for_ever_is_not_remembered(
    world: World, client: FlaskClient, owner: Somebody
) -> None:
    post_id = world.draft(owner, slug="gone")
    world.publish(post_id, owner)
    world.trash(post_id, owner)
    with world.writing() as session:
        actions.delete_for_ever(session, post_id, owner, clock.now())
    assert client.get("/gone").status_code == 404
