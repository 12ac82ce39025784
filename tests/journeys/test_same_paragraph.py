"""Two people change the same paragraphs: both see both, decide, and lose nothing."""

import pytest
from playwright.sync_api import Locator, Page, expect

from blog.posts.models import Reason
from tests.browser import OpenPage
from tests.journeys.newsroom import ANNA, Newsroom
from tests.journeys.steps import SAVED, SCRIPT, notice, save, state, text

pytestmark = [pytest.mark.browser, pytest.mark.commits]

BASE = "First.\n\nSecond.\n\nThird.\n\nFourth.\n"
THEIRS = "First by Anna.\n\nSecond by Anna.\n\nThird.\n\nFourth by Anna.\n"
MINE = "First by me.\n\nSecond.\n\nThird by me.\n\nFourth by me.\n"
# The first place as theirs, the last as mine.
MERGED = "First by Anna.\n\nSecond by Anna.\n\nThird by me.\n\nFourth by me.\n"
BESIDE = "Yours is kept; a newer version exists"


@pytest.fixture
def address(newsroom: Newsroom) -> str:
    return newsroom.write_post(BASE)


def disagree(newsroom: Newsroom, open_page: OpenPage, address: str, *, script: bool) -> Page:
    """Let two people save changes of the same paragraphs; return the page of the later."""
    anna = newsroom.sit_down(open_page, ANNA, javascript=script)
    desk = newsroom.sit_down(open_page, javascript=script)
    for page in (anna, desk):
        page.goto(address)
    text(anna).fill(THEIRS)
    save(anna)
    expect(state(anna)).to_have_text(SAVED)
    text(desk).fill(MINE)
    save(desk)
    expect(state(desk)).to_have_text(BESIDE)
    expect(notice(desk)).to_contain_text("Anna Holm saved a newer version at ")
    expect(notice(desk)).to_contain_text("2 places differ.")
    expect(text(desk)).to_have_value(MINE)
    return desk


def place(desk: Page, number: int) -> Locator:
    return desk.get_by_role("group", name=f"Place {number}")


def press(desk: Page, name: str) -> None:
    notice(desk).get_by_role("button", name=name).click()


def bodies(newsroom: Newsroom, address: str, reason: Reason) -> list[str]:
    return [each.body for each in newsroom.versions(address) if each.reason is reason]


@SCRIPT
def test_one_text_is_made_of_both(
    newsroom: Newsroom, open_page: OpenPage, address: str, script: bool
) -> None:
    desk = disagree(newsroom, open_page, address, script=script)
    expect(place(desk, 1).locator("del")).to_contain_text("me")
    expect(place(desk, 1).locator("ins")).to_contain_text("Anna")
    expect(place(desk, 1).get_by_label("Mine")).to_be_checked()
    place(desk, 1).get_by_label("Theirs").check()
    press(desk, "Merge")
    expect(text(desk)).to_have_value(MERGED)
    expect(state(desk)).to_contain_text("both texts were merged.")
    expect(notice(desk)).to_be_empty()
    versions = newsroom.versions(address)
    assert versions[-1].body == MERGED
    assert versions[-1].reason is Reason.MERGE
    assert {THEIRS, MINE} <= {each.body for each in versions}


@SCRIPT
def test_both_may_stay_one_after_the_other(
    newsroom: Newsroom, open_page: OpenPage, address: str, script: bool
) -> None:
    desk = disagree(newsroom, open_page, address, script=script)
    place(desk, 1).get_by_label("Both").check()
    place(desk, 2).get_by_label("Theirs").check()
    press(desk, "Merge")
    both = THEIRS.replace("First by Anna.", "First by me.\n\nFirst by Anna.")
    expect(text(desk)).to_have_value(both.replace("Third.", "Third by me."))


