"""Writing, when somebody saved in between: what is merged, and what is asked."""

from typing import Any

import pytest
from sqlalchemy import select

from blog.auth.models import Role
from blog.core import clock
from blog.posts.ancestry import base_of
from blog.posts.merge import Side, merge_snapshots
from blog.posts.models import Post, PostTag, Reason, Revision, Scope, Visibility
from blog.posts.saving import Decision, Edit, Merged, Saved, Verdict, key_of, save
from blog.posts.snapshot import snapshot_of
from blog.tags.models import Tag
from tests.factories import Somebody, World, snapshot_for

ONE, TWO, THREE = "One.", "Two.", "Three."
# Two versions of a paragraph are known for that by the words that they share.
LONG = "One is a line about the harbour.\n\nTwo is a line about mud.\n\nThree is a line on boats.\n"
TEXT = f"{ONE}\n\n{TWO}\n\n{THREE}\n"
WINDOW, OTHER = "a" * 32, "b" * 32


class Desk:
    """Somebody's page in which one post is open, as its script sends what is typed there."""

    def __init__(self, world: World, post_id: int, who: Somebody, window: str = WINDOW) -> None:
        self.world, self.post_id, self.who = world, post_id, who
        self.window, self.sequence = window, 0

    def type(self, based_on: int, body: str, **more: Any) -> Saved:
        self.sequence += 1
        return self.send(based_on, body, self.sequence, **more)

    def send(self, based_on: int, body: str, sequence: int, **more: Any) -> Saved:
        decision = more.pop("decision", None)
        reason = more.pop("reason", Reason.AUTOSAVE)
        content = snapshot_for(self.who, body=body, bylines=(), **{"title": "Tides", **more})
        edit = Edit(content, based_on, reason, self.window, sequence, decision)
        with self.world.writing() as session:
            return save(session, self.post_id, edit, self.who, clock.now())

    def head(self) -> Revision:
        with self.world.reading() as session:
            post = session.get_one(Post, self.post_id)
            return session.get_one(Revision, (post.id, post.head_number))

    def reasons(self) -> list[str]:
        return [each.reason.value for each in self.world.revisions(self.post_id)]


@pytest.fixture
def mine(world: World, editor: Somebody) -> Desk:
    post_id = world.draft(editor, title="Tides", body=TEXT, bylines=())
    return Desk(world, post_id, editor)


@pytest.fixture
def theirs(world: World, mine: Desk) -> Desk:
    return Desk(world, mine.post_id, world.person(Role.EDITOR, name="Erik Sund"), OTHER)


class TestMerging:
    def test_changes_of_different_paragraphs_become_one_text(
        self, mine: Desk, theirs: Desk
    ) -> None:
        theirs.type(1, TEXT.replace(ONE, "Theirs."))
        saved = mine.type(1, TEXT.replace(THREE, "Mine."))
        assert saved == Saved(
            mine.post_id, 4, made=True, merged=Merged(typed=3, theirs=2, paragraphs=1)
        )
        assert mine.head().body == "Theirs.\n\nTwo.\n\nMine.\n"
        typed, merge = mine.world.revisions(mine.post_id)[2:]
        assert (typed.body, typed.reason, typed.based_on) == (
            TEXT.replace(THREE, "Mine."),
            Reason.AUTOSAVE,
            1,
        )
        assert (merge.reason, merge.based_on, merge.merged_with) == (Reason.MERGE, 2, 3)

    def test_a_page_that_did_not_take_the_merge_in_goes_on_from_what_it_typed(
        self, mine: Desk, theirs: Desk
    ) -> None:
        theirs.type(1, TEXT.replace(ONE, "Theirs."))
        typed = mine.type(1, TEXT.replace(THREE, "Mine.")).merged
        assert typed is not None
        # The same paragraph again: against the base that both had, this would be a conflict.
        saved = mine.type(typed.typed, TEXT.replace(THREE, "Mine, and more."))
        assert saved.merged is not None
        assert mine.head().body == "Theirs.\n\nTwo.\n\nMine, and more.\n"

    def test_a_page_whose_answer_was_lost_does_not_meet_itself(self, mine: Desk) -> None:
        mine.type(1, TEXT.replace(ONE, "O"))
        saved = mine.type(1, TEXT.replace(ONE, "On a day."))
        assert (saved.number, saved.conflict, saved.merged) == (3, False, None)
        assert mine.head().body == TEXT.replace(ONE, "On a day.")

    def test_nor_when_somebody_else_saved_too(self, mine: Desk, theirs: Desk) -> None:
        mine.type(1, TEXT.replace(ONE, "O"))
        theirs.type(2, TEXT.replace(ONE, "O").replace(THREE, "Theirs."))
        saved = mine.type(1, TEXT.replace(ONE, "On a day."))
        assert saved.merged is not None
        assert mine.head().body == "On a day.\n\nTwo.\n\nTheirs.\n"

    def test_what_they_had_typed_as_well_makes_nothing_new(self, mine: Desk, theirs: Desk) -> None:
        theirs.type(1, TEXT.replace(ONE, "Same.").replace(THREE, "Theirs."))
        saved = mine.type(1, TEXT.replace(ONE, "Same."))
        assert (saved.number, saved.conflict) == (2, False)
        assert mine.head().number == 2

    def test_each_field_by_itself(self, mine: Desk, theirs: Desk) -> None:
        theirs.type(1, TEXT, title="Ebb and flood", tags=("Sea",), summary="Theirs")
        saved = mine.type(1, TEXT, tags=("Harbour",), slug="tides", visibility=Visibility.UNLISTED)
        assert saved.merged is not None
        assert set(saved.merged.fields) == {"title", "summary", "tags"}
        head = mine.head()
        assert (head.title, head.summary, head.slug) == ("Ebb and flood", "Theirs", "tides")
        assert sorted(head.tags) == ["Harbour", "Sea"]
        assert head.visibility is Visibility.UNLISTED

    def test_three_people_at_once_all_come_through(
        self, world: World, mine: Desk, theirs: Desk
    ) -> None:
        third = Desk(world, mine.post_id, world.person(Role.EDITOR), "c" * 32)
        for desk, old, new in ((mine, ONE, "A."), (theirs, TWO, "B."), (third, THREE, "C.")):
            desk.type(1, TEXT.replace(old, new))
        assert mine.head().body == "A.\n\nB.\n\nC.\n"


