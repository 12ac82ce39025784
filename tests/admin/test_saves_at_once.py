"""The same save at the same moment: a page sends again what got no answer in time."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from blog.auth.models import Role
from blog.posts.models import Post
from tests.admin.tabs import Tab
from tests.conftest import Site
from tests.factories import Somebody, World

pytestmark = pytest.mark.commits

TURNS = 5
SECONDS = 60


@pytest.fixture
def own_world(own_site: Site) -> World:
    world = World(own_site.app)
    world.set_up()
    return world


@pytest.fixture
def erik(own_world: World) -> Somebody:
    return own_world.person(Role.EDITOR, name="Erik Sund", email="erik@example.org")


def two_tabs(world: World, erik: Somebody, post_id: int | None) -> list[Tab]:
    """Two connections of one page: a client of its own for each thread, the same window."""
    tabs = [Tab(world.sign_in(erik), post_id) for _ in range(2)]
    tabs[1].window = tabs[0].window
    return tabs


def at_once(tabs: Sequence[Tab], *texts: str, **typed: Any) -> list[TestResponse]:
    """Save a text with each, all at the same moment."""
    start = Barrier(len(tabs))

    def save(tab: Tab, text: str) -> TestResponse:
        start.wait(SECONDS)
        return tab.save(text, **typed)

    with ThreadPoolExecutor(len(tabs)) as pool:
        return list(pool.map(save, tabs, texts))


def test_the_same_save_twice_is_one(own_world: World, erik: Somebody) -> None:
    post_id = own_world.draft(erik, title="Tides", body="0", bylines=())
    tabs = two_tabs(own_world, erik, post_id)
    for turn in range(1, TURNS + 1):
        answers = at_once(tabs, *[f"Turn {turn}"] * 2, based_on=turn)
        assert [answer.status_code for answer in answers] == [200, 200]
        assert [answer.json and answer.json["number"] for answer in answers] == [turn + 1] * 2
    bodies = [revision.body for revision in own_world.revisions(post_id)]
    assert bodies == ["0", *(f"Turn {turn}" for turn in range(1, TURNS + 1))]


def test_two_saves_of_a_page_leave_the_later_text_whichever_comes_first(
    own_world: World, erik: Somebody
) -> None:
    post_id = own_world.draft(erik, title="Tides", body="0", bylines=())
    tabs = two_tabs(own_world, erik, post_id)
    base = 1
    for turn in range(1, TURNS + 1):
        text = f"Turn {turn}"
        tabs[1].sequence = tabs[0].sequence + 1
        answers = at_once(tabs, text, f"{text}, and more", based_on=base)
        tabs[0].sequence += 1
        assert [answer.status_code for answer in answers] == [200, 200]
        base = own_world.post(post_id).head_number
        assert own_world.revisions(post_id)[base - 1].body == f"{text}, and more"


def test_a_merge_that_is_sent_twice_is_one(own_world: World, erik: Somebody) -> None:
    text = "One.\n\nTwo.\n\nThree.\n"
    post_id = own_world.draft(erik, title="Tides", body=text, bylines=())
    anna = Tab(own_world.sign_in(own_world.person(Role.EDITOR)), post_id)
    anna.save(text.replace("One.", "Anna."))
    mine = text.replace("Three.", "Erik.")
    answers = at_once(two_tabs(own_world, erik, post_id), mine, mine)
    assert [answer.json and answer.json["outcome"] for answer in answers] == ["merged"] * 2
    assert [answer.json and answer.json["number"] for answer in answers] == [4, 4]
    assert len(own_world.revisions(post_id)) == 4


def test_a_first_save_that_is_sent_twice_makes_one_post(own_world: World, erik: Somebody) -> None:
    for turn in range(TURNS):
        typed = {"form_key": f"{turn:032x}", "based_on": 0}
        answers = at_once(two_tabs(own_world, erik, None), *[f"Turn {turn}"] * 2, **typed)
        assert [answer.status_code for answer in answers] == [201, 201]
        places = {answer.json and answer.json["urls"]["edit"] for answer in answers}
        assert len(places) == 1
    with own_world.reading() as session:
        assert session.scalar(select(func.count()).select_from(Post)) == TURNS


def test_everybody_at_once_comes_through(own_world: World, erik: Somebody) -> None:
    """Each in a paragraph of their own, again and again: whatever they meet, it is merged."""
    text = "\n\n".join(f"{letter}.\n\nBetween {letter}." for letter in "abc")
    post_id = own_world.draft(erik, title="Tides", body=text, bylines=())
    tabs = {
        letter: Tab(own_world.sign_in(own_world.person(Role.EDITOR)), post_id) for letter in "abc"
    }

    def write(letter: str) -> Counter[str]:
        outcomes, base, body = Counter[str](), 1, text
        for turn in range(TURNS):
            body = body.replace(f"{letter}.", f"{letter}. {letter}{turn}", 1)
            answer = tabs[letter].save(body, based_on=base)
            assert answer.json is not None, answer.text
            outcomes[answer.json["outcome"]] += 1
            # The page did not take the merge in: it goes on from what it typed.
            base = answer.json.get("typed", answer.json["number"])
        return outcomes

    with ThreadPoolExecutor(len(tabs)) as pool:
        outcomes = sum(pool.map(write, tabs), Counter[str]())
    assert outcomes["conflict"] == 0
    head = own_world.revisions(post_id)[own_world.post(post_id).head_number - 1]
    for letter in tabs:
        assert all(f"{letter}{turn}" in head.body for turn in range(TURNS))