@SCRIPT
def test_mine_is_kept_and_theirs_is_in_the_history(
    newsroom: Newsroom, open_page: OpenPage, address: str, script: bool
) -> None:
    desk = disagree(newsroom, open_page, address, script=script)
    press(desk, "Keep mine")
    expect(state(desk)).to_have_text(SAVED)
    expect(text(desk)).to_have_value(MINE)
    expect(notice(desk)).to_be_empty()
    versions = newsroom.versions(address)
    assert (versions[-1].body, versions[-1].reason) == (MINE, Reason.SAVE)
    assert THEIRS in bodies(newsroom, address, Reason.SAVE)
    find_in_history(desk, "Anna Holm", "Anna")


@SCRIPT
def test_theirs_is_kept_and_mine_is_in_the_history(
    newsroom: Newsroom, open_page: OpenPage, address: str, script: bool
) -> None:
    desk = disagree(newsroom, open_page, address, script=script)
    press(desk, "Keep theirs")
    expect(state(desk)).to_contain_text("The newest version stays. Yours is version")
    expect(text(desk)).to_have_value(THEIRS)
    assert bodies(newsroom, address, Reason.CONFLICT) == [MINE]
    find_in_history(desk, "Kept beside a newer version", "me")


def find_in_history(desk: Page, version: str, words: str) -> None:
    """Look for words where somebody would who misses them."""
    desk.get_by_role("link", name="History").click()
    versions = desk.locator("nav[aria-label=Versions] li")
    versions.filter(has_text=version).get_by_role("link").click()
    expect(desk.locator("main")).to_contain_text(words)


@SCRIPT
def test_whoever_goes_on_typing_keeps_what_was_chosen(
    newsroom: Newsroom, open_page: OpenPage, address: str, script: bool
) -> None:
    desk = disagree(newsroom, open_page, address, script=script)
    place(desk, 1).get_by_label("Theirs").check()
    more = MINE.replace("Third by me.", "Third by me, and more.")
    text(desk).fill(more)
    if script:
        save(desk)
        desk.wait_for_url("**?base=4")
        expect(state(desk)).to_have_text(BESIDE)
        expect(place(desk, 1).get_by_label("Theirs")).to_be_checked()
        expect(place(desk, 2).get_by_label("Mine")).to_be_checked()
    press(desk, "Merge")
    expect(text(desk)).to_have_value(MERGED.replace("Third by me.", "Third by me, and more."))
    assert {MINE, more} <= {each.body for each in newsroom.versions(address)}


@SCRIPT
def test_what_changed_since_is_asked_for_again(
    newsroom: Newsroom, open_page: OpenPage, address: str, script: bool
) -> None:
    desk = disagree(newsroom, open_page, address, script=script)
    place(desk, 1).get_by_label("Theirs").check()
    anna = newsroom.sit_down(open_page, ANNA, javascript=script)
    anna.goto(address)
    newer = THEIRS.replace("First by Anna.", "First by Anna, again.")
    text(anna).fill(newer)
    save(anna)
    expect(state(anna)).to_have_text(SAVED)
    press(desk, "Merge")
    # What was chosen was another text, so nobody's is taken unseen.
    expect(state(desk)).to_have_text(BESIDE)
    expect(place(desk, 1)).to_contain_text("again")
    expect(text(desk)).to_have_value(MINE)
    assert newsroom.versions(address)[-1].body == newer
    place(desk, 1).get_by_label("Theirs").check()
    press(desk, "Merge")
    expect(text(desk)).to_have_value(MERGED.replace("by Anna.", "by Anna, again.", 1))


@SCRIPT
def test_the_title_is_a_place_too(
    newsroom: Newsroom, open_page: OpenPage, address: str, script: bool
) -> None:
    anna = newsroom.sit_down(open_page, ANNA, javascript=script)
    desk = newsroom.sit_down(open_page, javascript=script)
    for page, title in ((anna, "High water"), (desk, "Neap tide")):
        page.goto(address)
        page.get_by_label("Title").fill(title)
    save(anna)
    expect(state(anna)).to_have_text(SAVED)
    save(desk)
    expect(notice(desk)).to_contain_text("1 place differs.")
    place(desk, 1).get_by_label("Theirs").check()
    press(desk, "Merge")
    expect(desk.get_by_label("Title")).to_have_value("High water")
