"""Addresses: what a post claims, and how its slug is made."""

from collections.abc import Callable

import pytest

from blog.core.errors import FieldError
from blog.posts.models import Kind, Post
from tests.factories import Somebody, World
from tests.posts.refusals import refused
from tests.posts.stored import addresses
from tests.shapes import SLUG


class TestAddresses:
    """What a post claims when it is published; who is refused, and in whose favour."""

    def test_a_draft_reserves_nothing(self, world: World, author: Somebody) -> None:
        world.draft(author, title="Tides", slug="tides")
        assert world.published(author, title="Tides") == "tides"

    def test_a_taken_slug_is_refused_and_the_message_says_whose_it_is(
        self, world: World, author: Somebody
    ) -> None:
        world.published(author, title="The first one", slug="tides")
        post_id = world.draft(author, slug="tides")
        with pytest.raises(FieldError, match="“tides” is the address of “The first one”") as error:
            world.publish(post_id, author)
        assert error.value.field == "slug"

    def test_posts_and_pages_share_one_namespace(self, world: World, author: Somebody) -> None:
        world.published(author, Kind.PAGE, slug="about")
        post_id = world.draft(author, slug="about")
        assert refused(lambda: world.publish(post_id, author)) == "slug"

    @pytest.mark.parametrize("slug", ["admin", "tags", "feed", "static", "api", "search"])
    def test_a_reserved_slug_is_refused_at_the_slug(
        self, world: World, author: Somebody, slug: str
    ) -> None:
        post_id = world.draft(author, slug=slug)
        with pytest.raises(FieldError, match="address of the site itself") as error:
            world.publish(post_id, author)
        assert error.value.field == "slug"

    @pytest.mark.parametrize("take_away", [World.unpublish, World.trash], ids=lambda f: f.__name__)
    def test_the_address_of_what_was_published_once_stays_its_own(
        self, world: World, author: Somebody, take_away: Callable[..., None]
    ) -> None:
        first = world.draft(author, title="Tides")
        world.publish(first, author)
        take_away(world, first, author)
        post_id = world.draft(author, slug="tides")
        assert refused(lambda: world.publish(post_id, author)) == "slug"

    def test_a_former_slug_stays_with_its_post(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author, title="Tides", slug="one")
        world.publish(post_id, author)
        world.save(post_id, author, based_on=1, slug="two")
        world.publish(post_id, author)
        assert addresses(world) == {"one": (post_id, False), "two": (post_id, True)}
        other = world.draft(author, slug="one")
        assert refused(lambda: world.publish(other, author)) == "slug"

    def test_the_same_post_can_take_a_former_slug_back(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, slug="one")
        world.publish(post_id, author)
        for base, slug in ((1, "two"), (2, "one")):
            world.save(post_id, author, based_on=base, slug=slug)
            world.publish(post_id, author)
        assert addresses(world) == {"one": (post_id, True), "two": (post_id, False)}
        assert world.post(post_id).slug == "one"

    def test_an_empty_slug_is_made_from_the_title(self, world: World, author: Somebody) -> None:
        assert world.published(author, title="Ebbe & Flut: ein Tag") == "ebbe-flut-ein-tag"

    def test_a_taken_or_reserved_title_gets_a_number(self, world: World, author: Somebody) -> None:
        slugs = [world.published(author, title="Tides") for _ in range(3)]
        assert slugs == ["tides", "tides-2", "tides-3"]
        assert world.published(author, title="Admin") == "admin-2"

    @pytest.mark.parametrize("word", ["wave ", "a" * 69 + " ", "tide-and-time "])
    def test_a_long_title_that_is_taken_gets_a_number_and_is_a_slug_that_fits(
        self, world: World, author: Somebody, word: str
    ) -> None:
        slugs = [world.published(author, title=word * 60) for _ in range(2)]
        assert slugs[0] != slugs[1]
        for slug in slugs:
            assert len(slug) <= 80
            assert SLUG.fullmatch(slug)

    def test_a_taken_title_is_cut_before_its_number_at_a_whole_word(
        self, world: World, author: Somebody
    ) -> None:
        title = "a" * 69 + " bcdefg"
        slugs = [world.published(author, title=title) for _ in range(2)]
        assert slugs == ["a" * 69 + "-bcdefg", "a" * 69 + "-2"]

    @pytest.mark.parametrize("kind", Kind)
    def test_a_title_that_cannot_be_spelled_gives_the_kind_and_the_id(
        self, world: World, author: Somebody, kind: Kind
    ) -> None:
        post_id = world.draft(author, kind, title="?!")
        assert world.publish(post_id, author) == f"{kind.value}-{post_id}"

    def test_a_title_of_emoji_alone_is_spelled_by_their_names(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="\N{WATER WAVE}\N{WATER WAVE}")
        assert world.publish(post_id, author) == "water-wave-water-wave"

    def test_a_new_title_does_not_move_a_post(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author, title="Tides")
        world.publish(post_id, author)
        world.save(post_id, author, based_on=1, title="Currents")
        assert world.publish(post_id, author) == "tides"

    def test_unicode_letters_that_an_author_types_stay(
        self, world: World, author: Somebody
    ) -> None:
        assert world.published(author, slug="полный-прилив") == "полный-прилив"


def test_a_post_that_was_never_published_has_no_slug(world: World, author: Somebody) -> None:
    with world.reading() as session:
        assert session.get_one(Post, world.draft(author, slug="wish")).slug is None
