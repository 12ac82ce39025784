"""Who has the same post open, and who hears of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from blog.auth.models import Person, Role
from blog.posts.actions import delete_for_ever
from blog.posts.presence import FORGOTTEN, FRESH, Presence, note_presence, others_here
from tests.admin.tabs import Tab
from tests.factories import Somebody, World, moment

NOW = moment(2026, 11, 21)
Open = Callable[..., None]


@pytest.fixture
def post_id(world: World, editor: Somebody) -> int:
    return world.draft(editor, title="Tides")


@pytest.fixture
def erik(world: World) -> Somebody:
    return world.person(Role.EDITOR, name="Erik Sund")


@pytest.fixture
def is_open(world: World, post_id: int) -> Open:
    """Say that somebody has the post open."""

    def note(who: Somebody, at: datetime = NOW, window: str = "", post: int | None = None) -> None:
        with world.writing() as session:
            name = window or f"{who.id:032x}"
            note_presence(session, post_id if post is None else post, name, who, at)

    return note


def others(world: World, post_id: int, who: Somebody, now: datetime = NOW) -> list[str]:
    with world.reading() as session:
        return list(others_here(session, post_id, who, now))


def rows(world: World) -> int:
    with world.reading() as session:
        return session.scalar(select(func.count()).select_from(Presence)) or 0


def test_others_are_named_and_oneself_is_not(
    world: World, post_id: int, editor: Somebody, erik: Somebody, is_open: Open
) -> None:
    is_open(editor)
    is_open(editor, window="e" * 32)
    is_open(erik)
    assert others(world, post_id, editor) == ["Erik Sund"]
    assert others(world, post_id, erik) == [editor.name]


def test_several_pages_of_one_person_are_one_and_namesakes_are_two(
    world: World, post_id: int, editor: Somebody, erik: Somebody, is_open: Open
) -> None:
    for window in "abc":
        is_open(erik, window=window * 32)
    is_open(world.person(Role.AUTHOR, name="Erik Sund"))
    is_open(world.person(Role.AUTHOR, name="Anna Low"))
    assert others(world, post_id, editor) == ["Anna Low", "Erik Sund", "Erik Sund"]


@pytest.mark.parametrize(
    ("since", "is_here"),
    [
        (timedelta(0), True),
        (FRESH - timedelta(milliseconds=1), True),
        (FRESH, False),
        (timedelta(days=1), False),
        # Clocks of two machines differ.
        (timedelta(seconds=-2), True),
    ],
)
def test_a_page_that_was_silent_for_25_seconds_is_gone(
    world: World, post_id: int, is_open: Open, since: timedelta, is_here: bool
) -> None:
    anna, erik = (world.person(Role.EDITOR, name=name) for name in ("Anna Low", "Erik Sund"))
    is_open(erik, NOW - since)
    assert (others(world, post_id, anna) == ["Erik Sund"]) is is_here


def test_another_post_is_another_room(
    world: World, post_id: int, editor: Somebody, erik: Somebody, is_open: Open
) -> None:
    is_open(erik, post=world.draft(erik))
    assert others(world, post_id, editor) == []


def test_a_page_that_says_so_again_is_one_row(
    world: World, post_id: int, editor: Somebody, erik: Somebody, is_open: Open
) -> None:
    for seconds in range(0, 60, 10):
        is_open(erik, NOW + timedelta(seconds=seconds))
    assert rows(world) == 1
    assert others(world, post_id, editor, NOW + timedelta(seconds=60)) == ["Erik Sund"]


def test_a_page_is_of_whoever_is_signed_in_there_now(
    world: World, post_id: int, editor: Somebody, erik: Somebody, is_open: Open
) -> None:
    is_open(erik, window="a" * 32)
    is_open(editor, window="a" * 32)
    assert others(world, post_id, editor) == []
    assert others(world, post_id, erik) == [editor.name]


def test_rows_that_are_an_hour_old_are_removed(
    world: World, post_id: int, editor: Somebody, erik: Somebody, is_open: Open
) -> None:
    is_open(erik)
    is_open(editor, NOW + FORGOTTEN)
    assert rows(world) == 2
    is_open(editor, NOW + FORGOTTEN + timedelta(seconds=1))
    assert rows(world) == 1


def test_whoever_was_removed_is_gone_with_their_pages(
    world: World, post_id: int, editor: Somebody, erik: Somebody, is_open: Open
) -> None:
    is_open(erik)
    with world.writing() as session:
        session.delete(session.get_one(Person, erik.id))
    assert others(world, post_id, editor) == []
    assert rows(world) == 0


def test_a_post_that_was_deleted_takes_its_rows_along(
    world: World, post_id: int, erik: Somebody, is_open: Open
) -> None:
    is_open(erik)
    world.trash(post_id, erik)
    with world.writing() as session:
        delete_for_ever(session, post_id, erik, NOW)
    assert rows(world) == 0


class TestOverTheWire:
    """A page says that it is open and hears who else is here, by the clock of the server."""

    @pytest.fixture
    def mine(self, world: World, owner: Somebody, post_id: int) -> Tab:
        return Tab(world.sign_in(owner), post_id)

    @pytest.fixture
    def theirs(self, world: World, owner: Somebody, erik: Somebody, post_id: int) -> Tab:
        return Tab(world.sign_in(erik), post_id)

    def test_two_pages_hear_of_each_other(self, mine: Tab, theirs: Tab) -> None:
        assert mine.be_present().json == {"others": [], "news": None}
        answer = theirs.be_present()
        assert answer.json == {"others": ["Odile Farrow"], "news": None}
        assert answer.headers["Cache-Control"] == "no-store"
        assert mine.be_present().json == {"others": ["Erik Sund"], "news": None}

    def test_a_name_that_is_none_asks_and_is_not_here(
        self, world: World, mine: Tab, theirs: Tab
    ) -> None:
        theirs.be_present(window="<script>")
        assert rows(world) == 0
        theirs.be_present()
        assert mine.be_present(window="").json == {"others": ["Erik Sund"], "news": None}
        assert rows(world) == 1

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUTHOR])
    def test_nobody_asks_about_other_peoples_posts(
        self, world: World, mine: Tab, theirs: Tab, role: Role
    ) -> None:
        theirs.be_present()
        stranger = Tab(world.sign_in(world.person(role, name="Anna Low")), mine.post_id)
        answer = stranger.be_present()
        assert answer.status_code == 403
        assert "Erik" not in answer.text
        assert mine.be_present().json == {"others": ["Erik Sund"], "news": None}

    def test_whoever_was_removed_can_say_so_no_more(
        self, world: World, erik: Somebody, theirs: Tab
    ) -> None:
        with world.writing() as session:
            session.get_one(Person, erik.id).removed_at = NOW
        assert theirs.be_present().status_code == 401
        assert rows(world) == 0

    def test_a_newer_version_is_news(self, mine: Tab, theirs: Tab) -> None:
        theirs.save("Theirs.")
        news = (mine.be_present().json or {})["news"]
        assert news.startswith("Erik Sund saved a newer version at ")
        assert (mine.be_present(based_on=2).json or {})["news"] is None
        # A base that never was is no reason to keep it from anybody.
        for base in ("", "0", "-1", "x"):
            answer = mine.client.post(
                f"/admin/posts/{mine.post_id}/presence",
                data={"csrf_token": mine.token, "window": mine.window, "based_on": base},
            )
            assert (answer.json or {})["news"] == news
