"""A text in units: what is edited apart is apart, what would break when torn is one."""

from typing import Any

import pytest

from blog.posts import units as module
from blog.posts.alignment import MOST_STEPS, equal_pairs
from blog.posts.lines import Lines
from blog.posts.merge import merge_text
from blog.posts.steps import Steps
from blog.posts.units import MOST_LINES, Kind, split


def units(text: str) -> list[str]:
    assert split(text).text == text
    return [unit.text for unit in split(text).units]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n \n\t\n",
        "a",
        "a\n",
        "\n\na  \nb\n \n\nc\n\n",
        "a\n\n    code\n\n\n    more\n  \n",
        "```\nnever closed\n\n",
        "- \n\n-\n",
        "|a|\n|-|",
    ],
)
def test_units_and_gaps_are_the_text(text: str) -> None:
    assert split(text).text == text


def test_blank_lines_belong_to_no_paragraph() -> None:
    text = split("\n\nOne\n\n\nTwo")
    assert (text.leading, text.gaps) == ("\n\n", ("\n\n\n", ""))


def test_items_and_rows_are_units() -> None:
    text = split("- a\n- b\n\n| A | B |\n|---|---|\n| c | d |\n| e | f |\n\nEnd")
    assert [(unit.kind, unit.text) for unit in text.units] == [
        (Kind.ITEM, "- a"),
        (Kind.ITEM, "- b"),
        (Kind.HEAD, "| A | B |\n|---|---|"),
        (Kind.ROW, "| c | d |"),
        (Kind.ROW, "| e | f |"),
        (Kind.BLOCK, "End"),
    ]


@pytest.mark.parametrize(
    "block",
    [
        "```python\n\n# no heading\n\n- no item\n```",
        "~~~~\n```\n~~~\n\n~~~~",
        ":::note A title\nOne.\n\nTwo.\n:::",
        "::::warning\n:::note\n\nx\n:::\n\n::::",
        "    code\n\n\n    more",
        "$$\n- a\n| b\n$$",
        "> a\n> b\nlazy",
        "<details>\n<summary>a</summary>\n\n**b**\n\n</details>",
        "<div>\n\n<div>\n\na\n\n</div>\n\n</div>",
        "<!-- a\n\nb -->",
        "<pre>\n\n\n</pre>",
        "- a\n\n  ```\n  b\n\n  ```\n\n  - c",
        "12. a\n\n    b",
        "[^note]: a\n\n    b",
        "Term\n: meaning\n\n  more",
        "Two lines\nof a paragraph",
        "A heading\n=========",
        "A year: 1986\n1986. No item.",
    ],
)
def test_what_would_break_is_one(block: str) -> None:
    assert units(f"Before\n\n{block}\n\nAfter") == ["Before", block, "After"]


def test_what_begins_without_a_blank_line_is_apart() -> None:
    assert units("# One\nText\n- a\n> b\n```\nc\n```\nText") == [
        "# One", "Text", "- a", "> b", "```\nc\n```", "Text",
    ]  # fmt: skip


def test_a_block_that_is_never_closed_runs_to_the_end() -> None:
    assert units("a\n\n```\nb\n\nc") == ["a", "```\nb\n\nc"]
    assert units(":::note\nb\n\nc") == [":::note\nb\n\nc"]


def test_what_no_renderer_knows_is_a_paragraph() -> None:
    assert units(":::unheard-of\n\na") == [":::unheard-of", "a"]
    assert units("$$ 5\n\na") == ["$$ 5", "a"]
    assert units("a | b\n\n- c") == ["a | b", "- c"]


def test_a_number_is_not_what_an_item_says() -> None:
    one, other = split("3. a\n4. a").units
    assert (one.text, other.text) == ("3. a", "4. a")
    assert one.key == other.key


