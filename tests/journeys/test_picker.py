"""Pictures and files that are picked from the library, for the text and as the cover."""

import re
from base64 import b64encode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import OpenPage
from tests.journeys.newsroom import Newsroom, has_arrived
from tests.journeys.pictures import (
    KEY,
    PDF,
    File,
    Held,
    as_upload,
    drop,
    lines,
    paste,
    picture,
    shows,
)
from tests.journeys.steps import CLEAN, state, text
from tests.journeys.writing import put, read, value

pytestmark = [pytest.mark.browser, pytest.mark.commits]

# How many stand beside each other in the picker, and where in it the focus is.
COLUMNS = """() => {
  const all = [...document.querySelectorAll("#picker-shelf > *")];
  return all.filter(each => each.offsetTop === all[0].offsetTop).length;
}"""
PLACE = "[...document.activeElement.parentElement.children].indexOf(document.activeElement)"


def bring_in(page: Page, *files: File) -> None:
    """Put files into the library, by the text that is open."""
    put(page, "¦")
    paste(page, *files)
    expect(text(page)).to_have_value(re.compile(rf"^(!?\[.*\]\(media:{KEY}\)\s*){{{len(files)}}}$"))
    put(page, "¦")


def picker(page: Page) -> Locator:
    return page.get_by_role("dialog", name=re.compile("Picture or file|Cover"))


def options(page: Page) -> Locator:
    return picker(page).get_by_role("option")


def test_a_picture_is_picked_by_keys_alone(page: Page) -> None:
    bring_in(page, *(picture(f"jetty-{number}.png", 20 + number) for number in range(12)))
    put(page, "One.¦\n\nTwo.")
    page.keyboard.press("Control+Alt+m")
    expect(picker(page).get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jetty")
    expect(picker(page).get_by_role("status").first).to_have_text("12 pictures found.")
    page.keyboard.press("Enter")
    names = [name.split("\n")[0] for name in options(page).all_inner_texts()]
    expect(options(page).first).to_be_focused()
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    across = page.evaluate(COLUMNS)
    assert 1 < across < 12
    seen = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "End", "ArrowDown", "Home"):
        page.keyboard.press(key)
        seen.append(page.evaluate(PLACE))
    assert seen == [1, 1 + across, across, 0, 11, 11, 0]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(picker(page).get_by_label("Alt text", exact=True)).to_be_focused()
    page.keyboard.type("The [old] quay")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(picker(page)).to_be_hidden()
    expect(text(page)).to_be_focused()
    shows(page, "One.\n\n![The \\[old\\] quay](media:KEY){.wide}\n\nTwo.")
    picked = re.findall(KEY, value(page))[0]
    assert picked in page.request.get(f"/admin/media/recent?q={names[1]}").text()
    page.keyboard.press("Control+z")
    assert value(page) == "One.\n\nTwo."


