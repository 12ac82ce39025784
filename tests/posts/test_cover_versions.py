"""Covers as a part of each version: copied, compared, merged, published."""

from dataclasses import replace

from blog.core import clock
from blog.media.models import MediaItem
from blog.posts import actions
from blog.posts.comparison import compare_snapshots
from blog.posts.covers import cover_of
from blog.posts.merge import Side, merge_snapshots
from blog.posts.snapshot import Snapshot, snapshot_of
from tests.factories import Somebody, World
from tests.posts.stored import columns

BODY = "The harbour at low water is a plain fact: mud, chain, a bicycle nobody claims."


class TestKeeping:
    def test_a_copy_and_an_old_version_have_it(
        self, world: World, owner: Somebody, picture: MediaItem
    ) -> None:
        post_id = world.draft(owner, cover=picture.key, cover_caption="Low")
        with world.writing() as session:
            copy = actions.duplicate(session, post_id, owner, clock.now()).post_id
        assert snapshot_of(world.revisions(copy)[0]).cover == picture.key
        world.save(post_id, owner, 1)
        world.restore(post_id, 1, owner)
        assert snapshot_of(world.revisions(post_id)[-1]).cover_caption == "Low"

    def test_a_change_of_it_is_a_change(self) -> None:
        old = Snapshot(title="A", body=BODY)
        new = replace(old, cover="abcdefghjkmn", cover_caption="Low")
        compared = compare_snapshots(old, new)
        assert compared.cover == ("", "abcdefghjkmn")
        assert compared.cover_caption
        assert not compared.is_same

    def test_two_people_who_choose_another_one_have_to_agree(self) -> None:
        base, theirs, mine = (Snapshot(cover=key * 12) for key in "abc")
        merge = merge_snapshots(base, theirs, mine)
        assert [place.name for place in merge.fields] == ["cover"]
        assert merge.chosen((), {"cover": Side.THEIRS}).cover == "b" * 12
        assert merge_snapshots(base, theirs, base).snapshot.cover == "b" * 12

    def test_publishing_again_without_it_takes_it_away(
        self, world: World, owner: Somebody, picture: MediaItem
    ) -> None:
        post_id = world.draft(owner, cover=picture.key)
        world.publish(post_id, owner)
        assert cover_of(world.post(post_id).cover) is not None
        world.save(post_id, owner, 1)
        world.publish(post_id, owner)
        assert columns(world.post(post_id))["cover"] is None
