"""What becomes of a post that two people changed at once."""

import pytest

from blog.posts.merge import FieldPlace, MergedText, Place, Side, merge_snapshots, merge_text
from blog.posts.models import Visibility
from blog.posts.snapshot import Snapshot

BASE = "One.\n\nTwo.\n\nThree.\n"


def merged(base: str, theirs: str, mine: str) -> str:
    assert merge_text(base, mine, theirs).text == merge_text(base, theirs, mine).text
    return merge_text(base, theirs, mine).text


def only_place(merge: MergedText) -> Place:
    (place,) = merge.places
    return place


class TestDifferentPlaces:
    def test_two_paragraphs(self) -> None:
        theirs, mine = BASE.replace("One", "First"), BASE.replace("Three", "Third")
        assert merged(BASE, theirs, mine) == "First.\n\nTwo.\n\nThird.\n"

    def test_paragraphs_beside_one_another(self) -> None:
        theirs, mine = BASE.replace("One", "First"), BASE.replace("Two", "Second")
        assert merged(BASE, theirs, mine) == "First.\n\nSecond.\n\nThree.\n"

    def test_a_typo_in_each_of_theirs_and_a_new_paragraph_of_mine(self) -> None:
        base = "The sea is greay.\n\nThe tide is hihg.\n\nThe mud is sfot."
        theirs = "The sea is grey.\n\nThe tide is high.\n\nThe mud is soft."
        mine = base.replace("The mud", "A boat.\n\nThe mud")
        assert merged(base, theirs, mine) == theirs.replace("The mud", "A boat.\n\nThe mud")

    def test_two_new_paragraphs(self) -> None:
        theirs, mine = BASE.replace("Two", "New.\n\nTwo"), BASE + "\nLast.\n"
        assert merged(BASE, theirs, mine) == "One.\n\nNew.\n\nTwo.\n\nThree.\n\nLast.\n"

    def test_a_paragraph_below_the_last_one_which_was_changed(self) -> None:
        assert merged("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.", "One.\n\nSecond.") == (
            "One.\n\nSecond.\n\nThree."
        )

    def test_a_paragraph_below_one_that_was_deleted(self) -> None:
        assert merged("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.", "One.") == "One.\n\nThree."

    def test_deleted_and_changed_beside_one_another(self) -> None:
        assert merged(BASE, "One.\n\nThree.\n", "First.\n\nTwo.\n\nThree.\n") == (
            "First.\n\nThree.\n"
        )

    def test_the_same_change_is_taken_once(self) -> None:
        both = BASE.replace("Two", "Second")
        assert merged(BASE, both, both + "\nLast.\n") == both + "\nLast.\n"

    def test_what_both_deleted_or_either_is_gone(self) -> None:
        assert merged("A\n\nB\n\nC\n\nD", "C\n\nD", "A\n\nD") == "D"

    def test_an_added_final_line_end_is_no_change_of_the_last_paragraph(self) -> None:
        assert merged("One.\n\nTwo.", "One.\n\nTwo.\n", "One.\n\nSecond.") == "One.\n\nSecond.\n"

    def test_blank_lines_of_one_and_words_of_another(self) -> None:
        assert merged("A\n\nB", "A\n\n\nB", "A\n\nC") == "A\n\n\nC"

    def test_it_is_counted_what_came_from_them(self) -> None:
        theirs = "First.\n\nTwo.\n\nThree.\n\nFour.\n"
        assert merge_text(BASE, theirs, BASE.replace("Two", "Second")).theirs_changed == 2
        assert merge_text(BASE, theirs, BASE).theirs_changed == 2
        assert merge_text(BASE, BASE, theirs).theirs_changed == 0