class TestTheSamePlace:
    MINE = LONG.replace("One is", "One was").replace("Three is", "Three was")
    THEIRS = LONG.replace("One is", "One will be").replace("Two is", "Two will be")
    CLEAN = THEIRS.replace("Three is", "Three was")

    @pytest.fixture
    def kept(self, mine: Desk, theirs: Desk) -> Saved:
        mine.type(1, LONG)
        theirs.type(2, self.THEIRS)
        return mine.type(2, self.MINE)

    def test_is_kept_beside_and_the_head_stays(self, mine: Desk, kept: Saved) -> None:
        assert (kept.number, kept.made, kept.conflict) == (4, True, True)
        assert mine.reasons() == ["save", "autosave", "autosave", "conflict"]
        assert mine.head().number == 3

    def test_typing_on_keeps_that_too_and_asks_the_same(self, mine: Desk, kept: Saved) -> None:
        saved = mine.type(kept.number, self.MINE.replace("harbour", "quay"))
        assert (saved.number, saved.conflict) == (5, True)

    def test_is_merged_by_itself_once_it_is_settled_in_the_text(
        self, mine: Desk, kept: Saved
    ) -> None:
        saved = mine.type(kept.number, self.MINE.replace("One was", "One will be"))
        assert saved.merged is not None
        assert mine.head().body == self.CLEAN

    @pytest.mark.parametrize(
        ("side", "first"),
        [
            (Side.MINE, "One was a line about the harbour."),
            (Side.THEIRS, "One will be a line about the harbour."),
            (
                Side.BOTH,
                "One was a line about the harbour.\n\nOne will be a line about the harbour.",
            ),
        ],
    )
    def test_is_merged_as_was_chosen(self, mine: Desk, kept: Saved, side: Side, first: str) -> None:
        decision = Decision(Verdict.MERGE, 3, self.key(mine), (side,))
        saved = mine.type(kept.number, self.MINE, decision=decision)
        assert saved.merged == Merged(typed=4, theirs=3, paragraphs=1)
        assert mine.head().body == self.CLEAN.replace(
            "One will be a line about the harbour.", first
        )
        # What was kept already is not kept twice.
        assert mine.reasons() == ["save", "autosave", "autosave", "conflict", "merge"]

    def key(self, mine: Desk) -> str:
        with mine.world.reading() as session:
            base = base_of(session, mine.post_id, 4, 3)
            texts = [session.get_one(Revision, (mine.post_id, number)) for number in (3, 4)]
            assert base is not None
            return key_of(merge_snapshots(*(snapshot_of(each) for each in (base, *texts))))

    @pytest.mark.parametrize(
        "changed",
        [{"key": "another"}, {"theirs": 2}, {"sides": ()}, {"sides": (Side.MINE,) * 2}],
        ids=str,
    )
    def test_a_choice_of_something_else_is_asked_again(
        self, mine: Desk, kept: Saved, changed: dict[str, Any]
    ) -> None:
        values = {"theirs": 3, "key": self.key(mine), "sides": (Side.MINE,), **changed}
        saved = mine.type(kept.number, self.MINE, decision=Decision(Verdict.MERGE, **values))
        assert saved.conflict
        assert mine.head().number == 3

    def test_mine_becomes_the_newest_and_theirs_stays_in_the_history(
        self, mine: Desk, kept: Saved
    ) -> None:
        saved = mine.type(kept.number, "Mine.", decision=Decision(Verdict.MINE, 3))
        assert (saved.conflict, saved.merged) == (False, None)
        assert mine.head().body == "Mine."

    def test_mine_does_not_overwrite_what_was_not_shown(
        self, mine: Desk, theirs: Desk, kept: Saved
    ) -> None:
        theirs.type(3, "Theirs, newer.")
        saved = mine.type(kept.number, "Mine.", decision=Decision(Verdict.MINE, 3))
        assert saved.conflict
        assert "Theirs, newer." in mine.head().body

    def test_theirs_stays_even_where_the_two_could_be_merged(self, mine: Desk, kept: Saved) -> None:
        body = LONG.replace("Three is", "Three was")
        saved = mine.type(kept.number, body, decision=Decision(Verdict.THEIRS, 3))
        assert saved.conflict
        assert mine.head().number == 3
        assert mine.world.revisions(mine.post_id)[-1].body == body


