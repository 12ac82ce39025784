"""Publishing: how a revision becomes what readers see, and how it is taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from blog.auth.models import Role
from blog.core import clock
from blog.core.errors import DomainError, FieldError, HeadMoved
from blog.core.html import RENDERER_VERSION, render
from blog.posts import actions, publishing
from blog.posts.models import (
    Address,
    Kind,
    Post,
    PostByline,
    PostTag,
    Publication,
    Scope,
    State,
    Visibility,
)
from blog.posts.publishing import PublicationChange
from blog.tags.models import Tag
from tests.factories import Somebody, World, moment
from tests.shapes import SLUG

HOUR = timedelta(hours=1)
NOW = moment(2026, 11, 21)
PAST = moment(2025, 3, 1)

READERS_SEE = (
    "slug",
    "title",
    "summary",
    "excerpt",
    "html",
    "headings",
    "words",
    "bylines",
    "tags",
    "visibility",
    "published_at",
    "updated_at",
    "live_number",
    "state",
)


@pytest.fixture
def author(world: World) -> Somebody:
    return world.person(Role.AUTHOR, name="Anna Holm")


@pytest.fixture
def editor(world: World) -> Somebody:
    return world.person(Role.EDITOR, name="Erik Sund")


class TestPublish:
    def test_publishing_copies_the_head_to_what_readers_see(
        self, world: World, author: Somebody
    ) -> None:
        body = "# One\n\nThe *harbour* at low water.\n\n## Two\n\nMore."
        post_id = world.draft(
            author, title="Low water", body=body, summary="A summary", tags=("Sea", "North Sea")
        )
        world.publish(post_id, author, now=NOW)
        post, rendered = world.post(post_id), render(body)
        assert (post.title, post.summary, post.slug) == ("Low water", "A summary", "low-water")
        assert (post.html, post.excerpt, post.words) == (rendered.html, rendered.excerpt, 8)
        assert post.headings == [
            {"level": 2, "id": "s-one", "text": "One"},
            {"level": 3, "id": "s-two", "text": "Two"},
        ]
        assert post.renderer_version == RENDERER_VERSION
        assert post.tags == [
            {"name": "Sea", "slug": "sea"},
            {"name": "North Sea", "slug": "north-sea"},
        ]
        assert post.bylines == [{"name": "Anna Holm", "handle": "anna-holm"}]
        assert (post.state, post.live_number) == (State.PUBLISHED, 1)
        assert post.published_at == post.updated_at == NOW

    def test_each_publication_leaves_a_row_that_says_which_when_and_who(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, now=NOW)
        world.save(post_id, editor, based_on=1, body="Two.")
        world.publish(post_id, editor, now=NOW + HOUR)
        assert publications(world, post_id) == [
            (1, NOW, NOW, author.id),
            (2, NOW, NOW + HOUR, editor.id),
        ]

    def test_publishing_raises_the_content_version(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        before = world.content_number()
        world.publish(post_id, author)
        assert world.content_number() == before + 1

    def test_a_newer_head_than_the_one_that_was_rendered_is_not_published(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.save(post_id, editor, based_on=1, body="Two.")
        change = PublicationChange(1, render("One."))
        with pytest.raises(HeadMoved), world.writing() as session:
            publishing.publish(session, post_id, change, author, NOW)
        assert world.post(post_id).state is State.DRAFT
        assert addresses(world) == {}

    def test_a_post_without_a_title_is_refused_at_the_title(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="")
        assert refused(lambda: world.publish(post_id, author)) == "title"

    def test_what_is_in_the_trash_is_not_published(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        world.trash(post_id, author)
        with pytest.raises(DomainError, match="in the trash"):
            world.publish(post_id, author)

    def test_a_refused_publication_leaves_everything_as_it_was(
        self, world: World, author: Somebody
    ) -> None:
        world.published(author, slug="taken")
        post_id = world.draft(author, tags=("Sea",))
        world.publish(post_id, author)
        world.save(post_id, author, based_on=1, slug="taken", tags=("Land",))
        before, number = seen(world, post_id), world.content_number()
        assert refused(lambda: world.publish(post_id, author)) == "slug"
        assert seen(world, post_id) == before
        assert world.content_number() == number
        assert live_tags(world, post_id) == ["sea"]

    def test_a_moment_in_the_past_is_when_it_appeared(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, at=moment(1999, 12, 31))
        assert world.post(post_id).published_at == moment(1999, 12, 31)


class TestUpdate:
    def test_saving_a_published_post_changes_nothing_that_readers_see(
        self, world: World, editor: Somebody, author: Somebody
    ) -> None:
        post_id = world.draft(editor, title="Tides", body="One.", tags=("Sea",))
        world.publish(post_id, editor)
        before, number = seen(world, post_id), world.content_number()
        world.save(
            post_id,
            editor,
            based_on=1,
            title="Other",
            body="Two.",
            summary="Other",
            slug="other",
            tags=("Land",),
            bylines=(author.id,),
            visibility=Visibility.PRIVATE,
        )
        assert seen(world, post_id) == before
        assert world.content_number() == number
        assert live_tags(world, post_id) == ["sea"]
        assert live_bylines(world, post_id) == [editor.id]
        assert list(addresses(world)) == ["tides"]
        assert world.post(post_id).has_changes

    def test_an_update_is_immediate_and_keeps_the_time(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.")
        world.publish(post_id, author, now=NOW)
        world.save(post_id, author, based_on=1, title="Tides", body="Two.")
        world.publish(post_id, author, now=NOW + HOUR)
        post = world.post(post_id)
        assert post.html == "<p>Two.</p>\n"
        assert (post.published_at, post.updated_at) == (NOW, NOW + HOUR)
        assert not post.has_changes

    def test_an_update_moves_tags_and_bylines_of_what_readers_see(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, tags=("Sea", "Harbour"))
        world.publish(post_id, author)
        world.save(
            post_id, editor, based_on=1, tags=("Land", "Sea"), bylines=(editor.id, author.id)
        )
        world.publish(post_id, author)
        post = world.post(post_id)
        assert [tag["name"] for tag in post.tags] == ["Land", "Sea"]
        assert [person["name"] for person in post.bylines] == ["Erik Sund", "Anna Holm"]
        assert sorted(live_tags(world, post_id)) == ["land", "sea"]
        assert live_bylines(world, post_id) == [editor.id, author.id]

    def test_a_conflict_is_never_published_in_place_of_the_head(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, body="One.")
        world.save(post_id, editor, based_on=1, body="Theirs.")
        world.save(post_id, author, based_on=1, body="Mine.")
        world.publish(post_id, author)
        assert world.post(post_id).html == "<p>Theirs.</p>\n"


class TestSchedule:
    def test_a_future_moment_schedules_and_readers_see_it_only_then(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, at=NOW + HOUR, now=NOW)
        post = world.post(post_id)
        assert (post.state, post.published_at) == (State.PUBLISHED, NOW + HOUR)
        assert post.updated_at == NOW + HOUR
        before, then = NOW + HOUR - timedelta(microseconds=1), NOW + HOUR
        assert (post.is_scheduled(before), post.is_due(before)) == (True, False)
        assert (post.is_scheduled(then), post.is_due(then)) == (False, True)

    def test_a_scheduled_post_can_be_set_to_another_time(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, at=NOW + HOUR, now=NOW)
        world.publish(post_id, author, at=NOW + 2 * HOUR, now=NOW)
        assert world.post(post_id).published_at == NOW + 2 * HOUR
        assert len(publications(world, post_id)) == 2

    def test_a_scheduled_post_published_without_a_time_appears_at_once(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, at=NOW + HOUR, now=NOW)
        world.publish(post_id, author, now=NOW)
        assert world.post(post_id).published_at == NOW

    def test_a_future_date_on_a_public_post_is_refused_at_the_date(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, now=NOW)
        before = seen(world, post_id)
        assert refused(lambda: world.publish(post_id, author, at=NOW + HOUR, now=NOW)) == "date"
        assert seen(world, post_id) == before

    def test_a_public_post_can_be_scheduled_after_it_was_unpublished(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author, now=NOW)
        world.unpublish(post_id, author)
        world.publish(post_id, author, at=NOW + HOUR, now=NOW)
        assert world.post(post_id).published_at == NOW + HOUR

    def test_edits_after_scheduling_are_not_in_it(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author, body="One.")
        world.publish(post_id, author, at=NOW + HOUR, now=NOW)
        world.save(post_id, author, based_on=1, body="Two.")
        post = world.post(post_id)
        assert post.html == "<p>One.</p>\n"
        assert post.has_changes


class TestUnpublish:
    def test_unpublishing_gives_a_draft_that_keeps_its_address(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", tags=("Sea",))
        world.publish(post_id, author)
        world.unpublish(post_id, author)
        post = world.post(post_id)
        assert (post.state, post.live_number) == (State.DRAFT, None)
        assert (live_tags(world, post_id), live_bylines(world, post_id)) == ([], [])
        assert addresses(world) == {"tides": (post_id, True)}
        assert len(publications(world, post_id)) == 1

    def test_unpublishing_a_draft_changes_nothing(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        before = world.content_number()
        world.unpublish(post_id, author)
        assert world.content_number() == before

    def test_publishing_again_keeps_address_and_the_time_that_it_first_had(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides")
        world.publish(post_id, author, now=PAST)
        world.unpublish(post_id, author)
        world.save(post_id, author, based_on=1, title="Another title")
        assert world.publish(post_id, author, now=PAST + HOUR) == "tides"
        assert world.post(post_id).published_at == PAST

    def test_a_time_that_never_came_is_forgotten(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author, title="Tides")
        world.publish(post_id, author, at=clock.now() + HOUR)
        world.unpublish(post_id, author)
        assert world.post(post_id).published_at is None

    def test_what_is_newer_for_feeds_never_becomes_older(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides")
        world.publish(post_id, author, now=PAST)
        world.publish(post_id, author, now=PAST + HOUR)
        world.unpublish(post_id, author)
        world.publish(post_id, author, now=PAST + 2 * HOUR)
        assert world.post(post_id).updated_at == PAST + 2 * HOUR


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


class TestDeletedBetweenTheTwo:
    def test_publishing_a_deleted_post_says_that_it_is_gone(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.trash(post_id, author)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, author, clock.now())
        change = PublicationChange(1, render(""))
        with pytest.raises(actions.Gone), world.writing() as session:
            publishing.publish(session, post_id, change, author, NOW)


def refused(deed: Callable[[], object]) -> str:
    """Return the field at which a deed was refused."""
    with pytest.raises(FieldError) as error:
        deed()
    return error.value.field


def seen(world: World, post_id: int) -> dict[str, Any]:
    post = world.post(post_id)
    return {name: getattr(post, name) for name in READERS_SEE}


def publications(world: World, post_id: int) -> list[tuple[int, datetime, datetime, int | None]]:
    with world.reading() as session:
        rows = session.execute(
            select(
                Publication.number,
                Publication.published_at,
                Publication.made_at,
                Publication.made_by,
            )
            .where(Publication.post_id == post_id)
            .order_by(Publication.id)
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


def addresses(world: World) -> dict[str, tuple[int, bool]]:
    with world.reading() as session:
        return {a.path: (a.post_id, a.is_current) for a in session.scalars(select(Address))}


def live_tags(world: World, post_id: int) -> list[str]:
    with world.reading() as session:
        links = PostTag.post_id == post_id, PostTag.scope == Scope.LIVE
        return list(session.scalars(select(Tag.slug).join(PostTag).where(*links)))


def live_bylines(world: World, post_id: int) -> list[int]:
    with world.reading() as session:
        links = PostByline.post_id == post_id, PostByline.scope == Scope.LIVE
        ids = select(PostByline.person_id).where(*links).order_by(PostByline.position)
        return list(session.scalars(ids))


def test_a_post_that_was_never_published_has_no_slug(world: World, author: Somebody) -> None:
    with world.reading() as session:
        assert session.get_one(Post, world.draft(author, slug="wish")).slug is None
