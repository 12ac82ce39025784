"""Steps that several journeys take, and where the editor says what became of them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.visitors import PASSWORD

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
WIDTHS = pytest.mark.parametrize("width", [390, 1280])
BODY = "The *harbour* at low water.\n\n- mud\n- mud\n"
# With script a new post has saved itself before anybody presses a button.
SAVED = re.compile(r"^Saved( as a draft)?\. Readers do not see it yet\.$")
# What the bar says of a text that saved itself.
CLEAN = re.compile(r"^Saved \d\d:\d\d$")


def set_up(desk: Page, link: str) -> None:
    desk.goto(link)
    desk.locator("#title").fill("Low Water")
    desk.locator("#name").fill("Odile Farrow")
    desk.get_by_label("Email address").fill("odile@example.org")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_text("Your paper is ready.")).to_be_visible()
    # Whoever presses a key next finds scripts that listen.
    desk.wait_for_load_state()


def write(desk: Page) -> None:
    dismiss(desk)
    desk.get_by_role("link", name="Write the first post").click()
    desk.get_by_label("Title").fill("Low water")
    text(desk).fill(BODY)
    save(desk)
    expect(state(desk)).to_have_text(SAVED)
    expect(desk.get_by_label("Title")).to_have_value("Low water")
    expect(text(desk)).to_have_value(BODY)


def dismiss(desk: Page) -> None:
    """Close the message, after its text was seen. The editor says plain ones in its bar."""
    message = desk.get_by_role("dialog", name="Message")
    if message.is_visible():
        message.get_by_role("button", name="Dismiss").click()
        expect(message).to_be_hidden()


def text(desk: Page) -> Locator:
    return desk.get_by_label("Text, in Markdown")


def state(desk: Page) -> Locator:
    """Return the words in the bar that say where the text is."""
    return desk.locator("#saved")


def notice(desk: Page) -> Locator:
    """Return the place above the text where is told what the bar has no room for."""
    return desk.locator("#notices")


def save(desk: Page) -> None:
    desk.get_by_role("button", name="Save", exact=True).click()


def sign_in(page: Page, email: str = "odile@example.org", password: str = PASSWORD) -> None:
    """Answer a sign-in, wherever on the page it stands."""
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
