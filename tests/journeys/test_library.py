"""The library in a real browser: choose, drop, refuse, describe, replace, delete, undo; on a phone,
with the keyboard, without script."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser import OpenPage, axe
from tests.factories import a_picture
from tests.journeys.steps import SCRIPT
from tests.journeys.writing import Desk, desk_in
from tests.media.other_files import PDF
from tests.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.commits]
WIDTHS = pytest.mark.parametrize("width", [390, 1280])
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
NONSENSE = b"\x00\x01 neither a picture nor a document"
FOCUSED = "document.activeElement.innerText"

OpenLibrary = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def open_desk(folder: Path) -> Iterator[Desk]:
    with desk_in(folder) as desk:
        yield desk


@pytest.fixture
def desk(open_desk: Desk, folder: Path) -> Desk:
    """A desk with nothing in its library."""
    with closing(sqlite3.connect(folder / "quire.sqlite3", isolation_level=None)) as database:
        for table in ("media_uses", "former_files", "media_items"):
            database.execute(f"DELETE FROM {table}")
    return open_desk


@pytest.fixture
def open_library(desk: Desk, open_page: OpenPage) -> OpenLibrary:
    def open_library(path: str = "/admin/media", **options: Any) -> Page:
        page = open_page(base_url=desk.server.url, **options)
        page.context.add_cookies(
            [
                {"name": name, "value": value, "url": desk.server.url}
                for name, value in desk.cookies.items()
            ]
        )
        page.goto(path)
        dismiss(page)
        return page

    return open_library


def dismiss(page: Page) -> None:
    message = toast(page)
    if message.is_visible():
        message.get_by_role("button", name="Dismiss").click()


def toast(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Message")


def a_file(name: str, content: bytes | None = None) -> FilePayload:
    content = a_picture((200, 150)) if content is None else content
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def choose(page: Page, *files: FilePayload) -> None:
    page.get_by_label("Add files").set_input_files(list(files))
    button = page.get_by_role("button", name="Upload", exact=True)
    if button.is_visible():
        button.click()


def tile(page: Page, name: str) -> Locator:
    return page.locator("#shelf li").filter(has_text=name)


def names(page: Page) -> list[str]:
    return page.locator("#shelf .name").all_inner_texts()


def details(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Details")


def lines(page: Page) -> Locator:
    return page.locator("#uploads li")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


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


@SCRIPT
@WIDTHS
def test_describe_replace_delete_and_undo(
    desk: Desk, open_library: OpenLibrary, width: int, *, script: bool
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
    show_in_a_post(desk, side.locator(".markdown").inner_text())
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
    page.get_by_role("form", name="With the picked files").get_by_role("button").click()
    expect(toast(page)).to_contain_text("2 files are in the trash.")
    toast(page).get_by_role("button", name="Undo").click()
    expect(toast(page)).to_contain_text("2 files are back.")
    tile(page, "one.png").get_by_role("link").click()
    expect(details(page).get_by_role("heading", name="one.png")).to_be_visible()


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
def filled(desk: Desk, open_library: OpenLibrary) -> Page:
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
