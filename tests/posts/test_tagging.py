"""Tags are renamed, merged and deleted, and the posts that carry them follow."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog.core import clock
from blog.core.errors import DomainError, FieldError, Forbidden
from blog.posts import tagging
from blog.posts.models import PostTag, Scope
from blog.tags.actions import TagChange
from blog.tags.models import Tag, TagAlias
from tests.factories import Somebody, World


def tag_id(world: World, slug: str) -> int:
    with world.reading() as session:
        return session.scalars(select(Tag.id).where(Tag.slug == slug)).one()


def rename(world: World, slug: str, name: str, actor: Somebody, description: str = "") -> None:
    number = tag_id(world, slug)
    with world.writing() as session:
        tagging.rename_tag(session, number, TagChange(name, description), actor, clock.now())


def merge(world: World, source: str, target: str, actor: Somebody) -> None:
    one, other = tag_id(world, source), tag_id(world, target)
    with world.writing() as session:
        tagging.merge_tag(session, one, other, actor, clock.now())


def delete(world: World, slug: str, actor: Somebody) -> int:
    number = tag_id(world, slug)
    with world.writing() as session:
        return tagging.delete_tag(session, number, actor, clock.now())


def carried(world: World, post_id: int, scope: Scope) -> set[str]:
    with world.reading() as session:
        of_post = select(Tag.slug).join(PostTag, PostTag.tag_id == Tag.id)
        of_post = of_post.where(PostTag.post_id == post_id, PostTag.scope == scope)
        return set(session.scalars(of_post))


def shown(world: World, post_id: int) -> list[str]:
    return [tag["name"] for tag in world.post(post_id).tags]


def aliases(world: World) -> dict[str, str]:
    with world.reading() as session:
        rows = session.execute(select(TagAlias.slug, Tag.slug).join(Tag))
        return {row[0]: row[1] for row in rows}


@pytest.fixture
def post_id(world: World, editor: Somebody) -> int:
    post_id = world.draft(editor, title="Tides", tags=("Sea", "Mud", "Boats"))
    world.publish(post_id, editor)
    return post_id


class TestRenaming:
    def test_reaches_readers_and_the_old_address_leads_there(
        self, world: World, editor: Somebody, post_id: int
    ) -> None:
        before = world.content_number()
        rename(world, "mud", "Silt", editor, "What the river leaves.")
        assert shown(world, post_id) == ["Sea", "Silt", "Boats"]
        assert aliases(world) == {"mud": "silt"}
        assert world.content_number() > before
        assert len(world.revisions(post_id)) == 1

    def test_a_text_that_says_the_old_name_means_it(
        self, world: World, editor: Somebody, post_id: int
    ) -> None:
        rename(world, "mud", "Silt", editor)
        world.save(post_id, editor, 1, title="Tides", body="More.", tags=("mud", "Silt", "Sea"))
        assert carried(world, post_id, Scope.HEAD) == {"silt", "sea"}
        world.publish(post_id, editor)
        assert shown(world, post_id) == ["Silt", "Sea"]

    def test_back_again_leaves_the_other_as_the_old_one(
        self, world: World, editor: Somebody, post_id: int
    ) -> None:
        rename(world, "mud", "Silt", editor)
        rename(world, "silt", "Mud", editor)
        assert aliases(world) == {"silt": "mud"}
        assert shown(world, post_id) == ["Sea", "Mud", "Boats"]

    def test_of_its_letters_only_keeps_its_address(
        self, world: World, editor: Somebody, post_id: int
    ) -> None:
        rename(world, "mud", "MUD", editor)
        assert aliases(world) == {}
        assert shown(world, post_id) == ["Sea", "MUD", "Boats"]

    @pytest.mark.parametrize("name", ["Sea", "!!", ""])
    def test_to_what_it_cannot_be_is_refused_at_the_name(
        self, world: World, editor: Somebody, post_id: int, name: str
    ) -> None:
        with pytest.raises(FieldError) as error:
            rename(world, "mud", name, editor)
        assert error.value.field == "name"
        assert shown(world, post_id) == ["Sea", "Mud", "Boats"]


class TestMerging:
    def test_leaves_the_target_on_every_post_once(
        self, world: World, editor: Somebody, post_id: int
    ) -> None:
        other = world.draft(editor, tags=("Mud",))
        merge(world, "mud", "sea", editor)
        assert carried(world, post_id, Scope.LIVE) == {"sea", "boats"}
        assert carried(world, post_id, Scope.HEAD) == {"sea", "boats"}
        assert carried(world, other, Scope.HEAD) == {"sea"}
        assert shown(world, post_id) == ["Sea", "Boats"]
        assert aliases(world) == {"mud": "sea"}

    def test_takes_old_addresses_along(self, world: World, editor: Somebody, post_id: int) -> None:
        rename(world, "mud", "Silt", editor)
        merge(world, "silt", "sea", editor)
        assert aliases(world) == {"mud": "sea", "silt": "sea"}

    def test_into_itself_is_refused(self, world: World, editor: Somebody, post_id: int) -> None:
        with pytest.raises(DomainError, match="into itself"):
            merge(world, "mud", "mud", editor)


class TestDeleting:
    def test_takes_it_from_heads_and_from_what_readers_see(
        self, world: World, editor: Somebody, post_id: int
    ) -> None:
        assert delete(world, "mud", editor) == 1
        assert shown(world, post_id) == ["Sea", "Boats"]
        head = world.revisions(post_id)[-1]
        assert head.tags == ["Sea", "Boats"]
        post = world.post(post_id)
        # Nothing was pending, and nothing is.
        assert post.head_number == post.live_number == head.number == 2

    def test_publishes_nothing_that_is_pending(
        self, world: World, editor: Somebody, post_id: int
    ) -> None:
        world.save(post_id, editor, 1, title="Tides", body="Pending.", tags=("Sea", "Mud"))
        delete(world, "mud", editor)
        post = world.post(post_id)
        assert (post.live_number, post.head_number) == (1, 3)
        assert shown(world, post_id) == ["Sea", "Boats"]
        assert "Pending" not in (post.html or "")

    def test_also_of_what_is_scheduled_or_in_the_trash(
        self, world: World, editor: Somebody
    ) -> None:
        later = world.draft(editor, title="Later", tags=("Mud",))
        world.publish(later, editor, at=clock.now() + timedelta(days=9))
        gone = world.draft(editor, title="Gone", tags=("Mud",))
        world.trash(gone, editor)
        assert delete(world, "mud", editor) == 2
        assert shown(world, later) == []
        assert world.revisions(gone)[-1].tags == []


def test_only_editors_may(world: World, author: Somebody, editor: Somebody, post_id: int) -> None:
    for act in (
        lambda: rename(world, "mud", "Silt", author),
        lambda: merge(world, "mud", "sea", author),
        lambda: delete(world, "mud", author),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_list_counts_without_the_trash(world: World, editor: Somebody, post_id: int) -> None:
    world.draft(editor, tags=("Mud",))
    gone = world.draft(editor, tags=("Mud",))
    world.trash(gone, editor)
    with world.reading() as session:
        lines = {line.slug: (line.posts, line.live) for line in tagging.tag_lines(session)}
        assert lines == {"boats": (1, 1), "mud": (2, 1), "sea": (1, 1)}
        assert [line.slug for line in tagging.tag_lines(session, "mu")] == ["mud"]
