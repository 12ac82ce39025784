"""What a merge is told as, and how the text in the page becomes the merged one."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blog.admin.merging import at, replacements, units
from blog.auth.models import Role
from blog.core import clock
from tests.admin.tabs import Tab
from tests.factories import Somebody, World
from tests.posts.merging import TRIPLES

TEXT = "One.\n\nTwo.\n\nThree.\n"
# Letters of one, two, three and four bytes, and line ends that are and are none in a text area.
TEXTS = st.text(alphabet="ab \n\n\té\u0301€😀👩\u200d\u2028\x85", max_size=40)
PAIRS = st.tuples(TEXTS, TEXTS) | TRIPLES.map(lambda triple: triple[:2])


def applied(old: str, edits: list[tuple[int, int, str]]) -> str:
    """Do what a browser does, where a text is counted in UTF-16 units: the last edit first."""
    text = old.encode("utf-16-le")
    for start, end, words in reversed(edits):
        text = text[: start * 2] + words.encode("utf-16-le") + text[end * 2 :]
    return text.decode("utf-16-le")


class TestReplacements:
    @given(PAIRS)
    @example(("", "a"))
    @example(("a", ""))
    @example(("", ""))
    @example(("😀", "😁"))
    @example(("a😀b\n", "a😁b\n"))
    @example(("👩\u200d👩", "👩\u200d👧"))
    def test_applied_to_the_old_text_give_the_new_one(self, pair: tuple[str, str]) -> None:
        old, new = pair
        assert applied(old, replacements(old, new)) == new

    @given(PAIRS)
    def test_stand_in_order_and_never_touch_the_same_place(self, pair: tuple[str, str]) -> None:
        edits = replacements(*pair)
        assert all(start <= end for start, end, _ in edits)
        assert all(one[1] <= other[0] for one, other in pairwise(edits))
        assert not edits or edits[-1][1] <= units(pair[0])

    @given(PAIRS)
    def test_change_something_each(self, pair: tuple[str, str]) -> None:
        text = pair[0].encode("utf-16-le")
        for start, end, words in replacements(*pair):
            assert text[start * 2 : end * 2].decode("utf-16-le") != words

    @given(TEXTS)
    def test_are_none_where_nothing_differs(self, text: str) -> None:
        assert replacements(text, text) == []

    @given(PAIRS)
    def test_never_part_a_letter_of_two_units(self, pair: tuple[str, str]) -> None:
        text = pair[0].encode("utf-16-le")
        for start, end, _ in replacements(*pair):
            text[: start * 2].decode("utf-16-le")
            text[end * 2 :].decode("utf-16-le")

    @pytest.mark.parametrize(
        ("old", "new", "edits"),
        [
            # Where somebody types at the end of a line, its end stays where it is.
            ("a\nb\n", "a\nbc\n", [(3, 3, "c")]),
            ("a\nb", "a\nb\n", [(3, 3, "\n")]),
            ("a\n", "", [(0, 2, "")]),
            ("😀\na\n", "😀\nb\n", [(3, 4, "b")]),
            ("One.\n\nTwo.\n", "One.\n\nAnd.\n\nTwo.\n", [(6, 6, "And.\n\n")]),
        ],
    )
    def test_cover_no_more_than_differs(
        self, old: str, new: str, edits: list[tuple[int, int, str]]
    ) -> None:
        assert replacements(old, new) == edits


class TestWhen:
    @pytest.mark.parametrize(
        ("ago", "words"), [(timedelta(minutes=25), "at "), (timedelta(days=40), "on ")]
    )
    def test_is_said_within_a_sentence(
        self, world: World, owner: Somebody, ago: timedelta, words: str
    ) -> None:
        with world.app.test_request_context():
            assert at(clock.now() - ago).startswith((words, "yesterday, "))


class TestWords:
    @pytest.fixture
    def erik(self, world: World, owner: Somebody) -> Tab:
        return self.tab(world, world.person(Role.EDITOR, name="Erik Sund"), None)

    @pytest.fixture
    def mine(self, world: World, owner: Somebody, erik: Tab) -> Tab:
        post_id = world.draft(owner, title="Tides", body=TEXT, bylines=())
        erik.post_id = post_id
        return self.tab(world, owner, post_id)

    def tab(self, world: World, who: Somebody, post_id: int | None) -> Tab:
        return Tab(world.sign_in(who), post_id)

    @pytest.mark.parametrize(
        ("theirs", "words"),
        [
            ({"body": TEXT.replace("One.", "1.")}, "1 paragraph"),
            ({"body": TEXT.replace("One.", "1").replace("Two.", "2")}, "2 paragraphs"),
            ({"title": "Ebb"}, "the title"),
            ({"title": "Ebb", "summary": "S"}, "the title and the summary"),
            (
                {"summary": "S", "slug": "ebb", "tags": "Sea", "visibility": "unlisted"},
                "the summary, the address, who may see it and the tags",
            ),
        ],
    )
    def test_say_who_changed_what(
        self, mine: Tab, erik: Tab, theirs: dict[str, str], words: str
    ) -> None:
        erik.save(**{"body": TEXT, **theirs})
        answer = mine.save(TEXT.replace("Three.", "Mine."), reason="save").json or {}
        assert answer["outcome"] == "merged"
        told = answer["merge"]
        assert told.startswith("Erik Sund changed ")
        assert told.endswith("; both texts were merged.")
        changed = told.removeprefix("Erik Sund changed ").partition(";")[0]
        assert sorted(changed.replace(" and ", ", ").split(", ")) == sorted(
            words.replace(" and ", ", ").split(", ")
        )
        assert answer["words"] == told

    def test_say_you_of_another_window(self, mine: Tab) -> None:
        Tab(mine.client, mine.post_id).save(TEXT.replace("One.", "1."))
        answer = mine.save(TEXT.replace("Three.", "Mine.")).json or {}
        assert answer["merge"] == (
            "You changed 1 paragraph in another window; both texts were merged."
        )

    def test_news_are_of_others_and_of_other_windows_but_not_of_ones_own_merge(
        self, mine: Tab, erik: Tab
    ) -> None:
        other = Tab(mine.client, mine.post_id)
        assert self.news(mine, 1) is None
        other.save(TEXT.replace("One.", "1."))
        assert self.news(mine, 1) == "You saved a newer version in another window."
        erik.save(TEXT.replace("One.", "1.").replace("Two.", "2."), based_on=2)
        assert str(self.news(mine, 1)).startswith("Erik Sund saved a newer version at ")
        merged = mine.save(TEXT.replace("Three.", "Mine.")).json or {}
        # The text of this page is in it: the page takes it in, and nobody need be told.
        assert self.news(mine, merged["typed"]) is None
        assert self.news(mine, merged["number"]) is None
        assert self.news(erik, 3) == "Odile Farrow saved a newer version " + at_now(mine)

    def news(self, tab: Tab, base: int) -> str | None:
        answer = tab.be_present(base).json or {}
        found: str | None = answer["news"]
        return found


def at_now(tab: Tab) -> str:
    """Return how the time of the last save is said."""
    world = World(tab.client.application)
    newest = world.revisions(tab.post_id or 0)[-1]
    with world.app.test_request_context():
        return f"{at(newest.created_at)}."
