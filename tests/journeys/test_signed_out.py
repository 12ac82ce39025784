"""A session ends while somebody writes: the sign-in opens beside the text, which goes on."""

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from blog.posts.models import Reason
from tests.browser import OpenPage
from tests.journeys.newsroom import (
    ANNA,
    BODY,
    ODILE,
    Newsroom,
    is_kept,
    pass_time,
    saves_of,
    stop_clock,
)
from tests.journeys.steps import CLEAN, SAVED, save, sign_in, state, text
from tests.visitors import PASSWORD, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.commits]

SIGNED_OUT = "Not saved: you were signed out"


@pytest.fixture
def address(newsroom: Newsroom) -> str:
    return newsroom.write_post("")


@pytest.fixture
def desk(newsroom: Newsroom, open_page: OpenPage, address: str) -> Page:
    """A page of somebody whose session ended while they were typing."""
    page = newsroom.sit_down(open_page)
    stop_clock(page)
    page.goto(address)
    page.context.clear_cookies()
    text(page).press_sequentially("Typed ")
    page.clock.run_for(2_000)
    expect(door(page)).to_be_visible()
    expect(state(page)).to_have_text(SIGNED_OUT)
    return page


def door(desk: Page) -> Locator:
    return desk.get_by_role("region", name="You were signed out")


def test_typing_goes_on_beside_the_sign_in(newsroom: Newsroom, desk: Page, address: str) -> None:
    # The sign-in took no key that was meant for the text.
    expect(text(desk)).to_be_focused()
    desk.keyboard.type("on and on.")
    expect(text(desk)).to_have_value("Typed on and on.")
    desk.clock.run_for(2_000)
    assert is_kept(desk, "Typed on and on.")
    sign_in(desk, password="a wrong password for it")
    expect(door(desk).get_by_role("alert")).to_be_visible()
    expect(door(desk).get_by_label("Email address")).to_be_focused()
    expect(text(desk)).to_have_value("Typed on and on.")
    sign_in(desk)
    expect(door(desk)).to_be_hidden()
    expect(state(desk)).to_have_text(CLEAN)
    assert newsroom.versions(address)[-1].body == "Typed on and on."
    # And it goes on as if nothing had been.
    text(desk).fill("More.")
    pass_time(desk, expect(state(desk)).to_have_text, CLEAN)
    assert newsroom.versions(address)[-1].body == "More."


def test_a_sign_in_that_does_not_arrive_says_so(
    newsroom: Newsroom, desk: Page, address: str
) -> None:
    desk.context.set_offline(True)
    sign_in(desk)
    expect(door(desk).get_by_role("alert")).to_contain_text("There is no connection")
    expect(door(desk).get_by_label("Email address")).to_have_value(ODILE)
    desk.context.set_offline(False)
    door(desk).get_by_role("button", name="Sign in").click()
    expect(door(desk)).to_be_hidden()
    expect(state(desk)).to_have_text(CLEAN)
    assert newsroom.versions(address)[-1].body == "Typed "


@pytest.mark.parametrize("how", ["with the button", "with Escape"])
def test_the_sign_in_can_be_put_off_and_comes_back_with_save(
    newsroom: Newsroom, desk: Page, address: str, how: str
) -> None:
    sent = saves_of(desk)
    if how == "with Escape":
        door(desk).get_by_label("Password").focus()
        desk.keyboard.press("Escape")
    else:
        door(desk).get_by_role("button", name="Close").click()
    expect(door(desk)).to_be_hidden()
    text(desk).press_sequentially("and typed.")
    desk.clock.run_for(60_000)
    # It is not opened again by what saves itself, and nothing is sent that would be refused.
    expect(door(desk)).to_be_hidden()
    expect(state(desk)).to_have_text(SIGNED_OUT)
    assert sent == []
    assert is_kept(desk, "and typed.")
    desk.keyboard.press("Control+s")
    expect(door(desk)).to_be_visible()
    sign_in(desk)
    expect(state(desk)).to_have_text(SAVED)
    newest = newsroom.versions(address)[-1]
    assert newest.reason is Reason.SAVE
    assert "and typed." in newest.body


def test_nothing_is_saved_in_the_name_of_somebody_else(
    newsroom: Newsroom, desk: Page, address: str
) -> None:
    sign_in(desk, email=ANNA)
    words = "Not saved: Anna Holm is signed in here now. Sign in as yourself again."
    expect(state(desk)).to_have_text(words)
    # However often it tries.
    for typed in ("and", " is", " kept."):
        text(desk).press_sequentially(typed)
        expect(state(desk)).to_have_text("Unsaved changes")
        pass_time(desk, expect(state(desk)).to_have_text, words)
    assert len(newsroom.versions(address)) == 1
    assert is_kept(desk, "and is kept.")
    typed = text(desk).input_value()
    # Whoever it was signs in again, as in another tab, and goes on here.
    newsroom.give_key(desk, ODILE)
    desk.get_by_role("button", name="Try again").click()
    expect(state(desk)).to_have_text(SAVED)
    assert newsroom.versions(address)[-1].body == typed


def test_who_signed_in_elsewhere_is_not_asked(
    newsroom: Newsroom, open_page: OpenPage, address: str
) -> None:
    desk = newsroom.sit_down(open_page)
    stop_clock(desk)
    desk.goto(address)
    # The token of this page belongs to a session that is no more.
    again = Visitor(newsroom.server.url)
    again.post("/auth/sign-in", "/auth/sign-in", email=ODILE, password=PASSWORD)
    desk.context.clear_cookies()
    replace(newsroom, people={ODILE: again}).give_key(desk, ODILE)
    text(desk).fill(BODY)
    save(desk)
    expect(state(desk)).to_have_text(SAVED)
    expect(door(desk)).to_be_hidden()
    newest = newsroom.versions(address)[-1]
    assert (newest.body, newest.reason) == (BODY, Reason.SAVE)


def test_without_script_the_answer_holds_the_text(
    newsroom: Newsroom, open_page: OpenPage, address: str
) -> None:
    desk = newsroom.sit_down(open_page, javascript=False)
    desk.goto(address)
    typed = "Typed for hours & <hours>.\n\n    code\n" + "word " * 50
    text(desk).fill(typed)
    desk.context.clear_cookies()
    save(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("You were signed out")
    expect(desk.locator('textarea[name="kept.body"]')).to_have_value(typed)
    sign_in(desk, password="a wrong password for it")
    expect(desk.get_by_role("alert")).to_be_visible()
    sign_in(desk)
    desk.get_by_role("button", name="Save it").click()
    expect(state(desk)).to_have_text(SAVED)
    expect(text(desk)).to_have_value(typed)
    assert newsroom.versions(address)[-1].body == typed
