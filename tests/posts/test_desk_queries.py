"""Lists at the desk: every order, filter and word, page by page, on both databases."""

from datetime import datetime
from typing import Any

import pytest

from blog.auth.models import Role
from blog.core.folding import LONGEST_KEY
from blog.core.pagination import BadPlace, Place
from blog.posts import desk_lists
from blog.posts.desk_lists import ORDERS, Dated, Listing, Sort, Wanted, desk_list
from blog.posts.desk_queries import Tab, published_total, tab_totals
from blog.posts.models import Kind, Visibility
from blog.posts.title_keys import title_key
from blog.tags.queries import tags_by_name
from tests.factories import Somebody, World, moment

NOW = moment(2026, 6)


def listing(
    world: World, actor: Somebody, place: Place | None = None, size: int = 50, **wanted: Any
) -> Listing:
    with world.reading() as session:
        kind = wanted.pop("kind", Kind.POST)
        return desk_list(session, actor, Wanted(kind, **wanted), NOW, place, size)


def titles(world: World, actor: Somebody, **wanted: Any) -> list[str]:
    return [row.title for row in listing(world, actor, **wanted).rows]


def pages(world: World, actor: Somebody, size: int, **wanted: Any) -> list[list[str]]:
    """Return every page of a list, and see that they are the same on the way back."""
    there, place = [], None
    while True:
        page = listing(world, actor, place, size, **wanted)
        there.append([row.title for row in page.rows])
        if page.following is None:
            break
        place = page.following
    back, last = [there[-1]], page
    while last.previous is not None:
        last = listing(world, actor, last.previous, size, **wanted)
        back.append([row.title for row in last.rows])
    assert back[::-1] == there
    return there


