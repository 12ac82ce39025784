"""Around the desk with single letters, and without them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage, axe
from tests.journeys.steps import dismiss, set_up
from tests.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.commits]


def at(desk: Page, path: str) -> None:
    """Wait until a page is there with its scripts, which listen to keys."""
    desk.wait_for_url(re.compile(f"{path}$"))


def test_letters_lead_around_and_stay_out_of_fields(server: Server, open_page: OpenPage) -> None:
    desk = open_page(base_url=server.url, bypass_csp=True)
    set_up(desk, server.setup_link)
    dismiss(desk)
    desk.keyboard.press("g")
    desk.keyboard.press("t")
    at(desk, "/admin/tags")
    desk.keyboard.press("?")
    sheet = desk.get_by_role("dialog", name="Keys")
    expect(sheet).to_be_visible()
    assert axe(desk) == []
    # What lies on top is closed, and a letter does nothing beneath it.
    desk.keyboard.press("n")
    at(desk, "/admin/tags")
    desk.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    desk.keyboard.press("n")
    at(desk, "/admin/posts/new")
    # Its tools show that the scripts are there.
    expect(desk.get_by_role("toolbar", name="Formatting")).to_be_visible()
    desk.get_by_label("Title").press_sequentially("gpn?")
    expect(desk.get_by_label("Title")).to_have_value("gpn?")
    desk.keyboard.press("Control+s")
    expect(desk.locator("#saved")).to_contain_text("Saved as a draft.")
    desk.goto("/admin/posts")
    desk.keyboard.press("/")
    expect(desk.get_by_role("searchbox").first).to_be_focused()


def test_letters_can_be_switched_off(server: Server, open_page: OpenPage) -> None:
    desk = open_page(base_url=server.url)
    set_up(desk, server.setup_link)
    dismiss(desk)
    desk.goto("/admin/profile")
    desk.get_by_label("Single letters lead around the desk").uncheck()
    desk.goto("/admin/")
    desk.keyboard.press("?")
    desk.keyboard.press("n")
    expect(desk.get_by_role("dialog", name="Keys")).to_be_hidden()
    at(desk, "/admin/")
    # Whoever looks for them finds them all the same.
    desk.get_by_role("button", name="Keys").click()
    expect(desk.get_by_role("dialog", name="Keys")).to_be_visible()
