"""Reading: how many statements a page takes, and that lists show everything once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from blog.auth.models import Role
from blog.core import clock
from blog.core.pagination import Cursor
from blog.posts import queries
from blog.posts.models import (
    Address,
    Kind,
    Post,
    PostByline,
    PostTag,
    Reason,
    Revision,
    Scope,
    State,
    Visibility,
)
from blog.tags.models import Tag
from tests.conftest import forget
from tests.factories import Somebody, World, moment
from tests.statements import statements

NOW = moment(2026, 11, 21)
MOST_STATEMENTS = 3


@pytest.fixture
def owner(world: World) -> Somebody:
    return world.set_up()


def add_posts(world: World, owner: Somebody, number: int) -> None:
    """Add many public posts at once, with a tag and a byline; three share each moment."""
    with world.writing() as session:
        tag = Tag(slug="sea", name="Sea", description="")
        session.add(tag)
        session.flush()
        first = (session.scalar(select(Post.id).order_by(Post.id.desc()).limit(1)) or 0) + 1
        ids = range(first, first + number)
        session.execute(insert(Post), [post_row(i, owner) for i in ids])
        if session.get_bind().dialect.name == "postgresql":
            # The sequence does not see the ids that are given.
            session.execute(text(f"SELECT setval('posts_id_seq', {ids[-1]})"))
        session.execute(insert(Revision), [revision_row(i, owner) for i in ids])
        session.execute(
            insert(Address), [{"path": f"piece-{i}", "post_id": i, "is_current": True} for i in ids]
        )
        link: dict[str, Any] = {"scope": Scope.LIVE}
        session.execute(insert(PostTag), [link | {"post_id": i, "tag_id": tag.id} for i in ids])
        byline = link | {"person_id": owner.id, "position": 0}
        session.execute(insert(PostByline), [byline | {"post_id": i} for i in ids])


def post_row(post_id: int, owner: Somebody) -> dict[str, Any]:
    at = moment(2026, 11, 20) - timedelta(hours=post_id // 3)
    return {
        "id": post_id,
        "kind": Kind.POST,
        "owner_id": owner.id,
        "state": State.PUBLISHED,
        "head_number": 1,
        "live_number": 1,
        "created_at": at,
        "edited_at": at,
        "slug": f"piece-{post_id}",
        "title": f"Piece {post_id}",
        "html": f"<p>Text {post_id}</p>\n",
        "bylines": [{"name": owner.name, "handle": owner.handle}],
        "tags": [{"name": "Sea", "slug": "sea"}],
        "published_at": at,
        "updated_at": at,
    }


def revision_row(post_id: int, owner: Somebody) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "number": 1,
        "author_id": owner.id,
        "created_at": NOW,
        "reason": Reason.SAVE,
        "title": f"Piece {post_id}",
        "body": f"Text {post_id}",
        "summary": "",
        "slug": "",
        "tags": ["Sea"],
        "bylines": [owner.id],
        "visibility": Visibility.PUBLIC,
    }


class TestStatements:
    """A page takes three statements at most. What every page needs and what changes only
    with the content (the site, the navigation, totals) is kept in the worker: the first
    page after a start or a change takes what it lacks besides."""

    # What a page takes when the worker knows nothing yet, beside what it takes warm: the
    # content version and the site for the gate, and the navigation; then totals of its own.
    COLD = 3

    @pytest.mark.parametrize("number", [10, 10_000])
    def test_every_page_takes_three_at_most_however_many_posts_there_are(
        self, world: World, client: FlaskClient, owner: Somebody, number: int
    ) -> None:
        add_posts(world, owner, number)
        world.published(owner, Kind.PAGE, title="About")
        middle = f"/piece-{self.some_id(world)}"
        own_totals = {"/tags/": 1, "/tags/sea": 1, f"/authors/{owner.handle}": 1}
        archives = dict.fromkeys(("/archive", "/archive/2026", "/archive/2026/11"), 1)
        extra = own_totals | archives
        # What is suggested in place of a page that is not there.
        extra["/nothing"] = 1
        for address in ("/", middle, "/about", "/feed.atom", *extra):
            forget(world.app)
            cold = self.taken_by(client, address)
            warm = self.taken_by(client, address)
            assert len(warm) <= MOST_STATEMENTS, (address, warm)
            assert len(cold) <= len(warm) + self.COLD + extra.get(address, 0), (address, cold)

    @pytest.mark.parametrize("number", [100, 10_000])
    def test_the_pages_further_on_take_no_more(
        self, world: World, client: FlaskClient, owner: Somebody, number: int
    ) -> None:
        add_posts(world, owner, number)
        with world.reading() as session:
            at = session.scalars(select(Post.published_at).where(Post.id == 40)).one()
            assert at is not None
        place = Cursor(at, 40)
        for address in ("/", "/tags/sea", f"/authors/{owner.handle}", "/archive", "/archive/2026"):
            client.get(address)
            for side in ("before", "after"):
                taken = self.taken_by(client, f"{address}?{side}={place}")
                assert len(taken) <= MOST_STATEMENTS, (address, side, taken)

    def test_a_change_of_the_content_makes_the_next_page_ask_again_and_only_that(
        self, world: World, client: FlaskClient, owner: Somebody
    ) -> None:
        world.published(owner, title="One", tags=("Sea",))
        client.get("/tags/")
        world.published(owner, Kind.PAGE, title="Imprint")
        # The site, the navigation and the totals.
        assert len(self.taken_by(client, "/tags/")) == 1 + 3
        assert "Imprint" in client.get("/tags/").text
        assert len(self.taken_by(client, "/tags/")) == 1

    def some_id(self, world: World) -> int:
        with world.reading() as session:
            return session.scalars(select(Post.id).order_by(Post.id).offset(5).limit(1)).one()

    def taken_by(self, client: FlaskClient, address: str) -> list[str]:
        with statements() as executed:
            response = client.get(address)
        assert response.status_code == (404 if address == "/nothing" else 200), address
        return executed


def test_no_page_makes_sqlite_read_all_posts(world: World, owner: Somebody) -> None:
    """Lists and the freshness of every page are found by an index; only totals, which are
    kept, read everything that is public."""
    add_posts(world, owner, 10)
    with world.reading() as session:
        if session.get_bind().dialect.name != "sqlite":
            return
        with statements() as executed:
            look_at_pages(session)
        plans = {statement: plan(session, statement) for statement in executed}
    assert len(plans) >= 7
    for statement, steps in plans.items():
        assert not [s for s in steps if "posts" in s and "INDEX" not in s and "KEY" not in s], (
            statement,
            steps,
        )
        assert not [step for step in steps if "TEMP B-TREE" in step], statement


def look_at_pages(session: Session) -> None:
    found = queries.post_at(session, "piece-5")
    assert found is not None
    place = Cursor(NOW, 5)
    queries.read_freshness(session, NOW)
    queries.newest_posts(session, NOW, None, 12)
    queries.newest_posts(session, NOW, place, 12)
    queries.posts_between(session, NOW, moment(2026), NOW, None, 12)
    queries.feed_posts(session, NOW, 20)
    queries.neighbours(session, found.post, NOW)
    queries.publication_times(session, NOW)


def plan(session: Session, statement: str) -> list[str]:
    # A date that every parameter can be: numbers and texts compare with anything here.
    values = tuple("2026-11-21 12:00:00.000000" for _ in range(statement.count("?")))
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return [row[3] for row in rows]


class TestPages:
    """Keyset pages: every item once, in both directions, also when moments are equal."""

    @pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 19, 20, 21])
    def test_a_walk_there_and_back_shows_every_post_once(
        self, world: World, owner: Somebody, size: int
    ) -> None:
        add_posts(world, owner, 20)
        with world.reading() as session:
            everything = [row.id for row in queries.newest_posts(session, NOW, None, 100).items]
            assert len(everything) == 20
            there, last = self.walk(session, None, size)
            assert there == everything
            back, _ = self.walk(session, last, size, newer=True)
            assert back == [i for i in everything if i not in self.ids_of(session, last, size)]

    def walk(
        self, session: Session, cursor: Cursor | None, size: int, *, newer: bool = False
    ) -> tuple[list[int], Cursor | None]:
        """Follow one direction to its end; return the ids in the order of the list, and the
        cursor of the last page."""
        ids: list[int] = []
        page = queries.newest_posts(session, NOW, cursor, size)
        if not newer:
            ids = [row.id for row in page.items]
        while following := (page.newer if newer else page.older):
            cursor = following
            page = queries.newest_posts(session, NOW, cursor, size)
            assert 0 < len(page.items) <= size
            here = [row.id for row in page.items]
            ids = here + ids if newer else ids + here
        return ids, cursor

    def ids_of(self, session: Session, cursor: Cursor | None, size: int) -> Sequence[int]:
        return [row.id for row in queries.newest_posts(session, NOW, cursor, size).items]

    def test_a_post_that_appears_meanwhile_moves_nothing_on_the_pages_after(
        self, world: World, owner: Somebody
    ) -> None:
        add_posts(world, owner, 10)
        with world.reading() as session:
            first = queries.newest_posts(session, NOW, None, 4)
            before = self.ids_of(session, first.older, 4)
        world.published(owner, at=NOW)
        with world.reading() as session:
            assert self.ids_of(session, first.older, 4) == before

    def test_the_first_page_has_no_newer_and_the_last_no_older(
        self, world: World, owner: Somebody
    ) -> None:
        add_posts(world, owner, 5)
        with world.reading() as session:
            whole = queries.newest_posts(session, NOW, None, 5)
            assert (whole.newer, whole.older) == (None, None)
            first = queries.newest_posts(session, NOW, None, 3)
            assert first.newer is None
            assert first.older is not None
            last = queries.newest_posts(session, NOW, first.older, 3)
            assert last.older is None
            assert last.newer is not None

    def test_the_links_on_the_pages_lead_through_everything(
        self, world: World, client: FlaskClient, owner: Somebody
    ) -> None:
        add_posts(world, owner, 70)
        seen: list[str] = []
        address: str | None = "/tags/sea"
        while address:
            page = client.get(address).text
            seen += [part.split('"')[0] for part in page.split('href="/piece-')[1:]]
            links = [part.split('"')[0] for part in page.split('href="')[1:]]
            address = next((link for link in links if "?before=" in link), None)
        assert sorted(dict.fromkeys(map(int, seen))) == list(range(1, 71))


class TestNeighbours:
    def test_they_are_the_ones_just_before_and_after_also_at_the_same_moment(
        self, world: World, owner: Somebody
    ) -> None:
        add_posts(world, owner, 9)
        with world.reading() as session:
            order = [row.id for row in queries.newest_posts(session, NOW, None, 20).items]
            for place, post_id in enumerate(order):
                newer, older = queries.neighbours(session, session.get_one(Post, post_id), NOW)
                assert (newer.id if newer else None) == (order[place - 1] if place else None)
                assert (older.id if older else None) == (
                    order[place + 1] if place + 1 < len(order) else None
                )

    def test_a_page_is_the_neighbour_of_nothing(self, world: World, owner: Somebody) -> None:
        world.published(owner, title="One")
        world.published(owner, Kind.PAGE, title="Page")
        with world.reading() as session:
            found = queries.post_at(session, "one")
            assert found is not None
            assert queries.neighbours(session, found.post, clock.now()) == (None, None)


class TestListsOfATagOrAPerson:
    def test_a_tag_counts_as_published_not_as_it_is_being_written(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, tags=("Sea",))
        world.publish(post_id, owner)
        world.save(post_id, owner, based_on=1, tags=("Land",))
        world.draft(owner, tags=("Sea", "Land"))
        with world.reading() as session:
            totals = queries.tag_totals(session, clock.now())
            assert [(tag.name, tag.total) for tag in totals] == [("Sea", 1)]
            page = queries.posts_with_tag(session, clock.now(), totals[0].id, None, 10)
            assert [row.id for row in page.items] == [post_id]

    def test_a_topic_says_since_when(self, world: World, owner: Somebody) -> None:
        for year in (2024, 2022, 2023):
            world.published(owner, tags=("Sea",), at=moment(year))
        with world.reading() as session:
            (total,) = queries.tag_totals(session, clock.now())
            assert (total.total, total.since) == (3, moment(2022))

    def test_a_post_stands_with_each_of_its_authors(self, world: World, owner: Somebody) -> None:
        other = world.person(Role.AUTHOR)
        world.published(owner, bylines=(owner.id, other.id))
        world.published(owner, bylines=(other.id,))
        with world.reading() as session:
            totals = {a.id: a.total for a in queries.author_totals(session, clock.now())}
            assert totals == {owner.id: 1, other.id: 2}
            page = queries.posts_by_person(session, clock.now(), other.id, None, 10)
            assert len(page.items) == 2

    def test_topics_are_in_order_whatever_their_case(self, world: World, owner: Somebody) -> None:
        world.published(owner, tags=("zebra", "Apple", "mango", "Berry"))
        with world.reading() as session:
            names = [tag.name for tag in queries.tag_totals(session, clock.now())]
        assert names == ["Apple", "Berry", "mango", "zebra"]


class TestArchive:
    """The archive goes by the calendar of the site, wherever that is."""

    ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "UTC")

    @pytest.mark.parametrize("zone", ZONES)
    def test_each_post_is_in_the_month_that_it_was_where_the_site_is(
        self, world: World, client: FlaskClient, zone: str
    ) -> None:
        owner = world.set_up(time_zone=zone)
        there = ZoneInfo(zone)
        last = datetime(2024, 12, 31, 23, 59, 59, 999999, tzinfo=there)
        first = datetime(2025, 1, 1, 0, 0, tzinfo=there)
        february = datetime(2025, 2, 1, 0, 0, tzinfo=there)
        for title, at in (("Last", last), ("First", first), ("February", february)):
            world.published(owner, title=f"{title} one", at=at.astimezone(UTC))
        expected = {
            "/archive/2024": ["last-one"],
            "/archive/2024/12": ["last-one"],
            "/archive/2025": ["february-one", "first-one"],
            "/archive/2025/1": ["first-one"],
            "/archive/2025/2": ["february-one"],
        }
        for address, slugs in expected.items():
            page = client.get(address).text
            found = [s for s in ("last-one", "february-one", "first-one") if f'"/{s}"' in page]
            assert sorted(found) == sorted(slugs), address
        for address in ("/archive/2024/11", "/archive/2025/3", "/archive/2023", "/archive/2026"):
            assert client.get(address).status_code == 404

    @pytest.mark.parametrize(
        "address",
        [
            "/archive/0",
            "/archive/9999",
            "/archive/10000",
            "/archive/9999/12",
            "/archive/2026/0",
            "/archive/2026/13",
            "/archive/99999999999999999999",
        ],
    )
    def test_a_year_or_month_that_is_none_is_not_found(
        self, client: FlaskClient, world: World, owner: Somebody, address: str
    ) -> None:
        world.published(owner)
        assert client.get(address).status_code == 404

    def test_the_ends_of_the_calendar_can_be_published_and_read(
        self, world: World, client: FlaskClient
    ) -> None:
        zone = "Pacific/Kiritimati"
        owner = world.set_up(time_zone=zone)
        world.published(owner, title="Ancient", at=datetime(1000, 1, 1, tzinfo=ZoneInfo(zone)))
        for address in ("/", "/archive", "/archive/1000", "/archive/1000/1", "/ancient"):
            assert "Ancient" in client.get(address).text, address


def test_json_of_what_readers_see_comes_back_as_it_was(world: World, owner: Somebody) -> None:
    slug = world.published(owner, title="Ünïcode", tags=("Été", "漢字"))
    with world.reading() as session:
        found = queries.post_at(session, slug)
        assert found is not None
        assert [tag["name"] for tag in found.post.tags] == ["Été", "漢字"]


def test_an_address_nobody_has_leads_to_nothing(session: Session) -> None:
    assert queries.post_at(session, "nothing") is None
    assert session.execute(text("SELECT 1")).scalar() == 1
