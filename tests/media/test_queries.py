"""Lists of the library: every tab, order and word, page by page, alike on both databases."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from blog.core.pagination import BadPlace, Page, Place
from blog.media import queries
from blog.media.details import Details, name_key, search_key
from blog.media.models import FormerFile, MediaItem, MediaKind, MediaUse, UseScope
from blog.media.queries import ORDERS, Sort, Tab, Wanted, words_of
from tests.factories import World, moment
from tests.statements import statements

NOW = moment(2026, 6)
NAMES = ("Äpfel.png", "apple.png", "Zebra.png", "cup.png", "Éclair.png", "10.png", "9.png")


class Shelf:
    """Items without bytes, as many as wanted."""

    def __init__(self, world: World) -> None:
        self.world, self.owner = world, world.set_up()
        self.numbers = count(1)

    def add(self, name: str, now: datetime | None = None, **more: Any) -> int:
        with self.world.writing() as session:
            item = self.item(name, now, **more)
            session.add(item)
            session.flush()
            return item.id

    def item(self, name: str, now: datetime | None = None, **more: Any) -> MediaItem:
        number = next(self.numbers)
        at = now or NOW + timedelta(minutes=number)
        details = Details(**{each: more.get(each, "") for each in ("alt", "caption", "credit")})
        columns: dict[str, Any] = {
            "key": f"{number:012}",
            "kind": MediaKind.IMAGE,
            "name": name,
            "name_key": name_key(name),
            "search_key": search_key(name, details),
            "media_type": "image/png",
            "digest": f"{number:064x}",
            "size": 1,
            "width": 10,
            "height": 10,
            "uploaded_by_id": self.owner.id,
            "created_at": at,
            "changed_at": at,
        }
        if more.get("kind", MediaKind.IMAGE) is not MediaKind.IMAGE:
            columns |= {"width": None, "height": None}
        return MediaItem(**{**columns, **more})

    def use(self, item_id: int, scope: UseScope = UseScope.PAST) -> None:
        post_id = self.world.draft(self.owner)
        with self.world.writing() as session:
            session.add(MediaUse(item_id=item_id, post_id=post_id, scope=scope))

    def listing(self, place: Place | None = None, size: int = 50, **wanted: Any) -> Page[MediaItem]:
        with self.world.reading() as session:
            return queries.library(session, Wanted(**wanted), place, size)

    def names(self, **wanted: Any) -> list[str]:
        return names_in(self.listing(**wanted))


@pytest.fixture
def shelf(world: World) -> Shelf:
    return Shelf(world)


def names_in(listing: Page[MediaItem]) -> list[str]:
    return [item.name for item in listing.items]


class TestTabs:
    def test_each_has_its_own_and_none_has_the_trash(self, shelf: Shelf) -> None:
        shelf.use(shelf.add("used.png", alt="Seen"))
        shelf.add("plain.png")
        shelf.add("ornament.png", is_decorative=True)
        shelf.add("sound.mp3", kind=MediaKind.AUDIO)
        shelf.use(shelf.add("paper.pdf", kind=MediaKind.DOCUMENT), UseScope.HEAD)
        shelf.add("gone.png", trashed_at=NOW)
        shown = {tab: set(shelf.names(tab=tab)) for tab in Tab}
        assert shown == {
            Tab.IMAGES: {"used.png", "plain.png", "ornament.png"},
            Tab.FILES: {"sound.mp3", "paper.pdf"},
            Tab.WITHOUT_ALT: {"plain.png"},
            Tab.UNUSED: {"plain.png", "ornament.png", "sound.mp3"},
            Tab.TRASH: {"gone.png"},
        }
        with shelf.world.reading() as session, statements() as executed:
            assert queries.tab_counts(session) == {tab: len(shown[tab]) for tab in Tab}
        assert len(executed) == 1

    def test_an_empty_library_has_empty_tabs(self, shelf: Shelf) -> None:
        with shelf.world.reading() as session:
            assert queries.tab_counts(session) == dict.fromkeys(Tab, 0)
        assert shelf.listing() == Page([])


class TestOrder:
    def test_the_newest_come_first_or_names_without_regard_to_case_and_accents(
        self, shelf: Shelf
    ) -> None:
        for name in NAMES:
            shelf.add(name)
        assert shelf.names() == list(reversed(NAMES))
        by_name = [
            "10.png",
            "9.png",
            "Äpfel.png",
            "apple.png",
            "cup.png",
            "Éclair.png",
            "Zebra.png",
        ]
        assert shelf.names(sort=Sort.NAME) == by_name

    @pytest.mark.parametrize("sort", Sort)
    def test_pages_lead_there_and_back_and_leave_nothing_out(
        self, shelf: Shelf, sort: Sort
    ) -> None:
        for _ in range(2):
            for name in NAMES:
                # Two of the same moment and two of the same name are parted by their id.
                shelf.add(name, NOW)
        whole = names_and_ids(shelf.listing(sort=sort))
        there, pages = [], []
        listing = shelf.listing(None, 4, sort=sort)
        assert listing.previous is None
        while True:
            pages.append(names_and_ids(listing))
            there += pages[-1]
            if listing.following is None:
                break
            listing = shelf.listing(again(listing.following, sort), 4, sort=sort)
        assert there == whole
        for page in reversed(pages[:-1]):
            assert listing.previous is not None
            listing = shelf.listing(again(listing.previous, sort), 4, sort=sort)
            assert names_and_ids(listing) == page
        assert listing.previous is None

    @pytest.mark.parametrize("text", ["x", "1.", ".1", "1.-1", "1.9999999999999999999", "a\x00.1"])
    @pytest.mark.parametrize("sort", Sort)
    def test_a_place_that_was_never_given_is_refused(self, text: str, sort: Sort) -> None:
        if sort is Sort.NAME and text == ".1":
            return
        with pytest.raises(BadPlace):
            Place.parse(text, None, ORDERS[sort].keys)


def names_and_ids(listing: Page[MediaItem]) -> list[tuple[str, int]]:
    return [(item.name, item.id) for item in listing.items]


def again(place: Place, sort: Sort) -> Place | None:
    """Return a place as it comes back in an address."""
    before, after = (None, str(place)) if place.back else (str(place), None)
    return Place.parse(before, after, ORDERS[sort].keys)


class TestSearch:
    def test_all_words_are_found_in_what_is_said_of_an_item(self, shelf: Shelf) -> None:
        shelf.add("tide-gauge.png", alt="A gauge at the Éphèse pier", credit="O. Farrow")
        shelf.add("harbour.png", caption="Low water, 100% of it")
        for words, found in (
            ("GAUGE", ["tide-gauge.png"]),
            ("ephese tide", ["tide-gauge.png"]),
            ("FARROW", ["tide-gauge.png"]),
            ("100%", ["harbour.png"]),
            ("low ga%ge", []),
            ("_", []),
            ("harbour gauge", []),
            ("png", ["harbour.png", "tide-gauge.png"]),
        ):
            assert shelf.names(words=words_of(words)) == found

    def test_any_words_may_be_asked_for(self) -> None:
        assert words_of(" a\x00b  \t c ") == ("ab", "c")
        assert len(words_of("word " * 1000)) == queries.MOST_WORDS

    def test_a_picker_gets_the_newest_of_a_kind(self, shelf: Shelf) -> None:
        for name in NAMES:
            shelf.add(name)
        shelf.add("sound.mp3", kind=MediaKind.AUDIO)
        shelf.add("gone.png", trashed_at=NOW)
        assert shelf_recent(shelf, 2) == ["sound.mp3", "9.png"]
        assert shelf_recent(shelf, 2, (), MediaKind.IMAGE) == ["9.png", "10.png"]
        assert shelf_recent(shelf, 9, ("APFEL",)) == ["Äpfel.png"]


def shelf_recent(shelf: Shelf, *arguments: Any) -> list[str]:
    with shelf.world.reading() as session:
        return [item.name for item in queries.recent(session, *arguments)]


class TestByName:
    def test_keys_and_ids_find_their_items(self, shelf: Shelf) -> None:
        first, second = shelf.add("a.png"), shelf.add("b.png")
        gone = shelf.add("c.png", trashed_at=NOW)
        with shelf.world.reading() as session:
            keys = [
                item.key for item in queries.items_by_ids(session, [first, second, gone]).values()
            ]
            assert len(keys) == 3
            found = queries.items_by_keys(session, [*keys, "nobody", "x" * 12, "\x00"])
            assert {item.id for item in found.values()} == {first, second}
            with statements() as executed:
                assert queries.items_by_keys(session, ["", "no key"]) == {}
            assert executed == []
            item = queries.item_by_key(session, keys[2])
            assert item is not None
            assert item.id == gone
            for key in ("", "x" * 12, "\x00" * 12, "ä" * 12):
                assert queries.item_by_key(session, key) is None

    def test_a_former_file_is_known_by_how_its_digest_begins(self, shelf: Shelf) -> None:
        item_id = shelf.add("a.png")
        with shelf.world.writing() as session:
            digest = "0123456789abcdef" * 4
            session.add(FormerFile(item_id=item_id, digest=digest, replaced_at=NOW))
        with shelf.world.reading() as session:
            item = session.get_one(MediaItem, item_id)
            assert queries.had_file(session, item, "0123456789abcdef")
            for other in ("1123456789abcdef", "%", "\x00", ""):
                assert not queries.had_file(session, item, other)


class TestManyItems:
    @pytest.mark.commits
    def test_pages_of_many_come_from_an_index(self, own_site: Any) -> None:
        shelf = Shelf(World(own_site.app))
        with shelf.world.writing() as session:
            session.add_all(shelf.item(f"{number:05}.png") for number in range(3000))
        for sort, index in ((Sort.NEWEST, "newest"), (Sort.NAME, "by_name")):
            with shelf.world.reading() as session:
                if session.get_bind().dialect.name == "postgresql":
                    session.execute(text("ANALYZE media_items"))
                plan = plan_of(session, Wanted(sort=sort))
            assert f"ix_media_items_{index}" in plan, plan
            assert "TEMP B-TREE" not in plan


def plan_of(session: Session, wanted: Wanted) -> str:
    with statements() as executed:
        queries.library(session, wanted, None, 30)
    (statement,) = executed
    explain = "EXPLAIN QUERY PLAN " if "?" in statement else "EXPLAIN "
    named = {"kind_1": "image", "param_1": 31}
    parameters: Any = ("image", 31, 0) if "?" in statement else named
    rows = session.connection().exec_driver_sql(explain + statement, parameters)
    return "\n".join(str(tuple(row)) for row in rows)
