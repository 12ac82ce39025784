"""A post is shown to somebody without an account, and looked at in full, at both widths."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser import OpenPage, axe
from tests.journeys.newsroom import Newsroom
from tests.journeys.steps import SCRIPT, save, text

pytestmark = [pytest.mark.browser, pytest.mark.commits]

TITLE = "The ferry timetable"
BODY = "The printed timetable promises eleven crossings. See [the log](https://example.org/)."
WIDTH = "document.documentElement.clientWidth"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@SCRIPT
def test_a_link_shows_the_newest_version_to_a_stranger_until_it_is_withdrawn(
    newsroom: Newsroom, open_page: OpenPage, script: bool
) -> None:
    desk = newsroom.sit_down(open_page, javascript=script)
    editor = newsroom.write_post(BODY, title=TITLE)
    newest = make_link(desk, editor)
    pinned = make_link(desk, editor, "Version 1 only, as it is now")
    stranger = open_page(javascript=script)
    expect_title(stranger, newest, TITLE)
    expect_title(stranger, pinned, TITLE)
    desk.goto(editor)
    text(desk).fill("It promises nine.")
    desk.get_by_label("Title").fill("The timetable, again")
    save(desk)
    expect(desk.locator("#saved")).to_contain_text("Saved")
    expect_title(stranger, newest, "The timetable, again")
    expect(stranger.get_by_text("It promises nine.")).to_be_visible()
    expect_title(stranger, pinned, TITLE)
    assert stranger.context.cookies() == []
    withdraw(desk, editor)
    answer = stranger.goto(pinned)
    assert answer is not None
    assert answer.status == 404
    expect_title(stranger, newest, "The timetable, again")


def make_link(desk: Page, editor: str, shows: str = "Always the newest version") -> str:
    """Make a link from the editor's details and return its address."""
    desk.goto(editor)
    desk.locator("summary", has_text="Share a preview").click()
    desk.get_by_role("link", name="Preview links").click()
    desk.get_by_label(shows).check()
    desk.get_by_role("button", name="Make the link").click()
    expect(desk.get_by_text("The link is made.")).to_be_visible()
    return desk.get_by_label("Address of the link").first.input_value()


def withdraw(desk: Page, editor: str) -> None:
    """Withdraw the link that was made last."""
    desk.goto(f"{editor}/preview-links")
    desk.get_by_role("button", name="Withdraw").first.click()
    expect(desk.get_by_text("The link is withdrawn.")).to_be_visible()
    expect(desk.get_by_text("Withdrawn", exact=False).last).to_be_visible()


def expect_title(page: Page, address: str, title: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@SCRIPT
def test_the_preview_in_full_is_as_wide_as_a_phone_or_as_a_desk(
    newsroom: Newsroom, open_page: OpenPage, script: bool
) -> None:
    desk = newsroom.sit_down(open_page, javascript=script)
    editor = newsroom.write_post(BODY, title=TITLE)
    desk.goto(editor)
    desk.locator(".switch").get_by_text("Preview").click()
    with desk.expect_popup() as opened:
        desk.get_by_role("link", name="Preview in full").click()
    page = opened.value
    expect(shown(page).get_by_role("heading", name=TITLE)).to_be_visible()
    assert width(page) == 1280
    page.get_by_text("Phone").click()
    assert width(page) == 390
    page.get_by_text("Desktop").click()
    assert width(page) == 1280


def shown(page: Page) -> FrameLocator:
    return page.frame_locator("#frame")


def width(page: Page) -> int:
    """Return how wide the page in the frame is."""
    found = page.frames[1].evaluate(f"() => {WIDTH}")
    return int(found)


@pytest.mark.parametrize("size", [320, 390, 1280])
def test_everything_can_be_read_at_every_width(
    newsroom: Newsroom, open_page: OpenPage, size: int
) -> None:
    desk = newsroom.sit_down(open_page, width=size, bypass_csp=True)
    editor = newsroom.write_post(BODY * 40, title=f"{TITLE} " * 9)
    address = make_link(desk, editor)
    stranger = open_page(width=size, bypass_csp=True)
    for page, place in (
        (stranger, address),
        (desk, f"{newsroom.server.url}{editor}/preview/full"),
        (desk, f"{newsroom.server.url}{editor}/preview-links"),
    ):
        page.goto(place)
        assert page.evaluate(OVERFLOW) <= 0, place
        assert axe(page) == [], place


def test_a_desk_can_be_looked_at_on_a_phone(newsroom: Newsroom, open_page: OpenPage) -> None:
    phone = newsroom.sit_down(open_page, width=390)
    phone.goto(f"{newsroom.write_post(BODY, title=TITLE)}/preview/full")
    expect(shown(phone).get_by_role("heading", name=TITLE)).to_be_visible()
    assert width(phone) == 1024
    assert phone.evaluate(OVERFLOW) <= 0
    phone.get_by_text("Phone").click()
    assert width(phone) == 390
