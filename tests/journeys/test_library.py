"""The library in a real browser: describe, replace, delete, undo; on a phone, with the keyboard,
without script."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import axe
from tests.factories import a_picture
from tests.journeys.library import (
    NONSENSE,
    OpenLibrary,
    a_file,
    choose,
    details,
    fits,
    lines,
    tile,
    toast,
)
from tests.journeys.newsroom import stop_clock
from tests.journeys.steps import SCRIPT, WIDTHS, dismiss
from tests.journeys.writing import Desk
from tests.media.other_files import PDF
from tests.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.commits]
FOCUSED = "document.activeElement.innerText"


@SCRIPT
@WIDTHS
def test_describe_replace_delete_and_undo(
    library_desk: Desk, open_library: OpenLibrary, width: int, *, script: bool
) -> None:
    page = open_library(width=width, javascript=script)
    choose(page, a_file("gauge.png"))
    expect(page.get_by_role("heading", name="gauge.png")).to_be_visible()
    dismiss(page)
    side = details(page)
    side.get_by_label("Alt text").fill("A painted staff")
    side.get_by_text("Focal point").first.click()
    side.get_by_label("From the left, in percent").fill("200")
    side.get_by_role("button", name="Save").click()
    expect(side.locator("#focal_x-error")).to_contain_text("from 0 to 100")
    expect(side.get_by_label("Alt text")).to_have_value("A painted staff")
    side.get_by_label("From the left, in percent").fill("20")
    side.get_by_role("button", name="Save").click()
    expect(toast(page)).to_contain_text("“gauge.png” is saved.")
    dismiss(page)
    side.get_by_text("Replace…").click()
    side.get_by_label("The new file").set_input_files(a_file("table.pdf", PDF))
    side.get_by_role("button", name="Replace the file").click()
    expect(side.get_by_role("alert")).to_contain_text("This is a document")
    side.get_by_label("The new file").set_input_files(a_file("new.png", a_picture((40, 30))))
    side.get_by_role("button", name="Replace the file").click()
    expect(toast(page)).to_contain_text("has its new file")
    dismiss(page)
    expect(side).to_contain_text("40 × 30")
    expect(side.get_by_label("Alt text")).to_have_value("A painted staff")
    show_in_a_post(library_desk, side.locator(".markdown").inner_text())
    page.reload()
    side.get_by_role("button", name="Delete…").click()
    expect(page.get_by_role("heading", name="Delete gauge.png?")).to_be_visible()
    expect(page.get_by_role("link", name="A tide table")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Delete gauge.png").click()
    expect(toast(page)).to_contain_text("“gauge.png” is in the trash.")
    toast(page).get_by_role("button", name="Undo").click()
    expect(toast(page)).to_contain_text("“gauge.png” is back.")
    dismiss(page)
    expect(tile(page, "gauge.png")).to_be_visible()


def show_in_a_post(desk: Desk, body: str) -> None:
    typed = {"title": "A tide table", "body": body, "visibility": "public", "based_on": "0"}
    visitor = Visitor(desk.server.url, desk.cookies)
    assert visitor.post("/admin/posts", "/admin/posts/new", **typed).status == 302


@SCRIPT
def test_write_missing_alt_texts(open_library: OpenLibrary, *, script: bool) -> None:
    page = open_library(javascript=script)
    choose(page, *[a_file(f"{name}.png") for name in ("alder", "birch", "cedar")])
    expect(page.get_by_role("link", name="No alt text 3")).to_be_visible()
    page.goto("/admin/media?tab=without-alt")
    page.get_by_role("link", name="Write them one by one").click()
    field, heading = page.get_by_label("Alt text"), page.locator("h2").first
    first = heading.inner_text()
    expect(field).to_be_focused()
    field.fill("What it shows")
    if script:
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_text(f"“{first}” is described. 2 images are left.")).to_be_visible()
    expect(field).to_be_focused()
    second = heading.inner_text()
    page.get_by_role("link", name="Skip", exact=True).click()
    expect(heading).not_to_have_text(second)
    page.get_by_role("button", name="Decoration only").click()
    expect(heading).to_have_text(second)
    field.fill("Another")
    if script:
        page.keyboard.press("Control+Enter")
    else:
        page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_text("Every image is described")).to_be_visible()


@pytest.fixture
def filled(open_library: OpenLibrary) -> Page:
    """The library with three pictures in it."""
    page = open_library()
    for name in ("alder", "birch", "cedar"):
        choose(page, a_file(f"{name}.png"))
        expect(page.get_by_role("link", name=re.compile(f"{name}.png")).first).to_be_visible()
    page.goto("/admin/media?sort=name")
    return page


def test_with_the_keyboard(filled: Page) -> None:
    page = filled
    for key, name in (("j", "alder.png"), ("j", "birch.png"), ("k", "alder.png")):
        page.keyboard.press(key)
        assert name in page.evaluate(FOCUSED)
    page.keyboard.press("x")
    expect(page.get_by_role("checkbox", name="Pick alder.png")).to_be_checked()
    page.keyboard.press("Enter")
    expect(details(page).get_by_role("heading", name="alder.png")).to_be_focused()
    expect(page).to_have_url(re.compile(r"item=\d+"))
    # What was picked stays so.
    expect(page.get_by_role("checkbox", name="Pick alder.png")).to_be_checked()
    page.keyboard.press("Escape")
    expect(details(page)).to_contain_text("Choose one")
    expect(page).not_to_have_url(re.compile("item="))
    expect(tile(page, "alder.png").get_by_role("link")).to_be_focused()
    page.go_back()
    expect(details(page).get_by_role("heading", name="alder.png")).to_be_visible()


def test_the_focal_point_is_pressed_and_moved(filled: Page) -> None:
    page = filled
    tile(page, "birch.png").get_by_role("link").click()
    side = details(page)
    ring = side.get_by_role("button", name="Focal point")
    expect(ring).to_have_count(0)
    side.locator("#focal summary").click()
    expect(ring).to_have_accessible_name("Focal point, 50 % from the left, 50 % from the top")
    box = side.locator(".crop img").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.9)
    page.mouse.up()
    expect(side.get_by_label("From the left, in percent")).to_have_value("10")
    expect(ring).to_be_focused()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(ring).to_have_accessible_name("Focal point, 11 % from the left, 80 % from the top")
    # Nobody leaves what is not saved without being asked.
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.assign('/admin/'))")
    asked.value.dismiss()
    side.get_by_role("button", name="Save").click()
    expect(toast(page)).to_contain_text("is saved")
    page.reload()
    expect(side.get_by_label("From the top, in percent")).to_have_value("80")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@WIDTHS
def test_what_opens_is_for_everybody(
    filled: Page, open_library: OpenLibrary, scheme: str, width: int
) -> None:
    page = open_library("/admin/media", bypass_csp=True, width=width, scheme=scheme)
    choose(page, a_file("broken.png", NONSENSE))
    expect(lines(page).locator(".error")).to_be_visible()
    page.get_by_role("checkbox", name="Pick birch.png").check()
    assert axe(page) == []
    assert fits(page)
    tile(page, "birch.png").get_by_role("link").click()
    side = details(page)
    expect(side.get_by_role("heading", name="birch.png")).to_be_visible()
    side.locator("#focal summary").click()
    side.get_by_text("Replace…").click()
    assert axe(page) == []
    assert fits(page)


def test_a_picture_that_is_not_made_yet_is_asked_for_again(open_library: OpenLibrary) -> None:
    page = open_library()
    choose(page, a_file("late.png"))
    expect(tile(page, "late.png")).to_be_visible()
    asked: set[str] = set()

    def answer_later(route: Route) -> None:
        if route.request.url in asked:
            route.continue_()
        else:
            asked.add(route.request.url)
            route.fulfill(status=503)

    page.route("**/media/*/*/*", answer_later)
    stop_clock(page)
    item = tile(page, "late.png").get_by_role("link").get_attribute("href")
    for address, picture in (
        ("/admin/media", tile(page, "late.png").locator("img")),
        (item, details(page).locator("img")),
        ("/admin/media/alt", page.locator(".describing img")),
    ):
        asked.clear()
        page.goto(str(address))
        expect(picture).to_have_attribute("data-waits", "")
        assert picture.evaluate("image => image.naturalWidth") == 0
        page.clock.run_for(1_000)
        expect(picture).not_to_have_attribute("data-waits", "")
        assert picture.evaluate("image => image.naturalWidth") > 0