class TestListsAndTables:
    def test_items_of_one_list(self) -> None:
        assert merged("- a\n- b\n- c", "- a too\n- b\n- c", "- a\n- b\n- c\n- d") == (
            "- a too\n- b\n- c\n- d"
        )

    def test_items_stay_close_where_one_between_them_is_deleted(self) -> None:
        assert merged("- a\n- b\n\nEnd", "- a\n\nEnd", "- a\n- b\n- c\n\nEnd") == "- a\n- c\n\nEnd"

    def test_numbers_are_not_changes(self) -> None:
        theirs = "1. a\n2. new\n3. b\n4. c"
        assert merged("1. a\n2. b\n3. c", theirs, "1. a\n2. b\n3. c, changed") == (
            "1. a\n2. new\n3. b\n4. c, changed"
        )

    def test_a_number_of_another_width_leaves_the_lines_of_its_item_together(self) -> None:
        base = "\n".join(f"{n}. a{n}" for n in range(1, 9)) + "\n9. nine\n\n   more"
        theirs = base.replace("9. nine", "9. new\n10. nine").replace("   more", "    more")
        mine = base.replace("a1", "first")
        assert merged(base, theirs, mine) == theirs.replace("a1", "first")

    def test_rows_of_one_table(self) -> None:
        base = "| A | B |\n|---|---|\n| a | 1 |\n| b | 2 |"
        assert merged(base, base.replace("1", "10"), base + "\n| c | 3 |") == (
            "| A | B |\n|---|---|\n| a | 10 |\n| b | 2 |\n| c | 3 |"
        )

    def test_another_column_and_another_head_are_one_place(self) -> None:
        base = "| A | B |\n|---|---|\n| a | 1 |"
        theirs = "| A | B | C |\n|---|---|---|\n| a | 1 | x |"
        place = only_place(merge_text(base, theirs, base.replace("A", "Name")))
        assert place.mine == "| Name | B |\n|---|---|"

    def test_an_item_above_code_does_not_swallow_it(self) -> None:
        base, theirs = "P\n\n    code", "    code"
        assert not merge_text(base, theirs, "- item\n\nP\n\n    code").is_clean

    def test_a_fenced_block_is_one_place(self) -> None:
        base = "Text.\n\n```\na\n\nb\n```\n"
        place = only_place(merge_text(base, base.replace("a", "A"), base.replace("b", "B")))
        assert place == Place("```\na\n\nb\n```", "```\nA\n\nb\n```", "```\na\n\nB\n```")


class TestOnePlace:
    def test_both_changed_a_paragraph(self) -> None:
        merge = merge_text(BASE, BASE.replace("Two", "Zwei"), BASE.replace("Two", "Deux"))
        assert merge.pieces == ("One.\n\n", Place("Two.", "Zwei.", "Deux."), "\n\nThree.\n")
        with pytest.raises(ValueError, match="Both changed"):
            _ = merge.text

    def test_one_deleted_what_the_other_changed(self) -> None:
        merge = merge_text(BASE, "One.\n\nThree.\n", BASE.replace("Two", "Second"))
        assert only_place(merge) == Place("Two.", "", "Second.")
        assert merge.chosen([Side.THEIRS]) == "One.\n\nThree.\n"
        assert merge.chosen([Side.MINE]) == "One.\n\nSecond.\n\nThree.\n"

    def test_both_added_at_one_spot(self) -> None:
        merge = merge_text("A\n\nB", "A\n\nX\n\nB", "A\n\nY\n\nB")
        assert only_place(merge) == Place("", "X", "Y")
        assert merge.chosen([Side.BOTH]) == "A\n\nY\n\nX\n\nB"

    def test_both_wrote_a_first_text(self) -> None:
        merge = merge_text("", "Theirs.", "Mine.")
        assert merge.pieces == (Place("", "Theirs.", "Mine."),)
        assert merge.chosen([Side.BOTH]) == "Mine.\n\nTheirs."

    def test_nothing_is_left_but_a_line_end(self) -> None:
        merge = merge_text("A\n\nB b ", "B b", "A\n")
        assert merge.pieces == (Place("B b ", "B b", ""), "\n")
        assert merge.chosen([Side.MINE]) == "\n"

    def test_both_added_the_same_and_more_where_one_replaced(self) -> None:
        base, theirs, mine = "sea", "sea\n\n- sea\n\nsea", "- sea\n- sea sea"
        one, other = merge_text(base, theirs, mine), merge_text(base, mine, theirs)
        assert only_place(one) == Place("", "sea", "- sea sea")
        assert only_place(other) == Place("", "- sea sea", "sea")

    def test_both_added_items_at_one_spot(self) -> None:
        merge = merge_text("- a\n- b", "- a\n- b\n- x", "- a\n- b\n- y")
        assert merge.chosen([Side.BOTH]) == "- a\n- b\n- y\n- x"

    def test_each_place_is_chosen_for_itself(self) -> None:
        merge = merge_text("A\n\nB\n\nC", "A1\n\nB\n\nC1", "A2\n\nB\n\nC2")
        assert merge.chosen([Side.MINE, Side.THEIRS]) == "A2\n\nB\n\nC1"
        with pytest.raises(ValueError, match="2 places"):
            merge.chosen([Side.MINE])

    def test_both_texts_between_marks(self) -> None:
        merge = merge_text("A\n\nB\n", "A1\n\nB\n", "B\n")
        assert merge.marked("Yours", "Anna’s") == (
            "**▼ Yours: nothing here**\n\n**▼ Anna’s**\n\nA1\n\n"
            "**▲ Yours and Anna’s, until here**\n\nB\n"
        )
        assert merge_text(BASE, BASE, "x").marked() == "x"


