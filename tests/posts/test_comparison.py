"""Two versions side by side: paragraphs first, then words."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.posts.comparison import (
    Fold,
    ListComparison,
    Paragraph,
    TextComparison,
    compare_snapshots,
    compare_texts,
)
from blog.posts.matching import tokens_of, words_of
from blog.posts.models import Visibility
from blog.posts.paragraphs import Block, blocks_of
from blog.posts.snapshot import Snapshot
from blog.posts.steps import Steps
from blog.posts.word_comparison import Change, Piece, compare_words

MARKS = {Change.SAME: "{}", Change.ADDED: "[+{}+]", Change.REMOVED: "[-{}-]"}
# Few words, so that much is the same, and everything that may stand between them.
WORDS = st.sampled_from(["sea", "tide", "low", "don't", "潮", "é", ".", ",", "*"])
SPACES = st.sampled_from([" ", "\n", "\n\n", "\n \n\n", "\t", "  \n", "\u2028", "\r"])
TEXTS = st.one_of(
    st.lists(st.one_of(WORDS, SPACES), max_size=60).map("".join), st.text(max_size=80)
)


def marked(pieces: Sequence[Piece]) -> str:
    return "".join(MARKS[piece.change].format(piece.text) for piece in pieces)


def shown(old: str, new: str) -> list[str]:
    """Return the parts of a comparison in short: `= text`, `~ [-old-][+new+]`, `… 3`."""
    signs = {Change.SAME: "=", Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~"}
    return [
        f"… {part.count}"
        if isinstance(part, Fold)
        else f"{signs[part.change]} {marked(part.pieces)}"
        for part in compare_texts(old, new).parts
    ]


def paragraphs(comparison: TextComparison) -> list[Paragraph]:
    return [
        paragraph
        for part in comparison.parts
        for paragraph in (part.paragraphs if isinstance(part, Fold) else (part,))
    ]


def text_of(pieces: Sequence[Piece], missing: Change) -> str:
    return "".join(piece.text for piece in pieces if piece.change is not missing)


def both_texts(comparison: TextComparison) -> tuple[str, str]:
    """Return the two texts that the paragraphs of a comparison are made of."""
    every = paragraphs(comparison)
    old = "".join(text_of(each.pieces, Change.ADDED) + each.old_gap for each in every)
    new = "".join(text_of(each.pieces, Change.REMOVED) + each.new_gap for each in every)
    return old, new


class TestNothingIsLost:
    @given(TEXTS, TEXTS)
    def test_the_pieces_are_the_two_texts(self, old: str, new: str) -> None:
        comparison = compare_texts(old, new)
        assert both_texts(comparison) == (old, new)
        assert comparison.is_same or old != new
        assert comparison.only_gaps == (comparison.is_same and old != new)

    @given(TEXTS, TEXTS, st.integers(0, 200))
    def test_also_where_the_steps_do_not_suffice(self, old: str, new: str, most: int) -> None:
        assert both_texts(compare_texts(old, new, Steps(most))) == (old, new)

    @given(TEXTS, TEXTS)
    def test_the_words_are_the_two_texts(self, old: str, new: str) -> None:
        pieces = compare_words(old, new)
        assert text_of(pieces, Change.ADDED) == old
        assert text_of(pieces, Change.REMOVED) == new
        assert all(piece.text for piece in pieces)
        assert Change.CHANGED not in {piece.change for piece in pieces}

    @given(TEXTS)
    def test_a_text_is_the_same_as_itself(self, text: str) -> None:
        comparison = compare_texts(text, text)
        assert comparison.is_same
        assert (comparison.added, comparison.removed, comparison.only_gaps) == (0, 0, False)

    @given(TEXTS)
    def test_blocks_and_tokens_are_the_text(self, text: str) -> None:
        blocks = blocks_of(text)
        assert "".join(block.text + block.gap for block in blocks) == text
        assert all(block.text.strip() for block in blocks[1:])
        assert "".join(tokens_of(text)) == text

    def test_blocks(self) -> None:
        assert blocks_of("") == []
        assert blocks_of("a\nb\n \n\nc\n") == [Block("a\nb", "\n \n\n"), Block("c", "\n")]
        assert blocks_of("\n\na") == [Block("", "\n\n"), Block("a", "")]
        assert blocks_of("\n") == [Block("", "\n")]


class TestWords:
    @pytest.mark.parametrize(
        ("old", "new", "result"),
        [
            ("A kind of fiction", "A work of fiction", "A [-kind-][+work+] of fiction"),
            ("counted nine.", "counted nine, or ten.", "counted nine[+, or ten+]."),
            ("", "New", "[+New+]"),
            ("Old", "", "[-Old-]"),
            ("", "", ""),
            ("don't", "doesn't", "[-don't-][+doesn't+]"),
            ("cafe\u0301 noir", "cafe\u0301 au lait", "cafe\u0301 [-noir-][+au lait+]"),
            ("潮が引く", "潮が満ちる", "潮が[-引く-][+満ちる+]"),
            ("हिन्दी में", "हिन्दी का", "हिन्दी [-में-][+का+]"),
        ],
    )
    def test_are_marked(self, old: str, new: str, result: str) -> None:
        assert marked(compare_words(old, new)) == result

    def test_a_comma_in_common_parts_no_change(self) -> None:
        old, new = "nobody was late, sick or sad, so", "nobody had tied, moored or sunk, so"
        assert marked(compare_words(old, new)) == (
            "nobody [-was late, sick or sad-][+had tied, moored or sunk+], so"
        )

    def test_a_word_in_common_does(self) -> None:
        old, new = "was ever late", "had ever tied"
        assert marked(compare_words(old, new)) == "[-was-][+had+] ever [-late-][+tied+]"

    def test_signs_and_space_are_no_words(self) -> None:
        assert words_of("**The** tide's — out, 潮.") == ["The", "tide's", "out", "潮"]


class TestParagraphs:
    def test_first_paragraphs_then_words(self) -> None:
        assert shown("One.\n\nTwo is here.\n\nThree.", "One.\n\nTwo was here.\n\nThree.") == [
            "= One.",
            "~ Two [-is-][+was+] here.",
            "= Three.",
        ]

    def test_added_and_removed_ones_stay_whole(self) -> None:
        assert shown("One.\n\nTwo.", "One.\n\nBetween them.\n\nTwo.") == [
            "= One.",
            "+ [+Between them.+]",
            "= Two.",
        ]
        assert shown("One.\n\nTwo.", "Two.") == ["- [-One.-]", "= Two."]

    def test_another_text_is_not_a_change_of_the_old_one(self) -> None:
        assert shown("The company keeps records.", "I asked for a log book.") == [
            "- [-The company keeps records.-]",
            "+ [+I asked for a log book.+]",
        ]

    def test_those_that_are_alike_are_paired(self) -> None:
        old = "The ferry leaves at ten.\n\nRain all day."
        new = "A wholly new beginning here.\n\nThe ferry leaves at noon.\n\nRain all night."
        assert shown(old, new) == [
            "+ [+A wholly new beginning here.+]",
            "~ The ferry leaves at [-ten-][+noon+].",
            "~ Rain all [-day-][+night+].",
        ]

    def test_one_that_goes_on_is_the_same_one(self) -> None:
        assert shown("The tide.", "The tide comes in, and nobody looks up from the nets.") == [
            "~ The tide[+ comes in, and nobody looks up from the nets+]."
        ]
        assert shown("A", "Another text begins here.") == [
            "- [-A-]",
            "+ [+Another text begins here.+]",
        ]

    def test_one_that_was_split(self) -> None:
        whole = "The tide goes out at noon. {}The boats lie on the mud and wait."
        assert shown(whole.format(""), whole.format("\n\n")) == [
            "~ The tide goes out at noon.[- -][+ \n\n+]The boats lie on the mud and wait."
        ]

    def test_two_that_were_joined(self) -> None:
        first, second = "The tide goes out at noon.", "The boats lie on the mud and wait."
        (only,) = shown(f"{first}\n\n{second}", f"{first} {second}")
        assert only == f"~ {first}[-\n\n-][+ +]{second}"

    def test_what_is_far_from_a_change_is_folded(self) -> None:
        many = [f"Paragraph {number}." for number in range(9)]
        old, new = "\n\n".join(many), "\n\n".join([*many[:4], "Quite another.", *many[5:]])
        assert shown(old, new) == [
            "… 3",
            "= Paragraph 3.",
            "- [-Paragraph 4.-]",
            "+ [+Quite another.+]",
            "= Paragraph 5.",
            "… 3",
        ]

    def test_a_single_one_is_not_folded(self) -> None:
        assert shown("a\n\nb\n\nc\n\nd", "a\n\nb\n\nc\n\nx") == ["… 2", "= c", "- [-d-]", "+ [+x+]"]
        assert shown("a\n\nb\n\nc", "a\n\nb\n\nx") == ["= a", "= b", "- [-c-]", "+ [+x+]"]

    def test_without_a_change_everything_is(self) -> None:
        assert shown("a\n\nb\n\nc", "a\n\nb\n\nc") == ["… 3"]
        assert shown("", "") == []

    def test_blank_lines_are_no_change_of_the_text(self) -> None:
        comparison = compare_texts("a\n\nb", "\n\na\n\n\n\nb\n")
        assert [each.change for each in paragraphs(comparison)] != []
        assert (comparison.added, comparison.removed) == (0, 0)
        assert compare_texts("a\n\nb", "a\n\n\nb\n").only_gaps

    def test_words_are_counted(self) -> None:
        comparison = compare_texts("One two.\n\nThree four five.", "One six seven.")
        assert (comparison.added, comparison.removed) == (2, 4)


class TestVersions:
    def test_the_same_twice(self) -> None:
        snapshot = Snapshot(title="Tides", body="Low.\n\nHigh.", tags=("Sea",), bylines=(1, 2))
        assert compare_snapshots(snapshot, snapshot).is_same

    @pytest.mark.parametrize(
        ("field", "old", "new"),
        [
            ("title", "Low", "High"),
            ("body", "Low", "High"),
            ("body", "Low", "Low\n"),
            ("summary", "Low", ""),
            ("slug", "low", "high"),
            ("tags", ("Sea",), ()),
            ("bylines", (1, 2), (2, 1)),
            ("visibility", Visibility.PUBLIC, Visibility.PRIVATE),
        ],
    )
    def test_each_field_is_compared(self, field: str, old: Any, new: Any) -> None:
        comparison = compare_snapshots(Snapshot(**{field: old}), Snapshot(**{field: new}))
        assert not comparison.is_same
        differing = {
            name
            for name in ("summary", "slug", "tags", "bylines", "visibility")
            if getattr(comparison, name) is not None
        }
        assert differing == {field} - {"title", "body"}

    def test_fields_say_what_they_were(self) -> None:
        comparison = compare_snapshots(
            Snapshot(title="A kind", summary="In short.", slug="low", tags=("Sea", "Mud")),
            Snapshot(title="A work", summary="", slug="", tags=("Sea", "Sand")),
        )
        assert marked(comparison.title) == "A [-kind-][+work+]"
        assert comparison.summary is not None
        assert marked(comparison.summary) == "[-In short.-]"
        assert comparison.slug == ("low", "")
        assert comparison.tags == ListComparison(("Sand",), ("Mud",), reordered=False)

    def test_another_order_is_a_change(self) -> None:
        comparison = compare_snapshots(Snapshot(bylines=(1, 2)), Snapshot(bylines=(2, 1)))
        assert comparison.bylines == ListComparison((), (), reordered=True)
