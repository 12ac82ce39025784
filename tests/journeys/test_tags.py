"""Several tags at once in a real browser: merged by keys, deleted without script."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import OpenPage
from tests.journeys.newsroom import Newsroom

pytestmark = [pytest.mark.browser, pytest.mark.commits]


def titles(page: Page) -> Locator:
    return page.locator("tbody a.title")


def message(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Message")


def test_merge_with_the_keyboard(newsroom: Newsroom, open_page: OpenPage) -> None:
    newsroom.write_post(tags="Zenith, Zero, Zebra")
    page = newsroom.sit_down(open_page)
    page.goto("/admin/tags?q=ze")
    for key in "jxjx":
        page.keyboard.press(key)
    expect(titles(page).nth(1)).to_be_focused()
    bar = page.get_by_role("form", name="With the picked tags")
    bar.get_by_text("Merge into…").press("Enter")
    bar.get_by_role("button", name="Merge", exact=True).press("Enter")
    # What was picked is still picked, and the choice that is missing has the focus.
    target = page.get_by_label("Into")
    expect(target).to_be_focused()
    expect(page.get_by_role("alert")).to_have_text("Choose the tag to merge into first.")
    target.press_sequentially("Zero")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    words = "“Zebra” (1 post) and “Zenith” (1 post) went into “Zero”."
    expect(message(page)).to_contain_text(words)
    expect(titles(page)).to_have_text(["Zero"])
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zero")


@pytest.mark.parametrize("width", [390, 1280])
def test_delete_without_script(newsroom: Newsroom, open_page: OpenPage, width: int) -> None:
    newsroom.write_post(tags="Vole, Volt, Vow")
    page = newsroom.sit_down(open_page, width=width, javascript=False)
    page.goto("/admin/tags?q=vo")
    page.get_by_role("link", name="Pick all on this page").click()
    page.get_by_role("checkbox", name="Pick “Vow”").uncheck()
    page.get_by_role("button", name="Delete…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete 2 tags?")
    expect(page.locator("main li")).to_have_text([re.compile("Vole"), re.compile("Volt")])
    page.get_by_role("button", name="Delete 2 tags").click()
    expect(message(page)).to_contain_text("“Vole” (1 post) and “Volt” (1 post) are deleted.")
    expect(titles(page)).to_have_text(["Vow"])
    page.get_by_role("checkbox", name="Pick “Vow”").check()
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete “Vow”").click()
    expect(page.get_by_role("heading", name="No such tag")).to_be_visible()