class TestWhatArrivesTwiceOrLate:
    def test_the_same_save_twice_is_one(self, mine: Desk) -> None:
        first = mine.send(1, "A.", 1)
        again = mine.send(1, "A.", 1)
        assert (again.number, again.made) == (first.number, False)
        assert len(mine.reasons()) == 2

    def test_an_older_one_changes_nothing(self, mine: Desk) -> None:
        mine.send(1, "Later.", 2)
        late = mine.send(1, "Earlier.", 1)
        assert (late.number, late.made, late.conflict) == (2, False, False)
        assert mine.head().body == "Later."

    def test_a_merge_is_answered_as_a_merge_again(self, mine: Desk, theirs: Desk) -> None:
        theirs.type(1, TEXT.replace(ONE, "Theirs."))
        first = mine.send(1, TEXT.replace(THREE, "Mine."), 1)
        again = mine.send(1, TEXT.replace(THREE, "Mine."), 1)
        assert again.number == first.number
        assert again.merged is not None
        assert again.merged.typed == 3

    def test_a_conflict_is_answered_as_a_conflict_again(self, mine: Desk, theirs: Desk) -> None:
        theirs.type(1, "Theirs.")
        first = mine.send(1, "Mine.", 1)
        again = mine.send(1, "Mine.", 1)
        assert (again.number, again.conflict) == (first.number, True)
        assert len(mine.reasons()) == 3

    def test_two_pages_of_one_person_are_two(self, mine: Desk) -> None:
        other = Desk(mine.world, mine.post_id, mine.who, OTHER)
        mine.type(1, TEXT.replace(ONE, "A."))
        saved = other.type(1, TEXT.replace(THREE, "C."))
        assert saved.merged is not None
        assert mine.head().body == "A.\n\nTwo.\n\nC.\n"

    @pytest.mark.parametrize("base", [0, -1, 99, 999_999_999])
    def test_a_base_that_never_was_loses_nothing_and_merges_nothing(
        self, mine: Desk, base: int
    ) -> None:
        saved = mine.type(base, "Mine.")
        assert saved.conflict
        assert mine.head().body == TEXT

    def test_a_base_that_was_thinned_out_is_the_nearest_older_one(
        self, mine: Desk, theirs: Desk
    ) -> None:
        for number in range(1, 4):
            theirs.type(number, f"{TEXT}\nMore {number}.\n")
        with mine.world.writing() as session:
            session.delete(session.get_one(Revision, (mine.post_id, 3)))
        saved = mine.type(3, f"{TEXT}\nMore 2.\n".replace(ONE, "Mine."))
        # Whatever it is merged from, their last words and mine are both there or both shown.
        kept = mine.world.revisions(mine.post_id)[-1 if saved.conflict else -2]
        assert "Mine." in kept.body
        assert "More 3." in mine.head().body


class TestWhatSavesItself:
    def test_makes_no_tags_until_somebody_saves(self, world: World, mine: Desk) -> None:
        mine.type(1, TEXT, tags=("Se",))
        assert head_tags(world, mine.post_id) == []
        saved = mine.type(2, TEXT, tags=("Se",), reason=Reason.SAVE)
        assert (saved.number, saved.made) == (2, False)
        assert head_tags(world, mine.post_id) == ["Se"]
        assert mine.reasons() == ["save", "save"]

    def test_keeps_the_tags_that_there_are(self, world: World, mine: Desk) -> None:
        world.draft(mine.who, tags=("Sea",))
        mine.type(1, TEXT, tags=("Sea", "Harb"))
        assert head_tags(world, mine.post_id) == ["Sea"]


def head_tags(world: World, post_id: int) -> list[str]:
    with world.reading() as session:
        from_head = select(Tag.name).join(PostTag).where(PostTag.post_id == post_id)
        return list(session.scalars(from_head.where(PostTag.scope == Scope.HEAD)))
