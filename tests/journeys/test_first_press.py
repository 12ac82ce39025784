"""From the set-up link to a published post and back, as a person goes."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser import OpenPage
from tests.servers import Server
from tests.visitors import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.commits]

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
# What opens the window with everything about publication.
OPEN = ".top > [popovertarget=publish]"
BODY = "The *harbour* at low water.\n\n- mud\n- mud\n"


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


def set_up(desk: Page, link: str) -> None:
    desk.goto(link)
    desk.locator("#title").fill("Low Water")
    desk.locator("#name").fill("Odile Farrow")
    desk.get_by_label("Email address").fill("odile@example.org")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_text("Your paper is ready.")).to_be_visible()


def write(desk: Page) -> None:
    dismiss(desk)
    desk.get_by_role("link", name="Write the first post").click()
    desk.get_by_label("Title").fill("Low water")
    desk.get_by_label("Text, in Markdown").fill(BODY)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved as a draft.")).to_be_visible()
    dismiss(desk)
    expect(desk.get_by_label("Title")).to_have_value("Low water")


def preview(desk: Page, script: bool) -> None:
    desk.get_by_label("Text, in Markdown").fill(BODY + "\nTyped *after* the save.\n")
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
    desk.get_by_label("Text, in Markdown").fill("Rewritten.")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Readers see it after you press Update.")).to_be_visible()
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
    desk.get_by_text("Remove", exact=True).click()
    desk.get_by_role("button", name="Move to trash").click()
    expect(desk.get_by_text("is in the trash.")).to_be_visible()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("is back as it was.")).to_be_visible()
    dismiss(desk)
    expect(desk.get_by_label("Text, in Markdown")).to_have_value("Rewritten.")


def sign_out(desk: Page) -> None:
    desk.get_by_role("link", name="Posts", exact=True).click()
    desk.get_by_role("button", name="Sign out").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Sign in")
    desk.go_back()
    desk.reload()
    expect(desk).to_have_url(re.compile("/auth/sign-in"))


def dismiss(desk: Page) -> None:
    """Close the message, after its text was seen. The editor says plain ones in its bar."""
    message = desk.get_by_role("dialog", name="Message")
    if message.is_visible():
        message.get_by_role("button", name="Dismiss").click()
        expect(message).to_be_hidden()


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
    expect(desk.get_by_text("Saved as a draft.")).to_be_visible()
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
    text = "\n\nTyped for hours & <hours>.\n\n    code\n" + "word " * 50
    desk.get_by_label("Text, in Markdown").fill(text)
    desk.context.clear_cookies()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("You were signed out")
    desk.get_by_label("Email address").fill("odile@example.org")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Sign in").click()
    desk.get_by_role("button", name="Save it").click()
    expect(desk.get_by_label("Text, in Markdown")).to_have_value(text)


@SCRIPT
def test_two_editors_in_conflict_lose_nothing(
    server: Server, open_page: OpenPage, script: bool
) -> None:
    first = open_page(javascript=script, base_url=server.url)
    set_up(first, server.setup_link)
    write(first)
    second = first.context.new_page()
    second.goto(first.url)
    second.get_by_label("Text, in Markdown").fill("Their text.")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_text("Readers do not see it yet.")).to_be_visible()
    first.get_by_label("Text, in Markdown").fill("My text.")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_text("You saved a newer version in another window.")).to_be_visible()
    expect(first.get_by_text("Their text.", exact=True)).to_be_visible()
    expect(first.get_by_label("Text, in Markdown")).to_have_value("My text.")
    first.get_by_role("button", name="Keep mine").click()
    expect(first.get_by_text("Readers do not see it yet.")).to_be_visible()
    expect(first.get_by_label("Text, in Markdown")).to_have_value("My text.")
    dismiss(first)
    first.get_by_role("link", name="History").click()
    expect(first.locator("nav[aria-label=Versions] li")).to_have_count(4)


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
    desk.get_by_label("Text, in Markdown").press_sequentially("More. ")
    expect(desk.locator("#saved")).to_have_text("Unsaved changes")
    desk.get_by_role("link", name="History").click(no_wait_after=True)
    expect(desk.get_by_label("Text, in Markdown")).to_be_visible()
    desk.keyboard.press("Control+s")
    expect(desk.get_by_text("Readers do not see it yet.")).to_be_visible()
    desk.get_by_role("link", name="History").click()
    expect(desk).to_have_url(re.compile("/revisions"))
    assert asked == ["beforeunload"]


@SCRIPT
def test_coming_back_to_typed_words_overwrites_nobody(
    server: Server, open_page: OpenPage, script: bool
) -> None:
    first = open_page(javascript=script, base_url=server.url)
    first.on("dialog", Dialog.accept)
    set_up(first, server.setup_link)
    write(first)
    opened = first.url
    first.get_by_label("Text, in Markdown").fill("My text.")
    first.goto("/admin/posts")
    second = first.context.new_page()
    second.goto(opened)
    second.get_by_label("Text, in Markdown").fill("Their text.")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_text("Readers do not see it yet.")).to_be_visible()
    first.go_back()
    # The browser puts the words back, and the page must still know what they were based on.
    expect(first.get_by_label("Text, in Markdown")).to_have_value("My text.")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_text("You saved a newer version in another window.")).to_be_visible()
    expect(first.get_by_text("Their text.", exact=True)).to_be_visible()
