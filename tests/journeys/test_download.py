"""Picked files are downloaded as one zip: with a pointer, by keys, on a phone, without script."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.journeys.library import OpenLibrary, a_file, choose, fits
from tests.journeys.steps import SCRIPT, WIDTHS, dismiss, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.commits]
NAMES = ("alder.png", "birch.png", "cedar.png")
TOO_MUCH = "Together these have 4.1 GB, and 4 GB are the most for one download. Pick fewer."


def filled(open_library: OpenLibrary, **options: object) -> Page:
    """Open the library with three pictures in it."""
    page = open_library(**options)
    choose(page, *map(a_file, NAMES))
    expect(page.locator("#side h2")).to_be_visible()
    page.goto("/admin/media")
    dismiss(page)
    return page


def pick(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("checkbox", name=f"Pick {name}").check()


def bulk(page: Page) -> Locator:
    return page.get_by_role("form", name="With the picked files")


def names_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.namelist()


@SCRIPT
@WIDTHS
def test_what_is_picked_comes_as_a_zip_and_stays_picked(
    open_library: OpenLibrary, width: int, *, script: bool
) -> None:
    page = filled(open_library, width=width, javascript=script)
    expect(bulk(page)).to_be_hidden()
    pick(page, "alder.png", "cedar.png")
    expect(bulk(page).get_by_role("button", name="Download")).to_be_in_viewport(ratio=1)
    assert fits(page)
    with page.expect_download() as download:
        bulk(page).get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.startswith("low-water-media-")
    assert download.value.suggested_filename.endswith(".zip")
    assert sorted(names_in(download.value.path())) == ["alder.png", "cedar.png"]
    # The page is as it was, for what is to be done next.
    for name in NAMES:
        picked = page.get_by_role("checkbox", name=f"Pick {name}").is_checked()
        assert picked == (name != "birch.png")
    bulk(page).get_by_role("button", name="Delete…").click()
    expect(page.get_by_role("dialog", name="Message")).to_contain_text("2 files are in the trash.")


def test_by_keys_alone(open_library: OpenLibrary) -> None:
    page = filled(open_library)
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    button = bulk(page).get_by_role("button", name="Download")
    expect(button).to_be_visible()
    for _ in range(40):
        if button.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert len(names_in(download.value.path())) == 2


@SCRIPT
@WIDTHS
def test_too_much_is_told_beside_the_button_and_fewer_are_picked(
    open_library: OpenLibrary, library_folder: Path, width: int, *, script: bool
) -> None:
    page = filled(open_library, width=width, javascript=script)
    grow(library_folder, "birch.png", 4_000_000_001)
    pick(page, "alder.png", "birch.png")
    bulk(page).get_by_role("button", name="Download").click()
    problem = bulk(page).get_by_role("alert")
    expect(problem).to_have_text(TOO_MUCH)
    expect(problem).to_be_in_viewport(ratio=1)
    button = bulk(page).get_by_role("button", name="Download")
    expect(button).to_have_accessible_description(TOO_MUCH)
    assert fits(page)
    expect(page.get_by_role("checkbox", name="Pick alder.png")).to_be_checked()
    page.get_by_role("checkbox", name="Pick birch.png").uncheck()
    with page.expect_download() as download:
        button.click()
    assert names_in(download.value.path()) == ["alder.png"]


def grow(folder: Path, name: str, size: int) -> None:
    """Let the database think that a file is large."""
    with closing(sqlite3.connect(folder / "quire.sqlite3", isolation_level=None)) as database:
        database.execute("UPDATE media_items SET size = ? WHERE name = ?", (size, name))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@WIDTHS
def test_the_refusal_is_for_everybody(
    open_library: OpenLibrary, library_folder: Path, width: int, scheme: str
) -> None:
    page = filled(open_library, width=width, scheme=scheme, bypass_csp=True)
    grow(library_folder, "birch.png", 4_000_000_001)
    pick(page, "birch.png")
    bulk(page).get_by_role("button", name="Download").click()
    expect(bulk(page).get_by_role("alert")).to_be_visible()
    assert axe(page) == []


def test_who_is_signed_out_signs_in_and_goes_on(open_library: OpenLibrary) -> None:
    page = filled(open_library)
    pick(page, "alder.png")
    page.context.clear_cookies()
    bulk(page).get_by_role("button", name="Download").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You were signed out")
    sign_in(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save it").click()
    assert names_in(download.value.path()) == ["alder.png"]
