"""Words that the network lost: kept on the device, sent when it is back, or offered later."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from blog.posts.models import Reason
from tests.browser import OpenPage
from tests.journeys.cable import Cable, cable_to
from tests.journeys.newsroom import BODY, Newsroom, is_kept, pass_time, stop_clock
from tests.journeys.steps import CLEAN, notice, save, state, text

pytestmark = [pytest.mark.browser, pytest.mark.commits]

OFFLINE = "Offline: kept on this device"
# The address names the version that a page goes on from.
MOVED = re.compile(r"base=\d+$")
HOUR = 3_600_000
TYPED = BODY + "\nTyped in the tunnel.\n"


@pytest.fixture
def cable(newsroom: Newsroom) -> Iterator[Cable]:
    with cable_to(newsroom.server) as cable:
        yield cable


def test_an_hour_without_a_network_loses_nothing(newsroom: Newsroom, open_page: OpenPage) -> None:
    address = newsroom.write_post()
    desk = newsroom.sit_down(open_page)
    stop_clock(desk)
    desk.goto(address)
    desk.context.set_offline(True)
    text(desk).press_sequentially("One. ")
    desk.clock.run_for(2_000)
    expect(state(desk)).to_have_text(OFFLINE)
    expect(desk.get_by_role("button", name="Try again")).to_be_visible()
    for number in range(6):
        text(desk).press_sequentially(f"{number}. ")
        desk.clock.fast_forward(HOUR // 6)
        expect(state(desk)).to_have_text(OFFLINE)
    typed = text(desk).input_value()
    assert is_kept(desk, "4. 5. ")
    desk.context.set_offline(False)
    expect(state(desk)).to_have_text(CLEAN)
    expect(desk.get_by_role("button", name="Try again")).to_be_hidden()
    versions = newsroom.versions(address)
    assert [each.body for each in versions] == [BODY, typed]


def test_a_server_that_comes_back_is_noticed_without_being_told(
    newsroom: Newsroom, open_page: OpenPage, cable: Cable
) -> None:
    address = newsroom.write_post()
    desk = newsroom.sit_down(open_page, url=cable.url)
    stop_clock(desk)
    desk.goto(address)
    cable.cut()
    text(desk).fill(TYPED)
    desk.clock.run_for(2_000)
    expect(state(desk)).to_have_text(OFFLINE)
    cable.mend()
    desk.clock.run_for(2_000)
    expect(state(desk)).to_have_text(CLEAN)
    assert newsroom.versions(address)[-1].body == TYPED
    # Whoever does not want to wait tries again.
    cable.cut()
    text(desk).fill("Rewritten.")
    desk.clock.run_for(2_000)
    expect(state(desk)).to_have_text(OFFLINE)
    cable.mend()
    desk.get_by_role("button", name="Try again").click()
    expect(state(desk)).to_have_text("Saved. Readers do not see it yet.")
    assert newsroom.versions(address)[-1].reason is Reason.SAVE


def close_offline(newsroom: Newsroom, open_page: OpenPage, cable: Cable, address: str) -> Page:
    """Type something that never arrives, close the page, and open it again in the same browser."""
    desk = newsroom.sit_down(open_page, url=cable.url)
    again = desk.context.new_page()
    stop_clock(desk)
    desk.goto(address)
    type_offline(desk, cable)
    close(desk, cable)
    come_back_later(again)
    again.goto(address)
    return again


def come_back_later(desk: Page) -> None:
    """Let so much time go by that nothing can be on its way any more; then it flows."""
    desk.clock.fast_forward(60_000)
    desk.clock.resume()


def type_offline(desk: Page, cable: Cable) -> None:
    cable.cut()
    text(desk).fill(TYPED)
    desk.clock.run_for(2_000)
    expect(state(desk)).to_have_text(OFFLINE)


def close(desk: Page, cable: Cable) -> None:
    """Close a page without a network; it comes back when what the page still sends is lost."""
    refused = cable.refused
    with desk.expect_event("close"):
        desk.close(run_before_unload=True)
    cable.wait_for_refusal(refused)
    cable.mend()


def offer(desk: Page) -> Locator:
    return notice(desk).get_by_role("status").filter(has_text="This device kept words of yours")


def test_what_was_closed_is_offered_and_not_applied(
    newsroom: Newsroom, open_page: OpenPage, cable: Cable
) -> None:
    address = newsroom.write_post()
    desk = close_offline(newsroom, open_page, cable, address)
    expect(offer(desk)).to_be_visible()
    expect(text(desk)).to_have_value(BODY)
    offer(desk).get_by_text("What differs from the newest version").click()
    expect(offer(desk).locator("ins").last).to_contain_text("Typed in the tunnel.")
    # As long as nobody decides, it is offered again, and nothing is saved.
    desk.clock.run_for(60_000)
    desk.reload()
    expect(offer(desk)).to_be_visible()
    assert len(newsroom.versions(address)) == 1


def test_what_is_offered_can_be_taken_in(
    newsroom: Newsroom, open_page: OpenPage, cable: Cable
) -> None:
    address = newsroom.write_post()
    desk = close_offline(newsroom, open_page, cable, address)
    offer(desk).get_by_role("button", name="Take them in").click()
    expect(text(desk)).to_have_value(TYPED)
    expect(text(desk)).to_be_focused()
    pass_time(desk, expect(desk).to_have_url, MOVED)
    expect(state(desk)).to_have_text(CLEAN)
    assert newsroom.versions(address)[-1].body == TYPED
    no_longer_offered(desk, address)


def test_what_is_offered_can_be_deleted(
    newsroom: Newsroom, open_page: OpenPage, cable: Cable
) -> None:
    address = newsroom.write_post()
    desk = close_offline(newsroom, open_page, cable, address)
    offer(desk).get_by_role("button", name="Delete them").click()
    expect(offer(desk)).to_have_count(0)
    desk.clock.run_for(60_000)
    expect(text(desk)).to_have_value(BODY)
    assert len(newsroom.versions(address)) == 1
    no_longer_offered(desk, address)


def no_longer_offered(desk: Page, address: str) -> None:
    desk.goto(address)
    desk.wait_for_load_state("networkidle")
    expect(offer(desk)).to_have_count(0)


def test_what_is_taken_in_meets_what_was_saved_meanwhile(
    newsroom: Newsroom, open_page: OpenPage, cable: Cable
) -> None:
    address = newsroom.write_post()
    other = newsroom.sit_down(open_page)
    other.goto(address)
    desk = close_offline(newsroom, open_page, cable, address)
    text(other).fill(BODY.replace("The harbour", "The old harbour"))
    save(other)
    expect(state(other)).to_have_text("Saved. Readers do not see it yet.")
    desk.goto(address)
    expect(text(desk)).to_have_value(BODY.replace("The harbour", "The old harbour"))
    offer(desk).get_by_role("button", name="Take them in").click()
    pass_time(desk, expect(desk).to_have_url, MOVED)
    expect(state(desk)).to_have_text(CLEAN)
    both = TYPED.replace("The harbour", "The old harbour")
    expect(text(desk)).to_have_value(both)
    assert newsroom.versions(address)[-1].body == both


def test_a_new_post_that_never_arrived_is_offered_too(
    newsroom: Newsroom, open_page: OpenPage, cable: Cable
) -> None:
    desk = close_offline(newsroom, open_page, cable, "/admin/posts/new")
    expect(text(desk)).to_have_value("")
    offer(desk).get_by_role("button", name="Take them in").click()
    pass_time(desk, expect(desk).to_have_url, MOVED)
    expect(state(desk)).to_have_text(CLEAN)
    assert [each.body for each in newsroom.versions(desk.url)] == [TYPED]
    no_longer_offered(desk, "/admin/posts/new")


def test_a_page_that_is_still_open_is_not_offered_elsewhere(
    newsroom: Newsroom, open_page: OpenPage, cable: Cable
) -> None:
    address = newsroom.write_post()
    first = newsroom.sit_down(open_page, url=cable.url)
    second = first.context.new_page()
    stop_clock(first)
    first.goto(address)
    type_offline(first, cable)
    cable.mend()
    no_longer_offered(second, address)
    cable.cut()
    close(first, cable)
    come_back_later(second)
    second.goto(address)
    expect(offer(second)).to_be_visible()


def test_what_somebody_else_left_is_not_offered(
    newsroom: Newsroom, open_page: OpenPage, cable: Cable
) -> None:
    address = newsroom.write_post()
    desk = close_offline(newsroom, open_page, cable, address)
    expect(offer(desk)).to_be_visible()
    newsroom.give_key(desk, "anna@example.org", cable.url)
    no_longer_offered(desk, address)
    newsroom.give_key(desk, "odile@example.org", cable.url)
    desk.goto(address)
    expect(offer(desk)).to_be_visible()


def test_a_device_that_keeps_nothing_does_not_say_that_it_did(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    desk = newsroom.sit_down(open_page)
    desk.goto("/admin/profile")
    # A store of another version than ours cannot be opened.
    desk.evaluate("() => { indexedDB.open('quire-desk', 2); }")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.on("dialog", leave)
    stop_clock(desk)
    desk.goto(newsroom.write_post())
    desk.context.set_offline(True)
    text(desk).fill(TYPED)
    desk.clock.run_for(2_000)
    expect(state(desk)).to_have_text("Not saved: there is no connection.")
    # And nobody leaves it without being asked.
    desk.goto("about:blank")
    assert asked == ["beforeunload"]
