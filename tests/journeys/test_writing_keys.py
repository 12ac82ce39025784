"""Keys in the editor: Tab, Enter, Esc, and those that compose letters; and how long they take."""

import json
import re

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser import OpenPage
from tests.journeys.writing import FOCUSED, SELECT, Desk, Write, plain, put, read, value

pytestmark = [pytest.mark.browser, pytest.mark.commits]


@pytest.fixture
def write(desk: Desk, open_page: OpenPage) -> Write:
    return desk.writing(open_page)


def test_the_tab_key_leaves_the_text(write: Write) -> None:
    page = write("- on springs¦")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) != "body"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == "body"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == "title"
    assert value(page) == "- on springs"


# What Enter makes of a text.
ENTERS = [
    ("- on springs¦", "- on springs\n- ¦"),
    ("* on ¦springs", "* on \n* ¦springs"),
    ("+  on springs¦", "+  on springs\n+  ¦"),
    ("1. Read¦", "1. Read\n2. ¦"),
    ("9) Read¦", "9) Read\n10) ¦"),
    ("  - within¦", "  - within\n  - ¦"),
    ("- [x] A board¦", "- [x] A board\n- [ ] ¦"),
    ("> The moon¦", "> The moon\n> ¦"),
    ("> > The moon¦", "> > The moon\n> > ¦"),
    ("> 1. The moon¦", "> 1. The moon\n> 2. ¦"),
    # An empty item ends its list, or the list within the quotation and then that. What is
    # written next would belong to the item without a blank line.
    ("- one\n- ¦", "- one\n\n¦"),
    ("- one\n- [ ] ¦", "- one\n\n¦"),
    ("1. one\n2. ¦\n\nx", "1. one\n\n¦\n\nx"),
    ("> a\n> - ¦", "> a\n>\n> ¦"),
    ("> a\n> ¦", "> a\n\n¦"),
    ("- ¦", "¦"),
    # These are no lists, or not the end of an item.
    ("Words¦", "Words\n¦"),
    ("* * *¦", "* * *\n¦"),
    ("---¦", "---\n¦"),
    ("¦- one", "\n¦- one"),
    ("-¦ one", "-\n¦ one"),
    ("- «one» two", "- \n¦ two"),
    ("```\n- one¦\n```", "```\n- one\n¦\n```"),
    ("> ~~~\n> - one¦", "> ~~~\n> - one\n¦"),
    ("```\na\n```\n- one¦", "```\na\n```\n- one\n- ¦"),
]


def test_enter_goes_on_with_a_list_and_ends_it(write: Write) -> None:
    page = write()
    entered, undone = [], []
    for before, _ in ENTERS:
        put(page, before)
        page.keyboard.press("Enter")
        entered.append((before, read(page)))
        page.keyboard.press("Control+z")
        undone.append(value(page))
    assert entered == ENTERS
    assert undone == [plain(before) for before, _ in ENTERS]


def test_enter_with_shift_is_left_alone(write: Write) -> None:
    page = write("- on springs¦")
    page.keyboard.press("Shift+Enter")
    assert read(page) == "- on springs\n¦"


def test_a_list_is_written_with_nothing_but_keys(write: Write) -> None:
    page = write("¦")
    for words in ("- mud", "more mud", "", "The end."):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    assert read(page) == "- mud\n- more mud\n\nThe end.\n¦"


def test_nothing_is_continued_while_letters_are_composed(write: Write) -> None:
    page = write("- ¦")
    session = composing(page)
    # The Enter that takes a word over from an input method; its key has no name of its own.
    for kind in ("rawKeyDown", "keyUp"):
        session.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"},
        )
    session.send("Input.insertText", {"text": "水"})
    assert read(page) == "- 水¦"
    page.keyboard.press("Enter")
    assert read(page) == "- 水\n- ¦"


def test_an_enter_during_a_composition_adds_no_marker(write: Write) -> None:
    page = write("- a¦")
    composing(page)
    page.locator("#body").evaluate(
        "field => field.dispatchEvent(new InputEvent('beforeinput',"
        " { inputType: 'insertLineBreak', isComposing: true, cancelable: true, bubbles: true }))"
    )
    assert value(page) == "- aみず"


