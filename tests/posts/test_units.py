"""A text in units: what is edited apart is apart, what would break when torn is one."""

import pytest

from blog.posts.alignment import Effort, equal_pairs
from blog.posts.units import Kind, split


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
        effort = Effort()
        left = effort.left
        assert len(equal_pairs(before, after, effort)) == 29_999
        assert left - effort.left < 10

    def test_every_other_paragraph_changed_costs_a_look_at_each(self) -> None:
        before = list(range(30_000))
        after = [-at if at % 2 else at for at in before]
        effort = Effort()
        left = effort.left
        assert len(equal_pairs(before, after, effort)) == 15_000
        assert left - effort.left < 4 * 30_000

    def test_what_would_cost_too_much_is_taken_as_replaced(self) -> None:
        before, after = ["a", "b"] * 5_000, ["b", "b", "a"] * 5_000
        effort = Effort()
        pairs = equal_pairs(before, after, effort)
        assert effort.left >= 0
        assert all(before[i] == after[j] for i, j in pairs)
