"""Writing: what becomes of what somebody typed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from blog.core import clock
from blog.posts import actions
from blog.posts.actions import NewPost
from blog.posts.models import Kind, Reason, Revision, State, Visibility
from blog.posts.revisions import Gone
from blog.posts.saving import Edit, save
from blog.posts.snapshot import Snapshot, snapshot_of
from tests.factories import Somebody, World, snapshot_for
from tests.posts.stored import addresses


class TestCreate:
    def test_a_new_post_is_a_draft_with_one_revision_of_everything_in_the_form(
        self, world: World, author: Somebody
    ) -> None:
        content = Snapshot(
            title="Low water",
            body="Text.\n",
            summary="Short",
            slug="low-water",
            tags=("Sea", "Harbour"),
            bylines=(author.id,),
            visibility=Visibility.UNLISTED,
        )
        with world.writing() as session:
            post_id = actions.create(
                session, NewPost(Kind.POST, content), author, clock.now()
            ).post_id
        post = world.post(post_id)
        (revision,) = world.revisions(post_id)
        assert (post.state, post.owner_id, post.head_number) == (State.DRAFT, author.id, 1)
        assert post.live_number is None
        assert post.published_at is None
        assert (revision.reason, revision.based_on) == (Reason.SAVE, None)
        assert revision.author_id == author.id
        assert snapshot_of(revision) == content

    def test_a_page_is_by_nobody_unless_an_editor_says_so(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        by_author = world.draft(author, Kind.PAGE, bylines=(author.id,))
        by_editor = world.draft(editor, Kind.PAGE, bylines=(author.id,))
        assert world.revisions(by_author)[0].bylines == []
        assert world.revisions(by_editor)[0].bylines == [author.id]

    def test_a_draft_changes_nothing_that_readers_see(self, world: World, author: Somebody) -> None:
        before = world.content_number()
        post_id = world.draft(author, slug="reserved-by-nobody")
        world.save(post_id, author, based_on=1, body="More.")
        assert world.content_number() == before
        assert addresses(world) == {}


class TestSave:
    def test_a_save_makes_a_revision_and_moves_the_head(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.")
        saved = world.save(post_id, author, based_on=1, title="Tides", body="Two.")
        assert (saved.number, saved.made, saved.conflict) == (2, True, False)
        first, second = world.revisions(post_id)
        assert (first.body, second.body) == ("One.", "Two.")
        assert (second.based_on, second.reason) == (1, Reason.SAVE)
        assert world.post(post_id).head_number == 2

    def test_a_save_says_when_the_post_was_last_edited(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        later = clock.now() + timedelta(days=3)
        with world.writing() as session:
            save(session, post_id, Edit(snapshot_for(author), 1), author, later)
        assert world.post(post_id).edited_at == later

    def test_an_unchanged_save_makes_no_revision(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author, title="Tides")
        saved = world.save(post_id, author, based_on=1, title="Tides")
        assert (saved.number, saved.made, saved.conflict) == (1, False, False)
        assert len(world.revisions(post_id)) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"title": "Other"},
            {"body": "Other."},
            {"summary": "Other"},
            {"slug": "other"},
            {"tags": ("Other",)},
            {"tags": ("Two", "One")},
            {"visibility": Visibility.PRIVATE},
            {"bylines": ()},
        ],
        ids=str,
    )
    def test_a_change_of_any_field_makes_a_revision(
        self, world: World, editor: Somebody, change: dict[str, Any]
    ) -> None:
        content = snapshot_for(editor, title="Tides", tags=("One", "Two"))
        with world.writing() as session:
            post_id = actions.create(
                session, NewPost(Kind.POST, content), editor, clock.now()
            ).post_id
        with world.writing() as session:
            saved = save(session, post_id, Edit(replace(content, **change), 1), editor, clock.now())
        assert saved.made
        assert snapshot_of(world.revisions(post_id)[-1]) == replace(content, **change)

    def test_a_text_comes_back_character_for_character(
        self, world: World, author: Somebody
    ) -> None:
        body = "Ünïcödé, 漢字, \N{RELIEVED FACE}\n\n\ttab\u2028line\N{ZERO WIDTH JOINER}  \n" * 50
        post_id = world.draft(author, body=body)
        assert world.revisions(post_id)[0].body == body

    def test_a_save_over_a_newer_head_is_kept_as_a_conflict_and_the_head_stays(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.")
        world.save(post_id, editor, based_on=1, title="Tides", body="Theirs.")
        saved = world.save(post_id, author, based_on=1, title="Tides", body="Mine.")
        assert (saved.number, saved.made, saved.conflict) == (3, True, True)
        kept = world.revisions(post_id)[-1]
        assert (kept.body, kept.reason, kept.based_on) == ("Mine.", Reason.CONFLICT, 1)
        assert world.post(post_id).head_number == 2
        assert [r.body for r in world.revisions(post_id)] == ["One.", "Theirs.", "Mine."]

    def test_sending_a_conflict_again_makes_no_second_one(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.")
        world.save(post_id, editor, based_on=1, title="Tides", body="Theirs.")
        world.save(post_id, author, based_on=1, title="Tides", body="Mine.")
        again = world.save(post_id, author, based_on=1, title="Tides", body="Mine.")
        assert (again.number, again.made, again.conflict) == (3, False, True)
        other = world.save(post_id, author, based_on=1, title="Tides", body="Mine, more.")
        assert (other.number, other.made, other.conflict) == (4, True, True)

    def test_two_people_may_hold_the_same_conflict(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.")
        world.save(post_id, author, based_on=1, title="Tides", body="Two.")
        same = {"title": "Tides", "body": "Same.", "bylines": (author.id,)}
        assert world.save(post_id, author, based_on=1, **same).number == 3
        assert world.save(post_id, editor, based_on=1, **same).number == 4

    def test_a_save_on_top_of_the_head_after_a_conflict_takes_the_next_number(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.")
        world.save(post_id, editor, based_on=1, title="Tides", body="Theirs.")
        world.save(post_id, author, based_on=1, title="Tides", body="Mine.")
        saved = world.save(post_id, author, based_on=2, title="Tides", body="Both.")
        assert (saved.number, saved.conflict) == (4, False)
        assert world.post(post_id).head_number == 4

    def test_typing_what_somebody_else_just_saved_is_no_conflict(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.")
        same = {"title": "Tides", "body": "Same.", "bylines": (author.id,)}
        world.save(post_id, editor, based_on=1, **same)
        saved = world.save(post_id, author, based_on=1, **same)
        assert (saved.number, saved.made, saved.conflict) == (2, False, False)

    @pytest.mark.parametrize("base", [0, 7, -1, 999_999_999])
    def test_a_base_that_never_existed_is_a_conflict_and_loses_nothing(
        self, world: World, author: Somebody, base: int
    ) -> None:
        post_id = world.draft(author, body="One.")
        saved = world.save(post_id, author, based_on=base, body="Two.")
        assert saved.conflict
        assert world.revisions(post_id)[-1].body == "Two."

    def test_a_stale_tab_can_empty_nothing(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.")
        world.save(post_id, editor, based_on=1, title="Tides", body="A long text.")
        world.save(post_id, author, based_on=1, title="", body="")
        with world.reading() as session:
            head = session.get_one(Revision, (post_id, world.post(post_id).head_number))
            assert head.body == "A long text."

    def test_no_later_change_alters_an_earlier_revision(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.", tags=("Sea",))
        seen: dict[int, Any] = {}

        def look() -> None:
            for revision in world.revisions(post_id):
                now = (snapshot_of(revision), revision.reason, revision.created_at)
                assert seen.setdefault(revision.number, now) == now

        for step in (
            lambda: world.save(post_id, author, based_on=1, body="Two."),
            lambda: world.publish(post_id, author),
            lambda: world.save(post_id, editor, based_on=2, body="Three."),
            lambda: world.save(post_id, author, based_on=1, body="Four."),
            lambda: world.publish(post_id, author),
            lambda: world.restore(post_id, 1, author),
            lambda: world.unpublish(post_id, author),
            lambda: world.trash(post_id, author),
            lambda: world.take_out(post_id, author, undo=False),
        ):
            look()
            step()
        look()
        assert list(seen) == [1, 2, 3, 4, 5]

    def test_saving_a_post_that_was_deleted_says_so(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        world.trash(post_id, author)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, author, clock.now())
        with pytest.raises(Gone):
            world.save(post_id, author, based_on=1)
