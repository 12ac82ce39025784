"""Text and preview side by side: the preview follows what is typed, and scrolls in step."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser import OpenPage
from tests.journeys.newsroom import Newsroom, stop_clock
from tests.journeys.steps import text

pytestmark = [pytest.mark.browser, pytest.mark.commits]

# Sections that are of another height in the preview than in the text, and of different ones.
SECTIONS = 12
TEXT = "\n\n".join(
    f"## Section {number}\n\n"
    + "\n".join(f"- item {item} of section {number}" for item in range(number * 3 % 10 + 4))
    + "\n\n```\ncode\n```"
    for number in range(SECTIONS)
)
# The line that is held in step, and how near it has to be: some lines.
EYE, NEAR = 0.3, 80
# Where the page has to be for a line of the text, all of which are short, to be at the eye line.
PLACE_OF_LINE = """line => {
  const body = document.getElementById("body");
  const style = getComputedStyle(body);
  const top = body.getBoundingClientRect().top + scrollY + parseFloat(style.paddingBlockStart);
  return top + line * parseFloat(style.lineHeight) - innerHeight * 0.3;
}"""
# What follows a scroll hears of it with the next frame that is drawn.
SCROLL = """async top => {
  const preview = document.getElementById("preview").contentDocument;
  await Promise.all([document.fonts.ready, preview.fonts.ready]);
  const heard = new Promise(done => { addEventListener("scroll", done, { once: true }); });
  const before = scrollY;
  scrollTo({ top, behavior: "instant" });
  if (scrollY !== before) await heard;
}"""
PLACE_OF_HEADING = """name => {
  const page = document.getElementById("preview").contentDocument;
  const all = [...page.querySelectorAll(".prose h2")];
  return all.find(each => each.textContent.includes(name)).getBoundingClientRect().top;
}"""


@pytest.fixture
def desk(newsroom: Newsroom, open_page: OpenPage) -> Page:
    """A page with text and preview side by side, whose clock stands still."""
    page = newsroom.sit_down(open_page)
    stop_clock(page)
    page.goto(newsroom.write_post(TEXT))
    page.locator(".switch").get_by_text("Split").click()
    expect(preview(page).get_by_role("heading", name="Section 11")).to_be_attached()
    return page


def preview(desk: Page) -> FrameLocator:
    return desk.frame_locator("#preview")


def test_the_preview_follows_what_is_typed(desk: Page) -> None:
    desk.evaluate("document.getElementById('preview').contentWindow.first = true")
    text(desk).press("Control+Home")
    desk.keyboard.type("Typed *in* the text.\n\n")
    desk.clock.run_for(300)
    expect(preview(desk).get_by_text("Typed in the text.")).to_have_count(0)
    desk.clock.run_for(100)
    expect(preview(desk).get_by_text("Typed in the text.")).to_be_visible()
    # The page in the frame is still the same, so that it does not flash.
    assert desk.evaluate("document.getElementById('preview').contentWindow.first")


def test_it_does_not_move_while_it_follows(desk: Page) -> None:
    write_at(desk, 6)
    before = desk.evaluate(PLACE_OF_HEADING, "Section 6")
    text(desk).evaluate("field => field.setSelectionRange(field.value.length, field.value.length)")
    text(desk).press_sequentially("\n\nThe end.")
    write_at(desk, 6)
    desk.clock.run_for(400)
    expect(preview(desk).get_by_text("The end.")).to_be_attached()
    assert abs(desk.evaluate(PLACE_OF_HEADING, "Section 6") - before) < NEAR


@pytest.mark.parametrize("number", [2, 5, 9])
def test_the_heading_that_is_read_is_the_heading_that_is_written(desk: Page, number: int) -> None:
    write_at(desk, number)
    height = desk.evaluate("document.getElementById('preview').clientHeight")
    place = desk.evaluate(PLACE_OF_HEADING, f"Section {number}")
    assert abs(place - height * EYE) < NEAR


def test_at_the_very_top_the_preview_shows_its_title(desk: Page) -> None:
    write_at(desk, 5)
    assert desk.evaluate("document.getElementById('preview').contentWindow.scrollY") > 0
    scroll(desk, 0)
    expect(preview(desk).get_by_role("heading", level=1)).to_be_in_viewport()
    assert desk.evaluate("document.getElementById('preview').contentWindow.scrollY") == 0


def write_at(desk: Page, number: int) -> None:
    """Bring the heading of a section to the line at which somebody looks."""
    line = TEXT.split("\n").index(f"## Section {number}")
    scroll(desk, desk.evaluate(PLACE_OF_LINE, line))


def scroll(desk: Page, top: float) -> None:
    desk.evaluate(SCROLL, top)
    desk.clock.run_for(50)