class TestForms:
    BASE = Snapshot(title="Title", body=BASE, summary="S", tags=("Sea", "Mud"), bylines=(1, 2))

    def form(self, **fields: object) -> Snapshot:
        return Snapshot(**{**vars(self.BASE), **fields})

    def test_different_fields(self) -> None:
        theirs = self.form(title="Theirs", body="First." + BASE[4:])
        mine = self.form(slug="mine", body=BASE + "\nFour.\n", visibility=Visibility.UNLISTED)
        merge = merge_snapshots(self.BASE, theirs, mine)
        assert merge.is_clean
        assert merge.fields_from_theirs == ("title",)
        assert merge.snapshot == self.form(
            title="Theirs",
            slug="mine",
            body="First." + BASE[4:] + "\nFour.\n",
            visibility=Visibility.UNLISTED,
        )

    def test_the_same_field(self) -> None:
        merge = merge_snapshots(self.BASE, self.form(title="Theirs"), self.form(title="Mine"))
        assert merge.fields == (FieldPlace("title", "Title", "Theirs", "Mine"),)
        assert not merge.is_clean
        assert merge.chosen((), {"title": Side.THEIRS}).title == "Theirs"
        assert merge.chosen((), {"title": Side.MINE}) == self.form(title="Mine")
        with pytest.raises(ValueError, match="title"):
            _ = merge.snapshot
        with pytest.raises(ValueError, match="only one title"):
            merge.chosen((), {"title": Side.BOTH})

    @pytest.mark.parametrize(
        ("theirs", "mine", "together"),
        [
            (("Sea", "Mud", "Tide"), ("Sea",), ("Sea", "Tide")),
            (("Sea", "Mud", "A"), ("Sea", "Mud", "B"), ("Sea", "Mud", "A", "B")),
            (("Mud", "Sea"), ("Sea", "Mud", "B"), ("Mud", "B", "Sea")),
            (("Sea", "Mud", "a"), ("Sea", "Mud", "A"), ("Sea", "Mud", "a")),
            (("SEA", "Mud"), ("Sea",), ("SEA",)),
            ((), ("Sea",), ()),
        ],
    )
    def test_tags_never_ask(
        self, theirs: tuple[str, ...], mine: tuple[str, ...], together: tuple[str, ...]
    ) -> None:
        merge = merge_snapshots(self.BASE, self.form(tags=theirs), self.form(tags=mine))
        assert merge.snapshot.tags == together

    @pytest.mark.parametrize(
        ("theirs", "mine", "together"),
        [
            ((1, 2, 3), (1, 2, 4), (1, 2, 3, 4)),
            ((2, 1), (1, 2, 3), (2, 3, 1)),
            ((2,), (1, 2, 3), (2, 3)),
            ((3, 1, 2), (1,), (3, 1)),
        ],
    )
    def test_bylines_are_joined(
        self, theirs: tuple[int, ...], mine: tuple[int, ...], together: tuple[int, ...]
    ) -> None:
        merge = merge_snapshots(self.BASE, self.form(bylines=theirs), self.form(bylines=mine))
        assert merge.snapshot.bylines == together

    def test_bylines_that_both_reordered_are_asked_about(self) -> None:
        base, theirs, mine = (self.form(bylines=ids) for ids in ((1, 2, 3), (2, 1, 3), (3, 1, 2)))
        merge = merge_snapshots(base, theirs, mine)
        assert [place.name for place in merge.fields] == ["bylines"]
        assert merge.chosen((), {"bylines": Side.BOTH}).bylines == (3, 1, 2)


class TestLongTexts:
    """A megabyte, a paragraph a line. That the steps are bounded, `test_units` says."""

    def test_each_changed_every_other_paragraph(self) -> None:
        base = [f"Paragraph {n} of a long text, which goes on." for n in range(20_000)]
        theirs = [f"{text} More." if n % 2 else text for n, text in enumerate(base)]
        mine = [text if n % 2 else f"{text} Also." for n, text in enumerate(base)]
        merge = merge_text(*("\n\n".join(text) for text in (base, theirs, mine)))
        assert merge.theirs_changed == 10_000
        both = [
            one if n % 2 else other for n, (one, other) in enumerate(zip(theirs, mine, strict=True))
        ]
        assert merge.text == "\n\n".join(both)

    def test_what_is_too_much_to_compare_is_asked_about_and_kept(self) -> None:
        base, theirs, mine = "a b ", "b b a ", "b a a c "
        texts = ["\n\n".join((words * 4_000).split()) for words in (base, theirs, mine)]
        merge = merge_text(*texts)
        assert merge.chosen([Side.THEIRS] * len(merge.places)) == texts[1]
        assert merge.chosen([Side.MINE] * len(merge.places)) == texts[2]