def test_nothing_is_picked_and_everything_is_as_it_was(page: Page) -> None:
    put(page, "«One.»\n\nTwo.")
    page.get_by_role("button", name="Picture", exact=True).click()
    search = picker(page).get_by_role("searchbox")
    expect(search).to_be_focused()
    search.fill("no such thing")
    expect(picker(page)).to_contain_text("Nothing has “no such thing” in its name")
    page.keyboard.press("Enter")
    expect(picker(page)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(picker(page)).to_be_hidden()
    expect(text(page)).to_be_focused()
    assert read(page) == "«One.»\n\nTwo."


def test_selected_words_tell_what_is_to_be_seen(page: Page) -> None:
    bring_in(page, picture("selected.png", 40))
    put(page, "A «boat» here")
    page.keyboard.press("Control+Alt+m")
    options(page).filter(has_text="selected.png").dblclick()
    shows(page, "A ![boat](media:KEY) here")


def test_a_library_out_of_reach_is_told_and_asked_again(page: Page) -> None:
    bring_in(page, picture("far.png", 41))
    page.route("**/admin/media/recent*", lambda route: route.abort())
    page.keyboard.press("Control+Alt+m")
    expect(picker(page)).to_contain_text("The library cannot be reached.")
    page.unroute("**/admin/media/recent*")
    picker(page).get_by_role("button", name="Try again").click()
    expect(options(page).filter(has_text="far.png")).to_be_visible()


def test_what_is_uploaded_in_the_picker_is_picked(page: Page) -> None:
    put(page, "¦")
    page.keyboard.press("Control+Alt+m")
    with page.expect_file_chooser() as chooser:
        picker(page).get_by_role("button", name="Upload…").click()
    chooser.value.set_files([as_upload(picture("fresh.png", 42))])
    expect(options(page).first).to_contain_text("fresh.png")
    expect(options(page).first).to_be_focused()
    expect(options(page).first).to_contain_text("No alt text")
    page.keyboard.press("Enter")
    shows(page, "![](media:KEY)\n")


def test_a_file_is_picked_as_a_link(page: Page) -> None:
    bring_in(page, ("log_book.pdf", "application/pdf", b64encode(PDF + b"%1").decode()))
    put(page, "See ¦.")
    page.keyboard.press("Control+Alt+m")
    picker(page).get_by_text("Files", exact=True).click()
    options(page).filter(has_text="log_book.pdf").click()
    picker(page).get_by_label("Words for it").fill("the *log*")
    expect(picker(page).get_by_role("group", name="Width")).to_be_hidden()
    picker(page).get_by_role("button", name="Insert").click()
    shows(page, "See [the \\*log\\*](media:KEY).")


def test_a_cover_is_dropped_seen_exchanged_and_taken_away(page: Page) -> None:
    details = page.locator("#details details").filter(has=page.locator("[data-cover]"))
    details.locator("summary").click()
    key = page.locator("#cover")
    expect(key).to_be_hidden()
    drop(page, "#cover-shown", picture("sea.png", 50))
    expect(key).to_have_value(re.compile(f"^{KEY}$"))
    expect(details.locator("img")).to_be_visible()
    expect(details.locator("summary")).to_contain_text("sea.png")
    first = key.input_value()
    drop(page, "#cover-shown", picture("fog.png", 51))
    expect(key).not_to_have_value(first)
    expect(state(page)).to_have_text(CLEAN)
    page.reload()
    expect(details.locator(".name")).to_have_text("fog.png")
    details.get_by_role("button", name="Choose another…").click()
    expect(picker(page).get_by_role("group", name="Kind")).to_be_hidden()
    options(page).filter(has_text="sea.png").click()
    picker(page).get_by_role("button", name="Use as cover").click()
    expect(key).to_have_value(first)
    assert has_arrived(page, f'value="{first}"')
    details.get_by_role("button", name="Remove").click()
    expect(key).to_have_value("")
    expect(details.locator("img")).to_be_hidden()
    expect(details.get_by_role("button", name="Choose…")).to_be_focused()


def test_without_script_the_way_to_the_library_is_told(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    page = newsroom.sit_down(open_page, javascript=False)
    page.goto("/admin/posts/new")
    expect(page.get_by_role("link", name="the library")).to_have_attribute("href", "/admin/media")
    expect(page.locator("#cover-shown")).to_be_hidden()
    page.locator("#details summary").filter(has_text="Cover").click()
    expect(page.locator("#cover")).to_be_visible()


def test_on_a_phone_all_of_it_is_in_the_window(newsroom: Newsroom, open_page: OpenPage) -> None:
    page = newsroom.sit_down(open_page, width=390)
    page.goto(newsroom.write_post("One.\n\n" * 50))
    bring_in(page, picture("a-long-name-of-a-picture-of-the-harbour-at-low-water.png", 60))
    Held(page)
    paste(page, picture("another-long-name-of-a-picture-of-the-harbour.png", 61))
    expect(lines(page).get_by_role("button", name="Cancel")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Picture", exact=True).click()
    options(page).first.click()
    for each in (options(page).first, picker(page).get_by_role("button", name="Insert")):
        expect(each).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
