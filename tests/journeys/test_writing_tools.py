"""The tools below the text: what each press writes, and what takes it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from blog.core.html import render
from blog.core.markdown.style import HouseStyle
from tests.browser import OpenPage, Scheme, axe
from tests.journeys.writing import FOCUSED, Desk, Write, plain, put, read, value

pytestmark = [pytest.mark.browser, pytest.mark.commits]


@pytest.fixture
def write(desk: Desk, open_page: OpenPage) -> Write:
    return desk.writing(open_page)


# Between the last line of the text and the toolbar.
ROOM_BELOW = """() => {
  const body = document.getElementById("body");
  const end = body.getBoundingClientRect().bottom;
  const last = end - parseFloat(getComputedStyle(body).paddingBlockEnd);
  return document.getElementById("toolbar").getBoundingClientRect().top - last;
}"""
# A tool, the text before it is pressed, and after.
PRESSES = [
    ("Heading", "High wa¦ter", "## High wa¦ter"),
    ("Heading", "a\n\n## High ¦water\n\nb", "a\n\n### High ¦water\n\nb"),
    ("Heading", "### «High» water", "«High» water"),
    ("Heading", "#### High¦", "High¦"),
    ("Heading", "¦", "## ¦"),
    ("Bold", "The «late» boat", "The **«late»** boat"),
    ("Bold", "The **«late»** boat", "The «late» boat"),
    ("Bold", "The «**late**» boat", "The «late» boat"),
    ("Bold", "The « late» boat", "The  **«late»** boat"),
    ("Bold", "The la¦te boat", "The **la¦te** boat"),
    ("Bold", "The late¦ boat", "The **late**¦ boat"),
    ("Bold", "The **very la¦te** boat", "The very la¦te boat"),
    ("Bold", "The ¦", "The **¦**"),
    ("Bold", "The **¦**", "The ¦"),
    ("Bold", "«*late*»", "**«*late*»**"),
    ("Bold", "«**a** and **b**»", "**«**a** and **b**»**"),
    ("Bold", "«- one\n- two\n\nthree»", "«- **one**\n- **two**\n\n**three**»"),
    ("Bold", "«- **one**\n- **two**»", "«- one\n- two»"),
    ("Italic", "a «genre».", "a *«genre»*."),
    ("Italic", "a *«genre»*.", "a «genre»."),
    ("Italic", "a **«genre»**.", "a ***«genre»***."),
    ("Italic", "a ***«genre»***.", "a **«genre»**."),
    ("Italic", "a _gen¦re_.", "a gen¦re."),
    ("Italic", "Ørst¦eds", "*Ørst¦eds*"),
    ("Link", "the «log books», damp", "the [log books](«url»), damp"),
    ("Link", "the bo¦oks", "the [books](«url»)"),
    ("Link", "see «https://tides.example/a»", "see [¦](https://tides.example/a)"),
    ("Link", "see ¦", "see [¦](url)"),
    ("Quote", "A bo¦at", "> A bo¦at"),
    ("Quote", "> A bo¦at", "A bo¦at"),
    ("Quote", "«one\n\ntwo»", "«> one\n>\n> two»"),
    ("Quote", "«> one\n>\n> two»", "«one\n\ntwo»"),
    ("Quote", "a\nb¦\nc", "a\n\n> b¦\n\nc"),
    ("List", "«one\ntwo»", "«- one\n- two»"),
    ("List", "«- one\n- two»", "«1. one\n2. two»"),
    ("List", "«1. one\n2. two»", "«one\ntwo»"),
    ("List", "¦", "- ¦"),
    ("List", "so:\n«one\n  two\n\nthree»", "so:\n\n«- one\n  - two\n\n- three»"),
    ("List", "- a\n- b¦\n- c", "- a\n1. b¦\n- c"),
    ("Note", "A pastoral.¦", "A pastoral.[^1]\n\n[^1]: ¦"),
    ("Note", "A¦ b.[^1]\n\n[^1]: One.\n", "A[^2] b.[^1]\n\n[^1]: One.\n[^2]: ¦\n"),
    ("Note", "A«b»[^7] c\n\nd", "Ab[^8][^7] c\n\nd\n\n[^8]: ¦"),
    ("Code", "the «csv» file", "the `«csv»` file"),
    ("Code", "the `c¦sv` file", "the c¦sv file"),
    ("Code", "«a ` b»", "`` «a ` b» ``"),
    ("Code", "«one\n```\ntwo»", "«````\none\n```\ntwo\n````»"),
    ("Code", "«```py\none\ntwo\n```»", "«one\ntwo»"),
    (
        "Table",
        "¦",
        "| «Heading» | Heading |\n| ------- | ------- |\n" + "|         |         |\n" * 2,
    ),
]


def test_each_tool_writes_and_one_undo_takes_it_back(write: Write) -> None:
    page = write()
    pressed, undone, redone = [], [], []
    for name, before, _ in PRESSES:
        put(page, before)
        press_tool(page, name)
        pressed.append((name, before, read(page)))
        page.keyboard.press("Control+z")
        undone.append(value(page))
        page.keyboard.press("Control+Shift+z")
        redone.append(value(page))
    assert pressed == PRESSES
    assert undone == [plain(before) for _, before, _ in PRESSES]
    assert redone == [plain(after) for _, _, after in PRESSES]


def test_readers_see_what_the_tools_write() -> None:
    for text, shown in (
        (PRESSES[-1][2], '<th scope="col">Heading</th>'),
        ("A[^2] b.[^1]\n\n[^1]: One.\n[^2]: Two.", '<li id="s-n2"><p>One.'),
        ('Mud.\n\n![alt](/a.png "caption")\n', "<figcaption>caption</figcaption>"),
        ("a\n\n> b\n\nc", "</blockquote>\n<p>c</p>"),
        ("so:\n\n1. one\n2. two\n\nthree", "</ol>\n<p>three</p>"),
        ("a ***genre***", "<em><strong>genre</strong></em>"),
    ):
        assert shown in render(plain(text), HouseStyle()).html


def test_undo_parts_a_tool_from_what_was_typed_before_and_after(write: Write) -> None:
    page = write("A ¦")
    page.keyboard.type("late ")
    page.keyboard.press("Control+b")
    page.keyboard.type("boat")
    # Whoever has written the strong words goes on behind them.
    page.keyboard.press("Control+b")
    page.keyboard.type(".")
    assert read(page) == "A late **boat**.¦"
    states = []
    for _ in range(4):
        page.keyboard.press("Control+z")
        states.append(value(page))
    assert states == ["A late **boat**", "A late ****", "A late ", "A "]


def test_tools_by_keys_write_where_the_caret_is(write: Write) -> None:
    page = write("«late»")
    for key, after in (
        ("Control+b", "**«late»**"),
        ("Control+i", "***«late»***"),
        ("Control+Alt+2", "## ***«late»***"),
    ):
        page.keyboard.press(key)
        assert read(page) == after
    put(page, "«late»")
    page.keyboard.press("Control+k")
    assert read(page) == "[late](«url»)"
    page.keyboard.press("Control+Shift+k")
    assert read(page) == "[late](«url»)"


def test_the_toolbar_is_one_stop_and_arrows_lead_through_it(write: Write) -> None:
    page = write("A bo¦at")
    toolbar = page.get_by_role("toolbar", name="Formatting")
    expect(toolbar).to_have_attribute("aria-controls", "body")
    stops = toolbar.locator("button[tabindex='0']")
    expect(stops).to_have_text(["Heading"])
    stops.focus()
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        seen.append(page.evaluate(FOCUSED))
    assert seen == ["bold", "italic", "bold", "table", "heading", "table", "heading"]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert read(page) == "A **bo¦at**"
    assert page.evaluate(FOCUSED) == "body"
    expect(stops).to_have_text(["B"])


def test_every_button_is_named_and_says_its_key(write: Write) -> None:
    page = write()
    toolbar = page.get_by_role("toolbar", name="Formatting")
    names = "Heading Bold Italic Link Quote List Picture Note Code Table".split()
    for name in names:
        expect(toolbar.get_by_role("button", name=name, exact=True)).to_be_visible()
    titles = toolbar.locator("button").evaluate_all("all => all.map(each => each.title)")
    assert all(titles)
    keys = {re.findall(r"\((Ctrl\+.*)\)", title)[0] for title in titles if "Ctrl" in title}
    assert keys == {"Ctrl+Alt+2", "Ctrl+Alt+M", "Ctrl+B", "Ctrl+I", "Ctrl+K"}


def test_without_script_no_tools_are_shown_but_the_rest_is(write: Write) -> None:
    page = write(javascript=False)
    expect(page.locator("#toolbar")).to_be_hidden()
    expect(page.get_by_text("0 words")).to_be_visible()
    expect(page.get_by_role("button", name="What can be written")).to_be_visible()


def test_on_a_phone_the_tools_are_large_and_stay_in_the_window(write: Write) -> None:
    page = write("Mud.\n\n" * 100, width=390)
    sizes = page.locator("#toolbar button").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect()).map(box => [box.width, box.height])"
    )
    assert all(width >= 44 and height >= 44 for width, height in sizes)
    expect(page.locator("#toolbar")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("#toolbar button").first.focus()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Table")).to_be_in_viewport(ratio=1)
    # The caret is never below them.
    put(page, "Mud.\n\n" * 100 + "The end.¦")
    page.keyboard.type(" Really.")
    assert page.evaluate(ROOM_BELOW) >= 0


def test_a_note_is_written_in_sight(write: Write) -> None:
    page = write("Mud.¦" + "\n\nMore mud." * 100)
    page.evaluate("scrollTo(0, 0)")
    press_tool(page, "Note")
    assert read(page).endswith("More mud.\n\n[^1]: ¦")
    assert page.evaluate(ROOM_BELOW) >= 0


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(write: Write, scheme: Scheme, width: int) -> None:
    page = write("Mud.", scheme=scheme, width=width, bypass_csp=True)
    expect(page.locator("#toolbar")).to_be_visible()
    assert axe(page) == []


def press_tool(page: Page, name: str) -> None:
    page.get_by_role("toolbar", name="Formatting").get_by_role("button", name=name).click()