class TestOrders:
    @pytest.fixture(autouse=True)
    def shelf(self, world: World, owner: Somebody) -> None:
        """Posts of which some were never published, and some share their moments."""
        for number, title in enumerate(("Élan", "elan", "Zebra", "apple", "", "Ölberg", "Apple")):
            post_id = world.draft(owner, title=title, now=moment(2026, 1, 1 + number // 2))
            if title not in {"elan", "Apple", ""}:
                world.publish(post_id, owner, moment(2020 + number // 3), now=NOW)

    @pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            (Sort.EDITED, ["Apple", "Ölberg", "", "apple", "Zebra", "elan", "Élan"]),
            # What was never published follows, the newest first.
            (Sort.PUBLISHED, ["Ölberg", "apple", "Zebra", "Élan", "Apple", "", "elan"]),
            (Sort.TITLE, ["", "apple", "Apple", "Élan", "elan", "Ölberg", "Zebra"]),
        ],
    )
    def test_go_on_page_by_page_in_both_directions(
        self, world: World, owner: Somebody, sort: Sort, expected: list[str], size: int
    ) -> None:
        found = pages(world, owner, size, sort=sort)
        assert [title for page in found for title in page] == expected
        assert {len(page) for page in found[:-1]} <= {size}

    @pytest.mark.parametrize("sort", Sort)
    def test_places_survive_an_address(self, world: World, owner: Somebody, sort: Sort) -> None:
        page = listing(world, owner, None, 5, sort=sort)
        assert page.following is not None
        assert Place.parse(str(page.following), None, ORDERS[sort].keys) == page.following
        back = Place.parse(None, str(page.following), ORDERS[sort].keys)
        assert back is not None
        assert back.back

    @pytest.mark.parametrize(
        ("text", "sort"),
        [
            ("never.1", Sort.EDITED),
            ("1.x", Sort.PUBLISHED),
            ("a title", Sort.TITLE),
            ("a title.", Sort.TITLE),
            ("a\x00b.1", Sort.TITLE),
            ("a title.1", Sort.EDITED),
            (f"{'9' * 18}.1", Sort.EDITED),
            ("never.9999999999999999999", Sort.PUBLISHED),
        ],
    )
    def test_places_of_another_order_are_none(self, text: str, sort: Sort) -> None:
        with pytest.raises(BadPlace):
            Place.parse(text, None, ORDERS[sort].keys)

    def test_titles_may_have_dots(self, world: World, owner: Somebody) -> None:
        assert Place.parse("a. b.c.7", None, ORDERS[Sort.TITLE].keys) == Place("a. b.c", 7)


class TestTitleKeys:
    @pytest.mark.parametrize(
        ("title", "key"),
        [("Ärmel", "armel"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("ﬁne", "fine")],
    )
    def test_have_neither_case_nor_accents(self, title: str, key: str) -> None:
        assert title_key(title) == key

    def test_keep_the_marks_that_are_letters(self) -> None:
        assert title_key("हिन्दी") == "हिन्दी"

    def test_fit_into_an_index(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, title="𒀀" * 1000)
        assert len(world.post(post_id).title_key) == LONGEST_KEY

    def test_follow_the_head(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, title="One")
        world.publish(post_id, owner)
        world.save(post_id, owner, 1, title="Two")
        assert world.post(post_id).title_key == "two"
        world.restore(post_id, 1, owner)
        assert world.post(post_id).title_key == "one"


class TestWords:
    def test_are_found_in_titles_and_texts(self, world: World, owner: Somebody) -> None:
        world.draft(owner, title="The harbour", body="Nothing.")
        world.draft(owner, title="Elsewhere", body="A HARBOUR of refuge.")
        world.draft(owner, title="Refuge", body="At the harbour.")
        assert titles(world, owner, words=("harbour",)) == ["Refuge", "Elsewhere", "The harbour"]
        assert titles(world, owner, words=("refuge", "harbour")) == ["Refuge", "Elsewhere"]
        assert titles(world, owner, words=("refuge", "harbour", "inn")) == []

    def test_are_those_of_the_newest_version(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, title="Old", body="Old text.")
        world.publish(post_id, owner)
        world.save(post_id, owner, 1, title="New", body="New text.")
        assert titles(world, owner, words=("old",)) == []
        assert titles(world, owner, words=("new",)) == ["New"]

    def test_are_looked_for_in_the_texts_that_were_edited_last(
        self, world: World, owner: Somebody, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(desk_lists, "TEXTS", 2)
        for number in range(4):
            world.draft(owner, title=f"T{number}", body="tide", now=moment(2026, 1, 1 + number))
        found = listing(world, owner, words=("tide",))
        assert ([row.title for row in found.rows], found.cut) == (["T3", "T2"], True)
        # Titles are looked at in all of them; and where few are chosen, so are their texts.
        assert titles(world, owner, words=("t0",)) == ["T0"]
        every = listing(world, owner, words=("tide",), all_texts=True)
        assert ([row.title for row in every.rows], every.cut) == (["T3", "T2", "T1", "T0"], False)
        early = listing(world, owner, words=("tide",), until=moment(2026, 1, 3))
        assert ([row.title for row in early.rows], early.cut) == (["T1", "T0"], False)

    @pytest.mark.parametrize("word", ["%", "_", "\\", "/", "'"])
    def test_may_be_signs(self, world: World, owner: Somebody, word: str) -> None:
        world.draft(owner, title=f"a{word}b")
        world.draft(owner, title="axb")
        assert titles(world, owner, words=(word,)) == [f"a{word}b"]


class TestFilters:
    def test_by_author_go_by_the_names_on_a_post(self, world: World, owner: Somebody) -> None:
        anna = world.person(Role.EDITOR)
        world.draft(owner, title="By Anna", bylines=(anna.id,))
        world.draft(anna, title="By both", bylines=(owner.id, anna.id))
        world.draft(owner, title="By me")
        world.draft(anna, Kind.PAGE, title="Page", bylines=())
        assert titles(world, owner, author=anna.id) == ["By both", "By Anna"]
        assert titles(world, owner, author=anna.id, sort=Sort.TITLE) == ["By Anna", "By both"]
        assert titles(world, owner, author=anna.id, kind=Kind.PAGE) == ["Page"]
        assert titles(world, owner, author=owner.id, kind=Kind.PAGE) == []

    @pytest.mark.parametrize("few", [0, 500])
    def test_by_tag_go_by_what_is_written(
        self, world: World, owner: Somebody, monkeypatch: pytest.MonkeyPatch, few: int
    ) -> None:
        # Few are looked up one by one, many are met on the way.
        monkeypatch.setattr(desk_lists, "FEW", few)
        world.draft(owner, title="Sea", tags=("Sea",))
        world.draft(owner, Kind.PAGE, title="Page", tags=("Sea",))
        post_id = world.draft(owner, title="Both", tags=("Sea", "Mud"))
        world.publish(post_id, owner)
        world.save(post_id, owner, 1, title="Mud only", tags=("Mud",))
        world.trash(world.draft(owner, title="Gone", tags=("Sea",)), owner)
        with world.reading() as session:
            known = {slug: tag.id for slug, tag in tags_by_name(session, ["sea", "mud"]).items()}
        assert titles(world, owner, tag=known["sea"]) == ["Sea"]
        assert titles(world, owner, tag=known["mud"], author=owner.id) == ["Mud only"]
        assert titles(world, owner, tag=known["sea"], kind=Kind.PAGE) == ["Page"]
        assert titles(world, owner, tag=known["sea"], tab=Tab.TRASH) == ["Gone"]

    def test_by_visibility_go_by_what_readers_get(self, world: World, owner: Somebody) -> None:
        world.published(owner, title="Private", visibility=Visibility.PRIVATE)
        world.published(owner, title="Public")
        world.draft(owner, title="A draft", visibility=Visibility.PRIVATE)
        assert titles(world, owner, visibility=Visibility.PRIVATE) == ["Private"]
        assert titles(world, owner, visibility=Visibility.PUBLIC) == ["Public"]

    def test_by_date_go_by_either_date(self, world: World, owner: Somebody) -> None:
        for title, edited, published in (("A", 1, 2019), ("B", 2, 2020), ("C", 3, None)):
            post_id = world.draft(owner, title=title, now=moment(2026, edited))
            if published:
                world.publish(post_id, owner, moment(published), now=moment(2026, edited))
        between = {"since": moment(2026, 2), "until": moment(2026, 3)}
        assert titles(world, owner, **between) == ["B"]
        years: dict[str, datetime] = {"since": moment(2019), "until": moment(2020)}
        assert titles(world, owner, dated=Dated.PUBLISHED, **years) == ["A"]
        assert titles(world, owner, dated=Dated.PUBLISHED, since=moment(2019, 6)) == ["B"]


class TestRights:
    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUTHOR])
    def test_writers_find_their_own_only(self, world: World, owner: Somebody, role: Role) -> None:
        writer = world.person(role)
        world.draft(writer, title="Mine", body="secret", tags=("Sea",))
        world.draft(owner, title="Not mine", body="secret", tags=("Sea",), bylines=(writer.id,))
        with world.reading() as session:
            tag = tags_by_name(session, ["sea"])["sea"].id
        searches: list[dict[str, Any]] = [
            {},
            {"words": ("mine",)},
            {"words": ("secret",)},
            {"tag": tag},
            {"sort": Sort.TITLE},
            {"sort": Sort.PUBLISHED},
        ]
        assert [titles(world, writer, **search) for search in searches] == [["Mine"]] * 6
        assert titles(world, writer, author=writer.id) == ["Mine"]

    def test_tabs_count_what_they_show(self, world: World, owner: Somebody) -> None:
        author = world.person(Role.AUTHOR)
        for writer in (owner, author):
            world.draft(writer)
            world.published(writer)
            world.published(writer, at=moment(2100))
            world.trash(world.draft(writer), writer)
        for who, each in ((owner, 2), (author, 1)):
            with world.reading() as session:
                published = published_total(session, who, Kind.POST)
                totals = tab_totals(session, who, Kind.POST, moment(2050), published)
            shown = {
                Tab.ALL: 3 * each,
                Tab.DRAFTS: each,
                Tab.WAITING: 0,
                Tab.SCHEDULED: each,
                Tab.PUBLISHED: each,
                Tab.TRASH: each,
            }
            assert totals == shown
