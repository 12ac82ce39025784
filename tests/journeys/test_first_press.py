"""From the set-up link to a published post and back, as a person goes."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser import OpenPage
from tests.journeys.cable import cable_to
from tests.journeys.newsroom import stop_clock
from tests.journeys.steps import (
    BODY,
    CLEAN,
    SAVED,
    SCRIPT,
    dismiss,
    notice,
    save,
    set_up,
    sign_in,
    state,
    text,
    write,
)
from tests.servers import Server
from tests.visitors import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.commits]

# What opens the window with everything about publication.
OPEN = ".top > [popovertarget=publish]"


@SCRIPT
def test_from_the_link_to_a_published_post_and_back(
    server_on_both: Server, open_page: OpenPage, script: bool
) -> None:
    server = server_on_both
    desk = open_page(javascript=script, base_url=server.url)
    reader = open_page(javascript=script, base_url=server.url)
    reader.goto("/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Nothing is printed here yet")
    set_up(desk, server.setup_link)
    write(desk)
    preview(desk, script)
    publish(desk)
    address = read(reader, "mud")
    edit_and_update(desk, reader, address)
    unpublish(desk, reader, address)
    trash_and_undo(desk)
    sign_out(desk)
    assert reader.context.cookies() == []


def preview(desk: Page, script: bool) -> None:
    text(desk).fill(BODY + "\nTyped *after* the save.\n")
    desk.locator(".switch").get_by_text("Preview").click()
    shown = desk.frame_locator("#preview")
    if not script:
        desk.get_by_role("button", name="Refresh the preview").click()
    expect(shown.get_by_text("Typed after the save.")).to_be_visible()
    desk.locator(".switch").get_by_text("Write").click()


def publish(desk: Page) -> None:
    desk.locator(OPEN).click()
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("“Low water” is published.")).to_be_visible()
    dismiss(desk)


def read(reader: Page, word: str) -> str:
    reader.goto("/")
    reader.get_by_role("link", name="Low water", exact=True).last.click()
    expect(reader.locator("article, main").first).to_contain_text(word)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Low water")
    return reader.url


def edit_and_update(desk: Page, reader: Page, address: str) -> None:
    text(desk).fill("Rewritten.")
    save(desk)
    expect(state(desk)).to_have_text("Saved. Readers see it after you press Update.")
    dismiss(desk)
    reader.goto(address)
    expect(reader.get_by_text("Rewritten.")).to_have_count(0)
    desk.locator(OPEN).click()
    desk.locator("#publish").get_by_role("button", name="Update").click()
    expect(desk.get_by_text("“Low water” is updated.")).to_be_visible()
    dismiss(desk)
    reader.goto(address)
    expect(reader.get_by_text("Rewritten.")).to_be_visible()


def unpublish(desk: Page, reader: Page, address: str) -> None:
    desk.locator(OPEN).click()
    desk.get_by_role("button", name="Unpublish").click()
    expect(desk.get_by_text("Readers no longer find it.")).to_be_visible()
    dismiss(desk)
    answer = reader.goto(address)
    assert answer is not None
    assert answer.status == 404


def trash_and_undo(desk: Page) -> None:
    desk.locator("summary", has_text=re.compile("^Remove$")).click()
    desk.get_by_role("button", name="Move to trash").click()
    expect(desk.get_by_text("is in the trash.")).to_be_visible()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("is back as it was.")).to_be_visible()
    dismiss(desk)
    expect(text(desk)).to_have_value("Rewritten.")


def sign_out(desk: Page) -> None:
    desk.get_by_role("link", name="Posts", exact=True).click()
    desk.get_by_role("button", name="Sign out").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Sign in")
    desk.go_back()
    desk.reload()
    expect(desk).to_have_url(re.compile("/auth/sign-in"))


def test_with_the_keyboard_alone(server: Server, open_page: OpenPage) -> None:
    desk = open_page(base_url=server.url)
    desk.goto(server.setup_link)
    for name, words in (
        ("title", "Low Water"),
        ("name", "Odile Farrow"),
        ("email", "odile@example.org"),
        ("password", PASSWORD),
    ):
        tab_to(desk, f"#{name}")
        desk.keyboard.type(words)
    desk.keyboard.press("Enter")
    tab_to(desk, "text=Write the first post")
    desk.keyboard.press("Enter")
    tab_to(desk, "#title")
    desk.keyboard.type("Low water")
    # Enter goes on from the title to the text.
    desk.keyboard.press("Enter")
    desk.keyboard.type("Mud, and more mud.")
    desk.keyboard.press("Control+s")
    expect(state(desk)).to_have_text(SAVED)
    tab_to(desk, "[popovertarget=publish]", back=True)
    desk.keyboard.press("Enter")
    tab_to(desk, "text=Publish now")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("“Low water” is published.")).to_be_visible()
    tab_to(desk, "dialog >> text=View")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Low water")


def tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    """Press the tabulator until something has the focus, and shows that it has."""
    target = page.locator(selector).first
    target.wait_for(state="attached")
    for _ in range(80):
        if target.evaluate("element => element === document.activeElement"):
            outline = target.evaluate(
                "e => getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow"
                " + getComputedStyle(e).caretColor"
            )
            assert outline != "nonenone", selector
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"The keyboard does not reach {selector}.")


@SCRIPT
def test_what_was_typed_survives_the_end_of_a_session(
    server: Server, open_page: OpenPage, script: bool
) -> None:
    desk = open_page(javascript=script, base_url=server.url)
    set_up(desk, server.setup_link)
    write(desk)
    typed = "\n\nTyped for hours & <hours>.\n\n    code\n" + "word " * 50
    text(desk).fill(typed)
    desk.context.clear_cookies()
    save(desk)
    if script:
        door = desk.get_by_role("region", name="You were signed out")
        expect(door).to_be_visible()
    else:
        expect(desk.get_by_role("heading", level=1)).to_have_text("You were signed out")
    sign_in(desk)
    if not script:
        desk.get_by_role("button", name="Save it").click()
    expect(state(desk)).to_have_text(SAVED)
    expect(text(desk)).to_have_value(typed)
    desk.reload()
    expect(text(desk)).to_have_value(typed)


@SCRIPT
def test_two_editors_in_conflict_lose_nothing(
    server: Server, open_page: OpenPage, script: bool
) -> None:
    first = open_page(javascript=script, base_url=server.url)
    set_up(first, server.setup_link)
    write(first)
    second = first.context.new_page()
    second.goto(first.url)
    text(second).fill("Their text.")
    save(second)
    expect(state(second)).to_have_text(SAVED)
    text(first).fill("My text.")
    save(first)
    expect_both(first, "You saved a newer version in another window.")
    first.get_by_role("button", name="Keep mine").click()
    expect(state(first)).to_have_text(SAVED)
    expect(text(first)).to_have_value("My text.")
    first.get_by_role("link", name="History").click()
    # Mine, mine as it was kept, theirs, and what both began with.
    versions = first.locator("nav[aria-label=Versions] li")
    expect(versions.nth(1)).to_contain_text("Kept beside a newer version")
    expect(versions.nth(3)).to_be_visible()
    versions.nth(2).get_by_role("link").click()
    expect(first.locator("main")).to_contain_text("Their text.")


def expect_both(page: Page, words: str) -> None:
    """Expect both texts to be in the page, mine where I typed it."""
    expect(state(page)).to_have_text("Yours is kept; a newer version exists")
    expect(notice(page)).to_contain_text(words)
    expect(notice(page).locator("del")).to_contain_text("My")
    expect(notice(page).locator("ins")).to_contain_text("Their")
    expect(text(page)).to_have_value("My text.")


def test_nobody_leaves_with_unsaved_words_without_being_asked(
    server: Server, open_page: OpenPage
) -> None:
    desk = open_page(base_url=server.url)
    set_up(desk, server.setup_link)
    write(desk)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    stop_clock(desk)
    desk.reload()
    # The clock of the page stands still: nothing is saved, nor kept on the device.
    text(desk).press_sequentially("More. ")
    expect(state(desk)).to_have_text("Unsaved changes")
    desk.get_by_role("link", name="History").click(no_wait_after=True)
    expect(text(desk)).to_be_visible()
    # Whoever stays has it saved, and may leave.
    expect(state(desk)).to_have_text(CLEAN)
    desk.get_by_role("link", name="History").click()
    expect(desk).to_have_url(re.compile("/revisions"))
    assert asked == ["beforeunload"]


@SCRIPT
def test_coming_back_to_typed_words_overwrites_nobody(
    server: Server, open_page: OpenPage, script: bool
) -> None:
    with cable_to(server) as cable:
        first = open_page(javascript=script, base_url=cable.url)
        first.on("dialog", Dialog.accept)
        set_up(first, cable.url + server.setup_link.removeprefix(server.url))
        write(first)
        opened = first.url
        text(first).fill("My text.")
        # It is not saved on leaving, and not asked for again on coming back.
        refused = cable.refused
        cable.cut()
        first.goto("about:blank")
        if script:
            cable.wait_for_refusal(refused)
        cable.mend()
        second = first.context.new_page()
        second.goto(opened)
        text(second).fill("Their text.")
        save(second)
        expect(state(second)).to_have_text(SAVED)
        first.go_back()
        # The browser puts the words back, and the page must still know what they were based on.
        expect(text(first)).to_have_value("My text.")
        save(first)
        expect_both(first, "You saved a newer version in another window.")
