"""Writing: what becomes of what somebody typed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from blog.auth.models import Person, Role
from blog.core import clock
from blog.core.errors import DomainError, Forbidden
from blog.posts import actions
from blog.posts.actions import Gone, NewPost
from blog.posts.models import (
    Address,
    Kind,
    Post,
    PostByline,
    PostTag,
    Publication,
    Reason,
    Revision,
    Scope,
    State,
    Visibility,
)
from blog.posts.snapshot import Snapshot, snapshot_of
from blog.tags.models import Tag
from tests.factories import Somebody, World, snapshot_for


@pytest.fixture
def author(world: World) -> Somebody:
    return world.person(Role.AUTHOR)


@pytest.fixture
def editor(world: World) -> Somebody:
    return world.person(Role.EDITOR)


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
            actions.save(session, post_id, snapshot_for(author), 1, author, later)
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
            saved = actions.save(
                session, post_id, replace(content, **change), 1, editor, clock.now()
            )
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


class TestRestoreRevision:
    def test_restoring_makes_a_new_revision_with_the_old_content(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.", tags=("Sea",))
        world.save(post_id, author, based_on=1, title="Tides", body="Two.")
        assert world.restore(post_id, 1, author) == 3
        first, second, third = world.revisions(post_id)
        assert snapshot_of(third) == snapshot_of(first)
        assert (third.reason, third.based_on) == (Reason.RESTORE, 2)
        assert second.body == "Two."
        assert world.post(post_id).head_number == 3

    def test_restoring_the_head_makes_nothing(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        assert world.restore(post_id, 1, author) == 1
        assert len(world.revisions(post_id)) == 1

    def test_a_conflict_can_be_restored(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", body="One.")
        world.save(post_id, editor, based_on=1, title="Tides", body="Theirs.")
        mine = world.save(post_id, author, based_on=1, title="Tides", body="Mine.")
        assert world.restore(post_id, mine.number, author) == 4
        assert world.revisions(post_id)[-1].body == "Mine."
        assert world.post(post_id).head_number == 4

    def test_a_version_that_does_not_exist_is_refused(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        with pytest.raises(DomainError, match="does not exist any more"):
            world.restore(post_id, 9, author)

    def test_restoring_brings_the_tags_of_the_head_back(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, tags=("Sea",))
        world.save(post_id, author, based_on=1, tags=("Land",))
        assert tags(world, post_id, Scope.HEAD) == {"land"}
        world.restore(post_id, 1, author)
        assert tags(world, post_id, Scope.HEAD) == {"sea"}


class TestTrash:
    def test_trash_keeps_the_state_and_an_undo_puts_everything_back(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, tags=("Sea",))
        world.publish(post_id, author)
        before = columns(world.post(post_id))
        world.trash(post_id, author)
        trashed = world.post(post_id)
        assert trashed.trashed_at is not None
        assert trashed.state is State.PUBLISHED
        world.take_out(post_id, author, undo=True)
        assert columns(world.post(post_id)) == before
        assert tags(world, post_id, Scope.LIVE) == {"sea"}

    def test_restoring_later_gives_a_draft_that_keeps_its_address(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, title="Tides", tags=("Sea",))
        world.publish(post_id, author)
        world.trash(post_id, author)
        world.take_out(post_id, author, undo=False)
        post = world.post(post_id)
        assert (post.state, post.live_number, post.trashed_at) == (State.DRAFT, None, None)
        assert tags(world, post_id, Scope.LIVE) == set()
        assert tags(world, post_id, Scope.HEAD) == {"sea"}
        assert addresses(world) == {"tides": (post_id, True)}

    def test_a_draft_comes_back_as_a_draft_either_way(self, world: World, author: Somebody) -> None:
        for undo in (True, False):
            post_id = world.draft(author)
            before = columns(world.post(post_id))
            world.trash(post_id, author)
            world.take_out(post_id, author, undo=undo)
            assert columns(world.post(post_id)) == before

    def test_the_second_trashing_does_not_start_the_thirty_days_again(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.trash(post_id, author)
        before = world.post(post_id).trashed_at
        world.trash(post_id, author)
        assert world.post(post_id).trashed_at == before

    def test_taking_out_what_is_not_in_the_trash_changes_nothing(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.publish(post_id, author)
        before, number = columns(world.post(post_id)), world.content_number()
        world.take_out(post_id, author, undo=False)
        assert columns(world.post(post_id)) == before
        assert world.content_number() == number

    def test_readers_are_told_of_each_change_and_not_of_drafts(
        self, world: World, author: Somebody
    ) -> None:
        draft, public = world.draft(author), world.draft(author)
        world.publish(public, author)
        raised = []
        for post_id in (draft, public):
            before = world.content_number()
            world.trash(post_id, author)
            world.take_out(post_id, author, undo=True)
            raised.append(world.content_number() - before)
        assert raised == [0, 2]

    def test_what_is_in_the_trash_can_be_edited_and_loses_nothing(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author, body="One.")
        world.trash(post_id, author)
        assert world.save(post_id, author, based_on=1, body="Two.").made


class TestDeleteForEver:
    def test_only_what_is_in_the_trash_can_be_deleted(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author)
        with pytest.raises(DomainError, match="Only what is in the trash"), world.writing() as s:
            actions.delete_for_ever(s, post_id, author, clock.now())
        assert world.post(post_id).id == post_id

    def test_deleting_removes_history_publications_addresses_and_links(
        self, world: World, author: Somebody
    ) -> None:
        post_id, kept = world.draft(author, tags=("Sea",)), world.draft(author, tags=("Sea",))
        for each in (post_id, kept):
            world.publish(each, author)
        world.save(post_id, author, based_on=1, body="Two.")
        world.trash(post_id, author)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, author, clock.now())
        with world.reading() as session:
            for model in (Revision, Publication, Address, PostTag, PostByline):
                counts = {
                    each: session.scalar(
                        select(func.count()).select_from(model).where(model.post_id == each)
                    )
                    for each in (post_id, kept)
                }
                assert counts[post_id] == 0, model
                assert counts[kept], model
            assert session.scalars(select(Tag.slug)).all() == ["sea"]

    def test_the_address_of_a_deleted_post_is_free(self, world: World, author: Somebody) -> None:
        post_id = world.draft(author, title="Tides")
        world.publish(post_id, author)
        world.trash(post_id, author)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, author, clock.now())
        assert world.published(author, title="Tides") == "tides"

    def test_the_id_of_a_deleted_post_is_not_used_again(
        self, world: World, author: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.trash(post_id, author)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, author, clock.now())
        assert world.draft(author) > post_id


class TestBylines:
    def test_an_editor_chooses_them_and_their_order(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(editor, bylines=(editor.id, author.id))
        assert bylines(world, post_id) == [editor.id, author.id]
        world.save(post_id, editor, based_on=1, bylines=(author.id, editor.id))
        assert bylines(world, post_id) == [author.id, editor.id]
        assert world.revisions(post_id)[-1].bylines == [author.id, editor.id]

    def test_an_author_cannot_put_another_name_on_a_post(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author, bylines=(editor.id,))
        assert world.revisions(post_id)[0].bylines == [author.id]
        world.save(post_id, author, based_on=1, bylines=(editor.id, author.id))
        assert world.revisions(post_id)[-1].bylines == [author.id]

    def test_an_author_who_saves_keeps_the_bylines_that_an_editor_chose(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(author)
        world.save(post_id, editor, based_on=1, bylines=(editor.id, author.id))
        world.save(post_id, author, based_on=2, body="More.", bylines=(author.id,))
        assert world.revisions(post_id)[-1].bylines == [editor.id, author.id]
        assert bylines(world, post_id) == [editor.id, author.id]

    def test_somebody_unknown_or_named_twice_makes_no_second_byline(
        self, world: World, editor: Somebody
    ) -> None:
        post_id = world.draft(editor, bylines=(editor.id, 999_999, editor.id))
        assert bylines(world, post_id) == [editor.id]

    def test_the_revisions_of_somebody_who_is_gone_stay(
        self, world: World, author: Somebody, editor: Somebody
    ) -> None:
        post_id = world.draft(editor)
        world.save(post_id, author_as_editor(world), based_on=1, body="Two.")
        gone = world.revisions(post_id)[-1].author_id
        with world.writing() as session:
            session.delete(session.get_one(Person, gone))
        kept = world.revisions(post_id)[-1]
        assert (kept.body, kept.author_id) == ("Two.", None)

    def test_who_owns_a_post_cannot_be_removed_from_the_database(
        self, world: World, author: Somebody
    ) -> None:
        world.draft(author)
        with pytest.raises(IntegrityError), world.writing() as session:
            session.delete(session.get_one(Person, author.id))


def author_as_editor(world: World) -> Somebody:
    return world.person(Role.EDITOR)


def tags(world: World, post_id: int, scope: Scope) -> set[str]:
    with world.reading() as session:
        links = PostTag.post_id == post_id, PostTag.scope == scope
        return set(session.scalars(select(Tag.slug).join(PostTag).where(*links)))


def bylines(world: World, post_id: int, scope: Scope = Scope.HEAD) -> list[int]:
    with world.reading() as session:
        links = PostByline.post_id == post_id, PostByline.scope == scope
        ids = select(PostByline.person_id).where(*links).order_by(PostByline.position)
        return list(session.scalars(ids))


def addresses(world: World) -> dict[str, tuple[int, bool]]:
    with world.reading() as session:
        return {a.path: (a.post_id, a.is_current) for a in session.scalars(select(Address))}


def columns(post: Post) -> dict[str, Any]:
    return {column.name: getattr(post, column.name) for column in Post.__table__.columns}


# Who may do what, on a post of their own or of somebody else's. S saves, R restores a
# version, T moves to the trash, B brings back, D deletes for ever, P publishes or updates,
# U unpublishes. A letter stands where it is allowed.
NOTHING, ALL = "", "SRTBDPU"
PERMISSIONS = {
    (Role.CONTRIBUTOR, "own", State.DRAFT): "SRTBD",
    (Role.CONTRIBUTOR, "own", State.REVIEW): "SRTBD",
    (Role.CONTRIBUTOR, "own", State.PUBLISHED): NOTHING,
    (Role.CONTRIBUTOR, "other", State.DRAFT): NOTHING,
    (Role.CONTRIBUTOR, "other", State.REVIEW): NOTHING,
    (Role.CONTRIBUTOR, "other", State.PUBLISHED): NOTHING,
    (Role.AUTHOR, "own", State.DRAFT): ALL,
    (Role.AUTHOR, "own", State.REVIEW): ALL,
    (Role.AUTHOR, "own", State.PUBLISHED): ALL,
    (Role.AUTHOR, "other", State.DRAFT): NOTHING,
    (Role.AUTHOR, "other", State.REVIEW): NOTHING,
    (Role.AUTHOR, "other", State.PUBLISHED): NOTHING,
    **{
        (role, whose, state): ALL
        for role in (Role.EDITOR, Role.ADMIN, Role.OWNER)
        for whose in ("own", "other")
        for state in State
    },
}


@pytest.mark.parametrize(("role", "whose", "state"), PERMISSIONS, ids=str)
def test_each_role_may_do_what_the_table_says_and_nothing_else(
    world: World, role: Role, whose: str, state: State
) -> None:
    person, other = world.person(role), world.person(Role.AUTHOR)
    owner = person if whose == "own" else other
    allowed = "".join(
        letter
        for letter in ALL
        if is_allowed(world, letter, post_in(world, owner, state, letter), person)
    )
    assert allowed == PERMISSIONS[role, whose, state]


def post_in(world: World, owner: Somebody, state: State, letter: str) -> int:
    """Make a post of a state, in the trash when that is where the action finds it."""
    post_id = world.draft(owner)
    world.save(post_id, owner, based_on=1, body="Two.")
    editor = world.person(Role.EDITOR)
    if state is State.PUBLISHED:
        world.publish(post_id, editor)
    elif state is State.REVIEW:
        with world.writing() as session:
            session.get_one(Post, post_id).state = State.REVIEW
    if letter in "BD":
        world.trash(post_id, editor)
    return post_id


def is_allowed(world: World, letter: str, post_id: int, actor: Somebody) -> bool:
    def delete() -> None:
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, actor, clock.now())

    deeds: dict[str, Callable[[], object]] = {
        "S": lambda: world.save(post_id, actor, based_on=2, body="Three."),
        "R": lambda: world.restore(post_id, 1, actor),
        "T": lambda: world.trash(post_id, actor),
        "B": lambda: world.take_out(post_id, actor, undo=False),
        "D": delete,
        "P": lambda: world.publish(post_id, actor),
        "U": lambda: world.unpublish(post_id, actor),
    }
    before = columns(world.post(post_id)), len(world.revisions(post_id))
    try:
        deeds[letter]()
    except Forbidden:
        assert (columns(world.post(post_id)), len(world.revisions(post_id))) == before
        return False
    return True
