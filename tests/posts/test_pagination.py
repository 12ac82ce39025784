"""Reading: that lists show everything once, page by page."""

from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from blog.core import clock
from blog.core.pagination import Place
from blog.posts import queries
from blog.posts.models import Kind, Post
from tests.factories import Somebody, World
from tests.posts.many import add_posts
from tests.posts.times import NOW


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
            upwards, _ = self.walk(session, last, size, back=True)
            assert upwards == [i for i in everything if i not in self.ids_of(session, last, size)]

    def walk(
        self, session: Session, place: Place | None, size: int, *, back: bool = False
    ) -> tuple[list[int], Place | None]:
        """Follow one direction to its end; return the ids in the order of the list, and the
        place of the last page."""
        ids: list[int] = []
        page = queries.newest_posts(session, NOW, place, size)
        if not back:
            ids = [row.id for row in page.items]
        while following := (page.previous if back else page.following):
            place = following
            page = queries.newest_posts(session, NOW, place, size)
            assert 0 < len(page.items) <= size
            here = [row.id for row in page.items]
            ids = here + ids if back else ids + here
        return ids, place

    def ids_of(self, session: Session, place: Place | None, size: int) -> Sequence[int]:
        return [row.id for row in queries.newest_posts(session, NOW, place, size).items]

    def test_a_post_that_appears_meanwhile_moves_nothing_on_the_pages_after(
        self, world: World, owner: Somebody
    ) -> None:
        add_posts(world, owner, 10)
        with world.reading() as session:
            first = queries.newest_posts(session, NOW, None, 4)
            before = self.ids_of(session, first.following, 4)
        world.published(owner, at=NOW)
        with world.reading() as session:
            assert self.ids_of(session, first.following, 4) == before

    def test_the_first_page_has_no_newer_and_the_last_no_older(
        self, world: World, owner: Somebody
    ) -> None:
        add_posts(world, owner, 5)
        with world.reading() as session:
            whole = queries.newest_posts(session, NOW, None, 5)
            assert (whole.previous, whole.following) == (None, None)
            first = queries.newest_posts(session, NOW, None, 3)
            assert first.previous is None
            assert first.following is not None
            last = queries.newest_posts(session, NOW, first.following, 3)
            assert last.following is None
            assert last.previous is not None

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
