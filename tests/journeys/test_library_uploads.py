"""Files that come into the library in a real browser: chosen, dropped, refused, on their way."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.library import (
    NONSENSE,
    OpenLibrary,
    a_file,
    choose,
    details,
    fits,
    lines,
    names,
    tile,
    toast,
)
from tests.journeys.steps import WIDTHS
from tests.media.other_files import PDF

pytestmark = [pytest.mark.browser, pytest.mark.commits]
# What is dropped comes from outside: the browser is told so.
DROP = """files => {
  const data = new DataTransfer();
  for (const [name, type, text] of files) data.items.add(new File([text], name, { type }));
  const fire = (name) => dispatchEvent(
    new DragEvent(name, { dataTransfer: data, cancelable: true, bubbles: true }),
  );
  fire("dragover");
  const veil = document.querySelector(".veil");
  const seen = !veil.hidden && veil.textContent;
  fire("drop");
  return [seen, veil.hidden];
}"""


@WIDTHS
def test_choose_several_and_refuse_one(open_library: OpenLibrary, width: int) -> None:
    page = open_library(width=width)
    expect(page.get_by_text("An empty shelf")).to_be_visible()
    choose(page, a_file("first.png"))
    # Where there was no grid, the first one is shown.
    expect(page.get_by_role("heading", name="first.png")).to_be_visible()
    page.goto("/admin/media")
    choose(page, *[a_file(f"{name}.png") for name in "abcde"], a_file("broken.png", NONSENSE))
    expect(page.locator("#shelf li")).to_have_count(6)
    expect(lines(page)).to_have_count(1)
    expect(lines(page)).to_contain_text("broken.png")
    expect(lines(page).locator(".error")).to_contain_text(re.compile(r"\w+ .*\."))
    expect(page.get_by_role("link", name="Images 6")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Dismiss broken.png").click()
    expect(page.locator("#uploads")).to_be_hidden()
    # A new one is like those that were there.
    tile(page, "a.png").get_by_role("link").click()
    expect(details(page).get_by_role("heading", name="a.png")).to_be_focused()


def test_progress_cancel_and_retry(open_library: OpenLibrary) -> None:
    page = open_library()
    choose(page, a_file("first.png"))
    expect(page.get_by_role("heading", name="first.png")).to_be_visible()
    page.goto("/admin/media")
    held: list[Route] = []
    page.route("**/admin/media", lambda route: held.append(route))  # noqa: PLW0108 - it looks at its names
    with page.expect_request("**/admin/media"):
        choose(page, *[a_file(f"{name}.png") for name in "abcd"])
    expect(lines(page)).to_have_count(4)
    expect(page.get_by_role("progressbar", name="a.png")).to_be_visible()
    # Three go at once; the fourth waits for its turn.
    expect(lines(page).filter(has_text="waits")).to_have_count(1)
    assert len(held) == 3
    # Whoever leaves now is asked.
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.assign('/admin/'))")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    page.get_by_role("button", name="Cancel d.png").click()
    expect(lines(page)).to_have_count(3)
    page.get_by_role("button", name="Cancel a.png").click()
    expect(lines(page)).to_have_count(2)
    for route in held[1:]:
        route.abort()
    expect(lines(page).locator(".error").first).to_contain_text("There is no connection.")
    page.unroute("**/admin/media")
    page.get_by_role("button", name="Try again b.png").click()
    expect(tile(page, "b.png")).to_be_visible()
    assert names(page) == ["b.png", "first.png"]


def test_drop_anywhere(open_library: OpenLibrary) -> None:
    page = open_library("/admin/media?tab=files")
    page.locator("body").press("Tab")
    files = [["table.pdf", "application/pdf", PDF.decode("latin-1")]]
    assert page.evaluate(DROP, files) == ["Drop it here: it goes to the library", True]
    expect(page.get_by_role("heading", name="table.pdf")).to_be_visible()


def test_a_file_that_is_too_large_is_not_sent(open_library: OpenLibrary) -> None:
    page = open_library()
    page.evaluate("document.getElementById('drop').dataset.largestFile = 10")
    choose(page, a_file("large.pdf", PDF))
    expect(lines(page).locator(".error")).to_contain_text("are the most")
    expect(page.get_by_role("button", name="Try again large.pdf")).to_have_count(0)


@WIDTHS
def test_without_script(open_library: OpenLibrary, width: int) -> None:
    page = open_library(javascript=False, width=width)
    choose(page, a_file("one.png"), a_file("broken.png", NONSENSE), a_file("two.png"))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("2 files are in the library. Not taken:")
    expect(alert).to_contain_text("broken.png")
    assert fits(page)
    assert names(page) == ["two.png", "one.png"]
    for name in ("one.png", "two.png"):
        page.get_by_role("checkbox", name=f"Pick {name}").check()
    page.get_by_role("button", name="Delete…", exact=True).click()
    expect(toast(page)).to_contain_text("2 files are in the trash.")
    toast(page).get_by_role("button", name="Undo").click()
    expect(toast(page)).to_contain_text("2 files are back.")
    tile(page, "one.png").get_by_role("link").click()
    expect(details(page).get_by_role("heading", name="one.png")).to_be_visible()