class TestBoundedSteps:
    def test_a_change_in_a_long_text_costs_next_to_nothing(self) -> None:
        before = list(range(30_000))
        after = [*before[:100], -1, *before[101:]]
        steps = Steps(MOST_STEPS)
        left = steps.left
        assert len(equal_pairs(before, after, steps)) == 29_999
        assert left - steps.left < 10

    def test_every_other_paragraph_changed_costs_a_look_at_each(self) -> None:
        before = list(range(30_000))
        after = [-at if at % 2 else at for at in before]
        steps = Steps(MOST_STEPS)
        left = steps.left
        assert len(equal_pairs(before, after, steps)) == 15_000
        assert left - steps.left < 4 * 30_000

    def test_what_would_cost_too_much_is_taken_as_replaced(self) -> None:
        before, after = ["a", "b"] * 5_000, ["b", "b", "a"] * 5_000
        steps = Steps(MOST_STEPS)
        pairs = equal_pairs(before, after, steps)
        assert steps.left >= 0
        assert all(before[i] == after[j] for i, j in pairs)


class CountedLines(Lines):
    """Lines that count how often one of them is looked at."""

    looks = 0

    def __getitem__(self, at: Any) -> Any:
        CountedLines.looks += 1
        return super().__getitem__(at)


# What begins a block whose end is looked for further down, what ends none, and what is dull.
COSTLY = [
    *("$$ x", "$$", "<div>", "<div>\n", "<div>\n\n</p>\n", "<div>a</p>", "</div>\n", "<a", "<!--"),
    *(
        "- a",
        "- a\n",
        "-\n\n  a",
        "- - a",
        "1. a",
        "[^a]: x",
        "a\n: b",
        "a\n\n: b",
        "> a",
        "> a\n$$",
    ),
    *(
        "```",
        "~~~ a",
        ":::note",
        ":::note\n\n:::",
        "| a |",
        "a|b\n-|-\n$$ x",
        "|---|",
        "---",
        "===",
    ),
    *("    a\n", "a", "a\n", "# a", "***", "a\n$$ x", "- a\n<div>", "[", "<b>\n"),
]


class TestWhatReadingCosts:
    @pytest.mark.parametrize("line", COSTLY, ids=repr)
    def test_a_line_is_looked_at_a_bounded_number_of_times(
        self, line: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "Lines", CountedLines)
        CountedLines.looks = 0
        lines = 10_000
        text = f"{line}\n" * (lines // (1 + line.count("\n")))
        assert split(text).text == text
        # Far fewer than the 60 lines that are asked about below each.
        assert CountedLines.looks <= 20 * lines

    @pytest.mark.parametrize("first", ["|", "|a|", "a|b"])
    @pytest.mark.parametrize("row", ["-{}x", "-|{}x", "|-{}|{}x", ":-:{}-", "-|-{}|{}x"])
    def test_a_row_of_blanks_is_read_once(self, first: str, row: str) -> None:
        """With the square of its length this would take an hour."""
        text = f"{first}\n{row.replace('{}', ' ' * 250_000)}"
        assert split(text).text == text

    def test_what_lies_below_many_lines_is_one_unit(self) -> None:
        lines = [f"- {number}" for number in range(MOST_LINES + 3)]
        text = split("\n\n".join(lines) + "\n\n")
        assert len(text.units) == MOST_LINES + 1
        assert text.units[-2].text == lines[MOST_LINES - 1]
        assert text.units[-1] == (Kind.BLOCK, "", "\n\n".join(lines[MOST_LINES:]))
        assert text.trailing == "\n\n"

    def test_a_change_above_and_one_below_are_still_two(self) -> None:
        lines = [f"Line {number}." for number in range(2 * MOST_LINES)]
        above, below = ["Above.", *lines[1:]], [*lines[:-1], "Below."]
        texts = ["\n\n".join(each) for each in (lines, above, below)]
        assert merge_text(*texts).text == "\n\n".join(["Above.", *lines[1:-1], "Below."])

    def test_two_changes_below_are_asked_about(self) -> None:
        lines = [f"Line {number}." for number in range(2 * MOST_LINES)]
        mine, theirs = [*lines[:-1], "Mine."], [*lines[:-9], "Theirs.", *lines[-8:]]
        texts = ["\n\n".join(each) for each in (lines, theirs, mine)]
        (place,) = merge_text(*texts).places
        assert place.mine.endswith("Mine.")
        assert "Theirs." in place.theirs
