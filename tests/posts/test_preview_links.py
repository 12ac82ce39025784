"""Which version a preview link shows, who may make and withdraw one, and how many there are."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blog.auth.models import Role
from blog.core import clock
from blog.core.errors import DomainError, Forbidden
from blog.posts import history
from blog.posts.models import Reason, Revision
from blog.posts.preview_links import MOST_OPEN, LinkChange, links_of
from blog.posts.saving import Edit, save
from tests.factories import Somebody, World, snapshot_for
from tests.posts.sharing import WEEK, ferry, link_to, links, withdraw


@pytest.fixture
def draft(world: World, owner: Somebody) -> int:
    return ferry(world, owner)


class TestWhichVersion:
    def test_a_link_follows_what_is_saved(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        address = link_to(world, draft, owner)
        world.save(draft, owner, based_on=1, title="The second version")
        page = client.get(address).text
        assert "The second version" in page
        assert "version 2" in page
        assert "The ferry timetable" not in page

    def test_a_pinned_link_stays_with_its_version(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        address = link_to(world, draft, owner, replace(WEEK, number=1))
        world.save(draft, owner, based_on=1, title="The second version")
        page = client.get(address).text
        assert "The ferry timetable" in page
        assert "It stays as it is." in page
        assert "second" not in page

    def test_a_version_that_does_not_exist_cannot_be_shared(
        self, world: World, owner: Somebody, draft: int
    ) -> None:
        other = world.draft(owner)
        world.save(other, owner, based_on=1, title="Two")
        for number in (0, 2, 99):
            with pytest.raises(DomainError, match="does not exist"):
                link_to(world, draft, owner, replace(WEEK, number=number))
        assert links(world) == []

    def test_a_pinned_version_that_saved_itself_is_not_thinned_out(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        for number in (1, 2, 3):
            edit = Edit(snapshot_for(owner, title=f"By itself {number}"), number, Reason.AUTOSAVE)
            with world.writing() as session:
                save(session, draft, edit, owner, clock.now() + timedelta(seconds=number))
        address = link_to(world, draft, owner, LinkChange(timedelta(days=90), 2))
        later = clock.now() + timedelta(days=60)
        with world.writing() as session:
            history.thin(session, draft, later, ZoneInfo("UTC"))
            numbers = set(session.scalars(select(Revision.number)))
        assert 2 in numbers
        assert "By itself 1" in client.get(address).text


class TestWhoMay:
    def test_make_and_withdraw(self, world: World, owner: Somebody) -> None:
        people = {role: world.person(role) for role in Role if role is not Role.OWNER}
        contributor = people[Role.CONTRIBUTOR]
        may = set()
        for role, person in people.items():
            for whose in (person, world.person(Role.CONTRIBUTOR)):
                post_id = world.draft(whose)
                try:
                    link_to(world, post_id, person)
                    withdraw(world, post_id, person)
                except Forbidden:
                    continue
                may.add((role.value, "own" if whose is person else "others'"))
        everybody = {(role.value, "own") for role in people}
        assert may == everybody | {("editor", "others'"), ("admin", "others'")}
        published = world.draft(contributor)
        world.publish(published, owner)
        with pytest.raises(Forbidden):
            link_to(world, published, contributor)

    def test_a_link_of_another_post_cannot_be_withdrawn_through_ones_own(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        author = world.person(Role.AUTHOR)
        own = world.draft(author)
        address = link_to(world, draft, owner)
        with pytest.raises(DomainError, match="does not exist"):
            withdraw(world, own, author)
        assert client.get(address).status_code == 200


class TestLinks:
    def test_are_listed_the_newest_first_and_those_that_ended_apart(
        self, world: World, owner: Somebody, draft: int
    ) -> None:
        now = clock.now()
        link_to(world, draft, owner, now=now - timedelta(days=9))
        link_to(world, draft, owner)
        withdraw(world, draft, owner)
        link_to(world, draft, owner)
        link_to(world, draft, owner, replace(WEEK, number=1))
        with world.reading() as session:
            found = links_of(session, draft, clock.now())
            ids = [link.id for link in links(world)]
            assert [link.id for link in found.open] == [ids[3], ids[2]]
            assert [link.id for link in found.ended] == [ids[1], ids[0]]
            assert [link.number for link in found.open] == [1, None]
            assert found.open[0].maker is not None

    def test_withdrawing_twice_keeps_the_first_moment(
        self, world: World, owner: Somebody, draft: int
    ) -> None:
        link_to(world, draft, owner)
        withdraw(world, draft, owner)
        before = links(world)[0].withdrawn_at
        withdraw(world, draft, owner)
        assert links(world)[0].withdrawn_at == before

    def test_are_not_made_without_end(self, world: World, owner: Somebody, draft: int) -> None:
        for _ in range(MOST_OPEN):
            link_to(world, draft, owner)
        with pytest.raises(DomainError, match="Withdraw one first"):
            link_to(world, draft, owner)
        withdraw(world, draft, owner)
        link_to(world, draft, owner)

    def test_none_is_made_to_what_is_in_the_trash(
        self, world: World, owner: Somebody, draft: int
    ) -> None:
        world.trash(draft, owner)
        with pytest.raises(DomainError, match="Restore it first"):
            link_to(world, draft, owner)

    def test_every_token_is_another_one(self, world: World, owner: Somebody, draft: int) -> None:
        assert len({link_to(world, draft, owner) for _ in range(20)}) == 20
