"""A session ends while files are on their way: one sign-in opens, and they go on by themselves."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Request, expect

from tests.browser import OpenPage, axe
from tests.journeys.library import OpenLibrary, a_file, choose, fits, tile
from tests.journeys.library import lines as library_lines
from tests.journeys.newsroom import ANNA, ODILE, Newsroom, has_arrived
from tests.journeys.pictures import as_upload, lines, paste, picture, shows
from tests.journeys.steps import CLEAN, SAVED, WIDTHS, sign_in, state, text
from tests.journeys.writing import put
from tests.visitors import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.commits]

WAITS = re.compile(r"waits until you have signed in")
SIGNED_OUT = "You were signed out. Try again to sign in and send it."
NAMES = [f"{name}.png" for name in "abcdefghij"]


def door(page: Page) -> Locator:
    return page.get_by_role("region", name="You were signed out")


def sent(page: Page, path: str, method: str) -> list[Request]:
    """Return a list into which comes what a page sends to an address, as it is sent."""
    found: list[Request] = []

    def note(request: Request) -> None:
        if request.method == method and request.url.endswith(path):
            found.append(request)

    page.on("request", note)
    return found


@pytest.fixture
def signed_out(page: Page) -> Page:
    """The editor of somebody whose session has ended."""
    put(page, "One.\n\n¦")
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text(SAVED)
    page.context.clear_cookies()
    return page


def test_a_picture_and_a_save_wait_at_one_sign_in_and_go_on(signed_out: Page) -> None:
    page = signed_out
    asked, tried = sent(page, "/auth/sign-in", "GET"), sent(page, "/auth/sign-in", "POST")
    paste(page, picture("gauge.png", 101))
    expect(door(page)).to_be_visible()
    expect(lines(page)).to_contain_text(WAITS)
    expect(page.locator("#uploads-said")).to_have_text(re.compile("^You were signed out. gauge"))
    # The text saves itself meanwhile, and is refused too.
    expect(state(page)).to_have_text("Not saved: you were signed out")
    # The sign-in took no key that was meant for the text.
    expect(text(page)).to_be_focused()
    page.keyboard.type("More.")
    sign_in(page)
    expect(door(page)).to_be_hidden()
    shows(page, "One.\n\n![](media:KEY)\nMore.")
    expect(lines(page)).to_have_count(0)
    expect(state(page)).to_have_text(CLEAN)
    assert has_arrived(page, "![](media:")
    assert (len(asked), len(tried)) == (1, 1)


def test_what_was_put_off_is_marked_and_asks_again_with_retry(signed_out: Page) -> None:
    page = signed_out
    paste(page, picture("boat.png", 102))
    door(page).get_by_role("button", name="Close").click()
    expect(door(page)).to_be_hidden()
    expect(text(page)).to_be_focused()
    shows(page, "One.\n\n![Not uploaded: boat.png](media:not-uploaded-MARK)\n")
    expect(lines(page)).to_contain_text(f"boat.png was not uploaded. {SIGNED_OUT}")
    # What saves itself afterwards does not open it again.
    expect(state(page)).to_have_text("Not saved: you were signed out")
    expect(door(page)).to_be_hidden()
    lines(page).get_by_role("button", name="Retry").click()
    shows(page, "One.\n\n![Uploading boat.png…](media:uploading-MARK)\n")
    expect(door(page)).to_be_visible()
    sign_in(page)
    shows(page, "One.\n\n![](media:KEY)\n")
    expect(state(page)).to_have_text(CLEAN)


def test_ten_pictures_wait_at_one_sign_in(signed_out: Page) -> None:
    page = signed_out
    asked = sent(page, "/auth/sign-in", "GET")
    paste(page, *(picture(name, 110 + number) for number, name in enumerate(NAMES)))
    expect(lines(page).filter(has_text=WAITS)).to_have_count(3)
    sign_in(page)
    expect(lines(page)).to_have_count(0)
    shows(page, "One.\n\n" + "\n\n".join(["![](media:KEY)"] * 10) + "\n")
    assert len(asked) == 1


def test_ten_pictures_are_put_off_once(signed_out: Page) -> None:
    page = signed_out
    asked = sent(page, "/auth/sign-in", "GET")
    paste(page, *(picture(name, 120 + number) for number, name in enumerate(NAMES)))
    expect(lines(page).filter(has_text=WAITS)).to_have_count(3)
    door(page).get_by_label("Password").focus()
    page.keyboard.press("Escape")
    expect(lines(page).get_by_role("button", name="Retry")).to_have_count(10)
    expect(door(page)).to_be_hidden()
    assert len(asked) == 1


def test_nothing_is_uploaded_in_the_name_of_somebody_else(
    newsroom: Newsroom, signed_out: Page
) -> None:
    page = signed_out
    paste(page, picture("mine.png", 130))
    expect(lines(page)).to_contain_text(WAITS)
    sign_in(page, email=ANNA)
    expect(lines(page)).to_contain_text(
        "mine.png was not uploaded. Anna Holm is signed in here now. Sign in as yourself again"
    )
    assert "mine.png" not in newsroom.people[ANNA].get("/admin/media").text
    newsroom.give_key(page, ODILE)
    lines(page).get_by_role("button", name="Retry").click()
    shows(page, "One.\n\n![](media:KEY)\n")


def test_who_signs_in_in_another_tab_is_not_asked_any_more(
    newsroom: Newsroom, signed_out: Page
) -> None:
    page = signed_out
    paste(page, picture("elsewhere.png", 131))
    expect(lines(page)).to_contain_text(WAITS)
    newsroom.give_key(page, ODILE)
    page.evaluate("dispatchEvent(new Event('focus'))")
    shows(page, "One.\n\n![](media:KEY)\n")
    expect(door(page)).to_be_hidden()


def test_what_waits_can_be_cancelled(signed_out: Page) -> None:
    page = signed_out
    paste(page, picture("no.png", 132), picture("yes.png", 133))
    expect(lines(page).filter(has_text=WAITS)).to_have_count(2)
    lines(page).filter(has_text="no.png").get_by_role("button", name="Cancel").click()
    expect(lines(page)).to_have_count(1)
    uploads = sent(page, "/admin/media", "POST")
    sign_in(page)
    shows(page, "One.\n\n![](media:KEY)\n")
    assert len(uploads) == 1


def upload_from_picker(newsroom: Newsroom, page: Page, file: FilePayload) -> Locator:
    """Choose a file in the picker, after the session ended while that was open; return it."""
    newsroom.give_key(page, ODILE)
    page.keyboard.press("Control+Alt+m")
    picker = page.get_by_role("dialog", name="Picture or file")
    expect(picker.get_by_role("status").first).not_to_be_empty()
    page.context.clear_cookies()
    with page.expect_file_chooser() as chooser:
        picker.get_by_role("button", name="Upload…").click()
    chooser.value.set_files([file])
    return picker


def test_the_sign_in_stands_in_the_picker(signed_out: Page, newsroom: Newsroom) -> None:
    page = signed_out
    picker = upload_from_picker(newsroom, page, as_upload(picture("picked.png", 134)))
    # Escape closes what is topmost, and the picker stays.
    door(page).get_by_label("Password").focus()
    page.keyboard.press("Escape")
    expect(door(page)).to_be_hidden()
    expect(picker.get_by_role("searchbox")).to_be_focused()
    picker.get_by_role("button", name="Retry").click()
    sign_in(page)
    expect(picker.get_by_role("option").first).to_contain_text("picked.png")
    expect(door(page)).to_be_hidden()


def test_the_sign_in_outlives_the_picker(signed_out: Page, newsroom: Newsroom) -> None:
    page = signed_out
    picker = upload_from_picker(newsroom, page, as_upload(picture("closed.png", 135)))
    expect(door(page)).to_be_visible()
    picker.get_by_role("button", name="Close").first.click()
    expect(picker).to_be_hidden()
    expect(door(page)).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/admin/media") and answer.ok):
        sign_in(page)
    expect(door(page)).to_be_hidden()
    page.keyboard.press("Control+Alt+m")
    expect(picker.get_by_role("option").filter(has_text="closed.png")).to_be_visible()


@pytest.fixture
def signed_out_library(open_library: OpenLibrary) -> Callable[..., Page]:
    """Return a function that opens the library of somebody whose session then ends."""

    def open_it(**options: object) -> Page:
        page = open_library(**options)
        choose(page, a_file("first.png"))
        expect(page.get_by_role("heading", name="first.png")).to_be_visible()
        page.goto("/admin/media")
        page.context.clear_cookies()
        return page

    return open_it


@WIDTHS
def test_in_the_library_files_go_on_too(
    signed_out_library: Callable[..., Page], width: int
) -> None:
    page = signed_out_library(width=width)
    choose(page, *(a_file(name) for name in NAMES[:5]))
    expect(library_lines(page).filter(has_text=WAITS)).to_have_count(3)
    expect(library_lines(page).filter(has_text="waits")).to_have_count(5)
    # Nobody is writing here, so the keyboard is led into it.
    expect(door(page).get_by_label("Email address")).to_be_focused()
    assert fits(page)
    expect(door(page).get_by_role("button", name="Sign in")).to_be_in_viewport(ratio=1)
    page.keyboard.type("odile@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(door(page)).to_be_hidden()
    for name in NAMES[:5]:
        expect(tile(page, name)).to_be_visible()
    expect(page.get_by_label("Add files")).to_be_focused()
    # Other forms of the page belong to the new session as well.
    page.get_by_role("checkbox", name="Pick first.png").check()
    page.get_by_role("button", name="Delete…", exact=True).click()
    expect(page.get_by_role("dialog", name="Message")).to_contain_text("is in the trash.")


def test_in_the_library_it_can_be_put_off(signed_out_library: Callable[..., Page]) -> None:
    page = signed_out_library()
    choose(page, a_file("later.png"))
    expect(door(page).get_by_label("Email address")).to_be_focused()
    page.keyboard.press("Escape")
    expect(door(page)).to_be_hidden()
    expect(page.get_by_label("Add files")).to_be_focused()
    expect(library_lines(page).locator(".error")).to_have_text(SIGNED_OUT)
    page.get_by_role("button", name="Try again later.png").click()
    sign_in(page)
    expect(tile(page, "later.png")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@WIDTHS
def test_the_sign_in_in_the_library_is_for_everybody(
    signed_out_library: Callable[..., Page], scheme: str, width: int
) -> None:
    page = signed_out_library(width=width, scheme=scheme, bypass_csp=True)
    choose(page, a_file("seen.png"))
    expect(door(page)).to_be_visible()
    expect(library_lines(page)).to_contain_text(WAITS)
    assert axe(page) == []


def test_without_script_the_answer_says_that_nothing_was_taken(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    page = newsroom.sit_down(open_page, javascript=False)
    page.goto("/admin/media")
    page.context.clear_cookies()
    choose(page, a_file("lost.png"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You were signed out")
