"""Publishing: how a revision becomes what readers see."""

import pytest

from blog.core import clock
from blog.core.errors import DomainError, HeadMoved
from blog.core.html import RENDERER_VERSION, render
from blog.posts import actions, publishing
from blog.posts.models import State, Visibility
from blog.posts.publishing import PublicationChange
from blog.posts.revisions import Gone
from tests.factories import Somebody, World, moment
from tests.posts.refusals import refused
from tests.posts.stored import addresses, live_bylines, live_tags, publications, seen
from tests.posts.times import HOUR, NOW


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


class TestDeletedBetweenTheTwo:
    def test_publishing_a_deleted_post_says_that_it_is_gone(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.trash(post_id, author)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, author, clock.now())
        change = PublicationChange(1, render(""))
        with pytest.raises(Gone), world.writing() as session:
            publishing.publish(session, post_id, change, author, NOW)
