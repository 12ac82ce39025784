"""Reading: how many statements a page takes, and that none reads all posts."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.core.pagination import Place
from blog.posts import queries
from blog.posts.models import Kind, Post
from tests.conftest import forget
from tests.factories import Somebody, World, moment
from tests.posts.many import add_posts
from tests.posts.times import NOW
from tests.statements import statements

MOST_STATEMENTS = 3


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
        place = Place(at, 40)
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
    place = Place(NOW, 5)
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
