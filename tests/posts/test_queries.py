"""Reading: what is found of a post, a tag and a person."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from blog.auth.models import Role
from blog.core import clock
from blog.posts import queries
from tests.factories import Somebody, World, moment


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


def test_json_of_what_readers_see_comes_back_as_it_was(world: World, owner: Somebody) -> None:
    slug = world.published(owner, title="Ünïcode", tags=("Été", "漢字"))
    with world.reading() as session:
        found = queries.post_at(session, slug)
        assert found is not None
        assert [tag["name"] for tag in found.post.tags] == ["Été", "漢字"]


def test_an_address_nobody_has_leads_to_nothing(session: Session) -> None:
    assert queries.post_at(session, "nothing") is None
    assert session.execute(text("SELECT 1")).scalar() == 1