def composing(page: Page) -> CDPSession:
    """Begin to write a word with an input method, and leave it open."""
    session = page.context.new_cdp_session(page)
    word = {"text": "みず", "selectionStart": 2, "selectionEnd": 2}
    session.send("Input.imeSetComposition", word)
    return session


def test_the_preview_and_the_details_have_keys(write: Write) -> None:
    page = write("Mu¦d.")
    page.keyboard.press("Control+Alt+p")
    expect(page.frame_locator("#preview").get_by_text("Mud.")).to_be_visible()
    expect(page.locator("#body")).to_be_hidden()
    assert page.evaluate("document.activeElement.value") == "preview"
    page.keyboard.press("Control+Alt+p")
    expect(page.locator("#body")).to_be_focused()
    assert read(page) == "Mu¦d."
    page.keyboard.press("Control+Alt+d")
    expect(page.locator("#details")).to_be_hidden()
    expect(page.locator("#body")).to_be_focused()
    page.keyboard.press("Control+Alt+d")
    expect(page.locator("#details summary").first).to_be_focused()
    page.keyboard.press("Control+Alt+d")
    expect(page.locator("#body")).to_be_focused()


def test_the_preview_gives_the_key_back_from_within(write: Write) -> None:
    page = write("Mu¦d.")
    page.keyboard.press("Control+Alt+p")
    shown = page.frame_locator("#preview").get_by_text("Mud.")
    shown.click()
    shown.press("Control+Alt+p")
    expect(page.locator("#body")).to_be_focused()


def test_on_a_phone_the_key_leads_to_the_details_below_the_text(write: Write) -> None:
    page = write("Mu¦d.", width=390)
    page.keyboard.press("Control+Alt+d")
    expect(page.locator("#details summary").first).to_be_focused()
    expect(page.locator("#details")).to_be_in_viewport()


def test_escape_closes_one_thing_at_a_time(write: Write) -> None:
    page = write()
    page.get_by_label("Title").fill("Mud")
    page.locator("#body").fill("Mud.")
    page.locator(".top > [popovertarget=publish]").click()
    page.get_by_role("button", name="Publish now").click()
    toast = page.get_by_role("dialog", name="Message")
    expect(toast).to_be_visible()
    page.get_by_role("button", name="What can be written").click()
    page.locator(".top > [popovertarget=publish]").click()
    for closed in ("#publish", "#cheat-sheet", "dialog.toast"):
        expect(page.locator(closed)).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(closed)).to_be_hidden()


def test_a_long_text_is_counted_whole(write: Write) -> None:
    page = write()
    page.locator("#body").fill("low water, " * 9_000)
    expect(page.locator("#length")).to_have_text("18,000 words, 82 minutes")
    page.locator("#body").fill("Mud.")
    expect(page.locator("#length")).to_have_text("1 word, 1 minute")


# Of a processor, not of a clock on the wall: a busy machine does not lengthen it.
MICROSECONDS_AT_MOST = 50_000
PARAGRAPH = "The boat is late, and the tide is not. " * 12 + "\n\n- on springs;\n- on neaps.\n\n"


def test_no_key_in_a_long_text_waits_for_a_script(write: Write, chromium: Browser) -> None:
    page = write()
    long = PARAGRAPH * (100_000 // len(PARAGRAPH) + 1)
    page.locator("#body").evaluate("(field, text) => { field.value = text; }", long)
    middle = long.index("neaps", len(long) // 2)
    page.locator("#body").evaluate(SELECT, (middle, middle))
    chromium.start_tracing(page=page, categories=["devtools.timeline"])
    page.keyboard.type("on the slip, **once**\n" * 10)
    expect(page.locator("#length")).to_contain_text(f"{counted(long) + 40:,} words")
    taken = times_of_scripts(chromium.stop_tracing())
    # Each key was heard by something, so the measure measures.
    assert len(taken) > 200
    assert max(taken) < MICROSECONDS_AT_MOST


def counted(text: str) -> int:
    return len(re.findall(r"\w+", text))


def times_of_scripts(trace: bytes) -> list[int]:
    """Return how long the processor was with each call of a script of the desk, in microseconds."""
    calls = (event for event in json.loads(trace)["traceEvents"] if event["name"] == "FunctionCall")
    return [
        event["tdur"]
        for event in calls
        if event["ph"] == "X" and "/desk/" in event["args"]["data"].get("url", "")
    ]
