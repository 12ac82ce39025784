"""What a comparison costs, in steps: bounded, whatever the texts hold."""

import pytest

from blog.posts.comparison import compare_texts
from blog.posts.matching import MOST_STEPS
from blog.posts.steps import Steps
from blog.posts.word_comparison import Change
from tests.posts.test_comparison import both_texts, paragraphs


def sentence(number: int, words: int) -> str:
    return " ".join(f"word{number * words + each}" for each in range(words)) + "."


PARAGRAPHS = "\n\n".join(sentence(number, 100) for number in range(100))
ALL_CHANGED = {
    "every paragraph": PARAGRAPHS.replace("word", "thing", 5_000),
    "a word of each paragraph": PARAGRAPHS.replace("5.\n", "five.\n"),
    "every other word": " ".join(
        word if number % 2 else f"{word}s" for number, word in enumerate(PARAGRAPHS.split(" "))
    ),
}
COSTLY = {
    **{name: (PARAGRAPHS, changed) for name, changed in ALL_CHANGED.items()},
    "one word again and again": ("the " * 10_000, "the " * 4_000 + "a tide " + "the " * 5_000),
    "two words again and again": ("sea tide " * 5_000, "tide sea sea " * 3_400),
    "one letter a paragraph": ("a\n\n" * 10_000, "b\n\n" + "a\n\nb\n\n" * 5_000),
    "one paragraph, every other word": (
        sentence(0, 10_000),
        " ".join(f"word{n}" if n % 2 else f"other{n}" for n in range(10_000)),
    ),
    "short lines, each changed": (
        "\n\n".join(f"line {n} of {n * 7} in all" for n in range(2_000)),
        "\n\n".join(f"line {n} of {n * 7} at last" for n in range(2_000)),
    ),
    "signs": ("[" * 20_000, "](" * 10_000),
}


class TestCost:
    @pytest.mark.parametrize("name", COSTLY)
    def test_ten_thousand_words_take_a_bounded_number_of_steps(self, name: str) -> None:
        old, new = COSTLY[name]
        counted = CountedSteps(MOST_STEPS)
        assert both_texts(compare_texts(old, new, counted)) == (old, new)
        assert 0 <= counted.left <= MOST_STEPS
        # What is refused is not looked at: a search begins no more often than there are words.
        assert counted.refused <= 20_000

    def test_an_edit_of_ten_thousand_words_takes_few(self) -> None:
        steps = Steps(MOST_STEPS)
        compare_texts(PARAGRAPHS, PARAGRAPHS.replace("word50 ", "WORD ", 1), steps)
        assert MOST_STEPS - steps.left < 2_000

    def test_every_paragraph_changed_in_one_word_is_still_found(self) -> None:
        comparison = compare_texts(PARAGRAPHS, PARAGRAPHS.replace(".\n", "!\n"))
        changes = [each.change for each in paragraphs(comparison)]
        assert changes == [Change.CHANGED] * 99 + [Change.SAME]


class CountedSteps(Steps):
    """Steps that count how often they did not suffice."""

    refused = 0

    def take(self, number: int) -> bool:
        taken = super().take(number)
        self.refused += not taken
        return taken
