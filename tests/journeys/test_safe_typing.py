"""What is typed saves itself: when, how often, and what is said of it."""

import pytest
from playwright.sync_api import Route, expect

from blog.posts.models import Reason
from tests.browser import OpenPage
from tests.journeys.newsroom import (
    Newsroom,
    Version,
    has_arrived,
    is_kept,
    number_in,
    pass_time,
    saves_of,
    stop_clock,
)
from tests.journeys.steps import CLEAN, SAVED, save, state, text

pytestmark = [pytest.mark.browser, pytest.mark.commits]

# A headless browser never hides a page, so this is what a page sees of it.
HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden" });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}"""

# Once a text is saved, its copy on the device is deleted; that is the last step.
TYPE_AT_THE_END = """words => {
  const { delete: remove } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.delete = function (key) {
    IDBObjectStore.prototype.delete = remove;
    const field = document.getElementById("body");
    field.value += words;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    return remove.call(this, key);
  };
}"""


def test_a_text_saves_itself_two_seconds_after_the_last_key(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    address = newsroom.write_post("")
    desk = newsroom.sit_down(open_page)
    stop_clock(desk)
    sent = saves_of(desk)
    desk.goto(address)
    text(desk).press_sequentially("Low")
    desk.clock.run_for(1_900)
    expect(state(desk)).to_have_text("Unsaved changes")
    text(desk).press_sequentially(" water")
    desk.clock.run_for(1_900)
    expect(state(desk)).to_have_text("Unsaved changes")
    desk.clock.run_for(100)
    expect(state(desk)).to_have_text(CLEAN)
    # There is no more to send.
    desk.clock.run_for(60_000)
    text(desk).blur()
    desk.reload()
    expect(text(desk)).to_have_value("Low water")
    assert sent == ["Low water"]
    assert newsroom.versions(address)[1:] == [Version(2, Reason.AUTOSAVE, "Low water")]


def test_a_text_saves_itself_when_a_field_is_left(newsroom: Newsroom, open_page: OpenPage) -> None:
    desk = newsroom.sit_down(open_page)
    stop_clock(desk)
    desk.goto(newsroom.write_post("Mud."))
    desk.get_by_label("Title").fill("High water")
    text(desk).focus()
    expect(state(desk)).to_have_text(CLEAN)
    desk.get_by_label("Tags", exact=True).fill("Tides")
    expect(state(desk)).to_have_text("Unsaved changes")
    text(desk).focus()
    expect(state(desk)).to_have_text(CLEAN)
    desk.reload()
    expect(desk.get_by_label("Title")).to_have_value("High water")
    expect(desk.get_by_label("Tags", exact=True)).to_have_value("Tides")


def test_a_text_saves_itself_when_its_page_is_hidden(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    address = newsroom.write_post("")
    desk = newsroom.sit_down(open_page)
    stop_clock(desk)
    desk.goto(address)
    text(desk).press_sequentially("Typed and put away.")
    desk.evaluate(HIDE)
    expect(state(desk)).to_have_text(CLEAN)
    assert newsroom.versions(address)[-1].body == "Typed and put away."


def test_a_text_saves_itself_when_its_page_is_closed(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    address = newsroom.write_post("")
    desk = newsroom.sit_down(open_page)
    other = desk.context.new_page()
    other.goto(address)
    stop_clock(desk)
    desk.goto(address)
    asked: list[str] = []
    desk.on("dialog", lambda dialog: asked.append(dialog.type))
    text(desk).press_sequentially("Typed and closed.")
    # So long it takes until the device keeps it; whoever has that is not asked on leaving.
    desk.clock.run_for(300)
    assert is_kept(desk, "Typed and closed.")
    desk.close(run_before_unload=True)
    assert has_arrived(other, "Typed and closed.")
    assert asked == []
    # What has arrived is not offered as lost.
    other.goto(address)
    expect(text(other)).to_have_value("Typed and closed.")


def test_one_request_at_a_time_and_typing_goes_on(newsroom: Newsroom, open_page: OpenPage) -> None:
    address = newsroom.write_post("")
    desk = newsroom.sit_down(open_page)
    stop_clock(desk)
    sent = saves_of(desk)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/saves", hold, times=1)
    desk.goto(address)
    text(desk).press_sequentially("One")
    with desk.expect_request("**/saves"):
        desk.clock.run_for(2_000)
    desk.clock.run_for(399)
    expect(state(desk)).to_have_text("Unsaved changes")
    desk.clock.run_for(1)
    expect(state(desk)).to_have_text("Saving…")
    for word in (" two", " three", " four"):
        text(desk).press_sequentially(word)
        desk.clock.run_for(5_000)
        text(desk).blur()
    desk.keyboard.press("Control+s")
    desk.keyboard.press("Control+s")
    assert sent == ["One"]
    held[0].continue_()
    expect(state(desk)).to_have_text(SAVED)
    desk.clock.run_for(60_000)
    assert sent == ["One", "One two three four"]
    assert [each.body for each in newsroom.versions(address)] == ["", *sent]


def test_what_is_typed_at_the_very_end_of_a_save_saves_itself(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    address = newsroom.write_post("")
    desk = newsroom.sit_down(open_page)
    stop_clock(desk)
    desk.goto(address)
    text(desk).press_sequentially("One")
    desk.evaluate(TYPE_AT_THE_END, " two")
    desk.clock.run_for(2_000)
    expect(text(desk)).to_have_value("One two")
    pass_time(desk, expect(state(desk)).to_have_text, CLEAN)
    assert [each.body for each in newsroom.versions(address)] == ["", "One", "One two"]


@pytest.mark.parametrize(
    "body",
    [
        "One.\r\n\r\nTwo.\r\n",
        "\n\n  Spaces at both ends  \n\n",
        "\tA tab, a tide 🌊, e\u0301 and \u00a0 blanks.",
        "</textarea><b>&amp;lt;",
        "",
    ],
)
def test_opening_and_saving_changes_nothing(
    newsroom: Newsroom, open_page: OpenPage, body: str
) -> None:
    address = newsroom.write_post(body)
    before = newsroom.versions(address)
    desk = newsroom.sit_down(open_page)
    stop_clock(desk)
    sent = saves_of(desk)
    desk.goto(address)
    text(desk).focus()
    desk.keyboard.press("Tab")
    desk.clock.run_for(60_000)
    assert sent == []
    save(desk)
    expect(state(desk)).to_have_text("Nothing had changed since the last save.")
    assert newsroom.versions(address) == before
    # Nor does the form without script.
    plain = newsroom.sit_down(open_page, javascript=False)
    plain.goto(address)
    save(plain)
    expect(state(plain)).to_have_text("Nothing had changed since the last save.")
    assert newsroom.versions(address) == before


def test_what_is_pasted_from_elsewhere_is_one_change(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    address = newsroom.write_post("")
    desk = newsroom.sit_down(open_page)
    stop_clock(desk)
    sent = saves_of(desk)
    desk.goto(address)
    desk.get_by_label("Title").fill("Low\0 water")
    text(desk).fill("One.\r\n\r\nA zero:\0.\r\n")
    save(desk)
    expect(state(desk)).to_have_text(SAVED)
    desk.clock.run_for(60_000)
    before = newsroom.versions(address)
    save(desk)
    expect(state(desk)).to_have_text("Nothing had changed since the last save.")
    desk.reload()
    save(desk)
    expect(state(desk)).to_have_text("Nothing had changed since the last save.")
    assert newsroom.versions(address) == before
    assert "\r" not in before[-1].body
    assert "One.\n\nA zero:" in before[-1].body
    assert len(sent) <= 4


def test_a_new_post_gets_an_address_and_is_made_once(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    desk = newsroom.sit_down(open_page)
    stop_clock(desk)
    desk.goto("/admin/posts/new")
    expect(state(desk)).to_have_text("Not saved yet")
    text(desk).press_sequentially("Mud.")
    desk.clock.run_for(2_000)
    expect(state(desk)).to_have_text(CLEAN)
    desk.wait_for_url("**/admin/posts/*?base=1")
    expect(desk.get_by_role("link", name="History")).to_be_visible()
    made = desk.url
    text(desk).press_sequentially(" More mud.")
    desk.clock.run_for(2_000)
    expect(desk).to_have_url(made.replace("base=1", "base=2"))
    desk.reload()
    expect(text(desk)).to_have_value("Mud. More mud.")
    # The next post has the next number.
    assert number_in(newsroom.write_post("Another.")) == number_in(made) + 1
