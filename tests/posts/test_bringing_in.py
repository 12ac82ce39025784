"""What an import does to a post, and the addresses that it had elsewhere."""

import pytest

from blog.core.errors import Forbidden
from blog.posts import actions
from blog.posts.links import add_former_address, path_of
from blog.posts.models import LONGEST_PATH, Post, Reason, Scope
from blog.posts.revisions import Gone
from blog.posts.saving import Saved
from tests.factories import Somebody, World, snapshot_for
from tests.posts.stored import addresses, seen, tags
from tests.posts.times import NOW


def bring_in(world: World, post_id: int, actor: Somebody, body: str = "New") -> Saved:
    with world.writing() as session:
        snapshot = snapshot_for(actor, "Tides", body, tags=("New",))
        return actions.bring_in(session, post_id, snapshot, actor, NOW)


class TestBringIn:
    def test_makes_a_revision_that_becomes_head(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, title="Tides", tags=("Old",))
        assert bring_in(world, post_id, owner) == Saved(post_id, 2, made=True)
        revision = world.revisions(post_id)[1]
        assert (revision.reason, revision.based_on, revision.author_id, revision.created_at) == (
            Reason.IMPORT,
            1,
            owner.id,
            NOW,
        )
        post = world.post(post_id)
        assert (post.head_number, post.edited_at) == (2, NOW)
        assert tags(world, post_id, Scope.HEAD) == {"new"}

    def test_changes_nothing_that_readers_see(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, title="Tides")
        world.publish(post_id, owner)
        before = seen(world, post_id)
        bring_in(world, post_id, owner)
        assert seen(world, post_id) == before

    def test_of_the_same_text_makes_none(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, title="Tides")
        bring_in(world, post_id, owner)
        assert bring_in(world, post_id, owner) == Saved(post_id, 2, made=False)
        assert len(world.revisions(post_id)) == 2

    def test_takes_the_number_after_every_other(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, title="Tides")
        world.save(post_id, owner, 1, title="Tides", body="Two")
        assert world.save(post_id, owner, 1, title="Tides", body="Beside").conflict
        assert bring_in(world, post_id, owner).number == 4
        assert world.revisions(post_id)[3].based_on == 2

    def test_is_refused_to_others_and_of_what_is_gone(
        self, world: World, owner: Somebody, author: Somebody
    ) -> None:
        post_id = world.draft(owner)
        with pytest.raises(Forbidden):
            bring_in(world, post_id, author)
        with pytest.raises(Gone):
            bring_in(world, 10**6, owner)


class TestFormerAddresses:
    def test_lead_to_the_post_that_had_them_first(self, world: World, owner: Somebody) -> None:
        one, two = world.draft(owner), world.draft(owner)
        assert self.added(world, one, "2024/tides.html")
        assert self.added(world, one, "2024/tides.html")
        assert not self.added(world, two, "2024/tides.html")
        assert addresses(world) == {"2024/tides.html": (one, False)}

    def test_the_one_that_is_current_stays_so(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, slug="tides")
        world.publish(post_id, owner)
        assert self.added(world, post_id, "tides")
        assert addresses(world) == {"tides": (post_id, True)}

    def added(self, world: World, post_id: int, path: str) -> bool:
        with world.writing() as session:
            return add_former_address(session, session.get_one(Post, post_id), path)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/2024/03/tides/", "2024/03/tides"),
        ("tides.html", "tides.html"),
        ("https://old.example/a/b.html?c#d", "a/b.html"),
        ("/a/index.html", "a"),
        ("/a/index.php", "a"),
        ("/index.html", ""),
        ("/a/myindex.html", "a/myindex.html"),
        ("/%C3%A9t%C3%A9/", "été"),
        ("/", ""),
        ("", ""),
        ("https://old.example", ""),
        ("/a%00b", ""),
        ("http://[a", ""),
        ("/" + "a" * LONGEST_PATH, "a" * LONGEST_PATH),
        ("/" + "a" * (LONGEST_PATH + 1), ""),
    ],
)
def test_the_path_of_an_address(url: str, path: str) -> None:
    assert path_of(url) == path
