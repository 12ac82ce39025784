"""Paragraphs that came and went: each by itself, unless they are too many to be read so."""

import pytest

from blog.posts.matching import MOST_STEPS
from blog.posts.pairing import MOST_ALONE, paired
from blog.posts.steps import Steps


@pytest.mark.parametrize("number", [0, 1, 7, MOST_ALONE - 1])
def test_each_stands_by_itself(number: int) -> None:
    groups = list(paired(["a"] * number, [], Steps(0)))
    assert [group.old for group in groups] == [(at, at + 1) for at in range(number)]
    assert {group.new for group in groups} <= {(0, 0)}


@pytest.mark.parametrize("olds", [0, 1, MOST_ALONE, 3 * MOST_ALONE + 1, 300_000])
@pytest.mark.parametrize("news", [0, 2, 300_000])
def test_however_many_there_are_each_is_there_once_in_few_groups(olds: int, news: int) -> None:
    groups = list(paired(["a"] * olds, ["b"] * news, Steps(MOST_STEPS)))
    assert len(groups) <= 2 * MOST_ALONE
    for spans, count in (
        ([group.old for group in groups], olds),
        ([group.new for group in groups], news),
    ):
        places = [at for span in spans for at in range(*span)]
        assert places == list(range(count))
