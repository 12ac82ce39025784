"""Two people write the same post: what both typed is merged, and nobody's caret moves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from blog.posts.models import Reason
from tests.browser import OpenPage
from tests.journeys.newsroom import ANNA, BODY, Newsroom, pass_time, saves_of, stop_clock
from tests.journeys.steps import CLEAN, SAVED, notice, save, state, text
from tests.journeys.writing import CARET, put, read

pytestmark = [pytest.mark.browser, pytest.mark.commits]

MERGED = "Anna Holm changed 1 paragraph; both texts were merged."
THEIRS = BODY.replace("A boat", "An old boat")
MINE = BODY.replace("Mud,", "Grey mud,")
BOTH = MINE.replace("A boat", "An old boat")
LINE = 32
PLACE = """() => {
  const { top, height } = document.getElementById("body").getBoundingClientRect();
  return { top, height };
}"""


@pytest.fixture
def desk(newsroom: Newsroom, open_page: OpenPage) -> Page:
    """A page whose clock stands still, on a post that is not open yet."""
    page = newsroom.sit_down(open_page)
    stop_clock(page)
    return page


def anna_saves(newsroom: Newsroom, address: str, body: str) -> None:
    """Let somebody else save a text upon the newest version, without a browser."""
    anna = newsroom.people[ANNA]
    base = newsroom.versions(address)[-1].number
    data = {"title": "Low water", "body": body, "visibility": "public", "based_on": base}
    answer = anna.post(f"{address}/revisions", f"{address}?base={base}", **data)
    assert answer.status == 302, answer.text


def merge(desk: Page) -> None:
    """Let what was typed save itself, and wait for what came in with the answer."""
    desk.clock.run_for(2_000)
    expect(notice(desk)).to_contain_text(MERGED)
    expect(state(desk)).to_have_text(CLEAN)


def test_changes_of_different_paragraphs_are_merged(
    newsroom: Newsroom, open_page: OpenPage, desk: Page
) -> None:
    address = newsroom.write_post()
    anna = newsroom.sit_down(open_page, ANNA)
    anna.goto(address)
    desk.goto(address)
    text(anna).fill(THEIRS)
    save(anna)
    expect(state(anna)).to_have_text(SAVED)
    text(desk).fill(MINE)
    merge(desk)
    expect(text(desk)).to_have_value(BOTH)
    versions = newsroom.versions(address)
    assert [each.body for each in versions] == [BODY, THEIRS, MINE, BOTH]
    assert versions[-1].reason is Reason.MERGE
    # The page holds what is newest now: there is nothing to send, and a change is not a merge.
    text(desk).press("Control+End")
    desk.keyboard.type("More.")
    pass_time(desk, expect(state(desk)).to_have_text, CLEAN)
    assert [each.body for each in newsroom.versions(address)[4:]] == [BOTH + "More."]
    notice(desk).get_by_role("button", name="Dismiss").click()
    expect(notice(desk)).not_to_contain_text(MERGED)


@pytest.mark.parametrize(
    "mine",
    [
        "The harbour at low water.\n\nGrey mud, and¦ more mud.\n\nA boat that waits.\n",
        "The harbour at low water.\n\nGrey mud, «and more» mud.\n\nA boat that waits.\n",
        "The harbour at low water.\n\nGrey mud, and more mud.\n\nA boat that wa¦its.\n",
        "«The harbour at low water.\n\nGrey mud, and more» mud.\n\nA boat that waits.\n",
    ],
)
def test_caret_and_selection_stay_where_they_are(newsroom: Newsroom, desk: Page, mine: str) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    anna_saves(newsroom, address, THEIRS.replace("The harbour", "The wide harbour"))
    put(desk, mine)
    desk.clock.run_for(2_000)
    expect(notice(desk)).to_contain_text("Anna Holm changed 2 paragraphs")
    changed = mine.replace("The harbour", "The wide harbour").replace("A boat", "An old boat")
    assert read(desk) == changed
    expect(text(desk)).to_be_focused()


def test_one_step_of_undo_takes_back_what_was_typed_last(newsroom: Newsroom, desk: Page) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    anna_saves(newsroom, address, THEIRS)
    put(desk, f"{CARET}{BODY}")
    desk.keyboard.type("Before. ")
    merge(desk)
    before = text(desk).input_value()
    assert before == f"Before. {THEIRS}"
    desk.keyboard.type("After. ")
    expect(text(desk)).to_have_value(f"Before. After. {THEIRS}")
    # Chromium may make a step of its own of the letter with which the state in the bar changes.
    for _ in "A", "fter. ":
        if text(desk).input_value() != before:
            desk.keyboard.press("Control+z")
            assert text(desk).input_value().startswith("Before. ")
            assert text(desk).input_value().endswith(THEIRS)
    expect(text(desk)).to_have_value(before)
    # The next takes back what came in, and no more.
    desk.keyboard.press("Control+z")
    expect(text(desk)).to_have_value(f"Before. {BODY}")
    desk.keyboard.press("Control+Shift+z")
    expect(text(desk)).to_have_value(before)


def test_a_field_that_has_the_focus_keeps_it(newsroom: Newsroom, desk: Page) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    anna_saves(newsroom, address, THEIRS)
    title = desk.get_by_label("Title")
    title.fill("High water")
    merge(desk)
    expect(title).to_be_focused()
    desk.keyboard.type(" now")
    expect(title).to_have_value("High water now")
    expect(text(desk)).to_have_value(THEIRS)


@pytest.mark.parametrize("where", ["above", "below"])
def test_the_lines_that_somebody_looks_at_stay_there(
    newsroom: Newsroom, desk: Page, where: str
) -> None:
    lines = [f"Line {number} of the tide table." for number in range(200)]
    body = "\n\n".join(lines)
    new = "\n\n".join(f"New line {number}." for number in range(20))
    address = newsroom.write_post(body)
    desk.goto(address)
    anna_saves(newsroom, address, f"{new}\n\n{body}" if where == "above" else f"{body}\n\n{new}")
    put(desk, body.replace("Line 100 of", f"Line 100{CARET} of"))
    desk.keyboard.type("!")
    desk.evaluate("document.fonts.ready.then(() => undefined)")
    desk.evaluate("scrollTo({ top: 6000, behavior: 'instant' })")
    before = desk.evaluate(PLACE)
    desk.clock.run_for(2_000)
    expect(notice(desk)).to_contain_text("Anna Holm changed 20 paragraphs")
    assert desk.evaluate(PLACE)["height"] > before["height"] + 20 * LINE
    after = desk.evaluate(PLACE)
    # Where the field begins in the window, and how much of it came in above.
    came_in = after["height"] - before["height"] if where == "above" else 0
    assert abs(after["top"] + came_in - before["top"]) < 1


def save_and_meanwhile(desk: Page, act: Callable[[], None]) -> None:
    """Let what was typed save itself, and do something while the answer is on its way."""

    def hold(route: Route) -> None:
        answer = route.fetch()
        act()
        route.fulfill(response=answer)

    desk.route("**/saves", hold, times=1)
    with desk.expect_response("**/saves"):
        desk.clock.run_for(2_000)


def test_what_is_typed_while_the_answer_is_on_its_way_is_kept(
    newsroom: Newsroom, desk: Page
) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    anna_saves(newsroom, address, THEIRS.replace("The harbour", "The wide harbour"))
    sent = saves_of(desk)
    put(desk, MINE.replace("more mud", f"more{CARET} mud"))
    save_and_meanwhile(desk, lambda: desk.keyboard.type(" and more"))
    typed = BOTH.replace("The harbour", "The wide harbour")
    typed = typed.replace("more mud", f"more and more{CARET} mud")
    expect(text(desk)).to_have_value(typed.replace(CARET, ""))
    assert read(desk) == typed
    pass_time(desk, expect(state(desk)).to_have_text, CLEAN)
    assert newsroom.versions(address)[-1].body == typed.replace(CARET, "")
    assert len(sent) == 2


def test_a_merge_waits_while_somebody_writes_at_the_very_place(
    newsroom: Newsroom, desk: Page
) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    anna_saves(newsroom, address, THEIRS)
    put(desk, MINE.replace("boat that", f"boat{CARET} that"))

    def another_boat() -> None:
        for _ in range(len("A boat")):
            desk.keyboard.press("Backspace")
        desk.keyboard.type("Two boats")

    save_and_meanwhile(desk, another_boat)
    typed = MINE.replace("A boat", "Two boats")
    expect(text(desk)).to_have_value(typed)
    pass_time(desk, expect(state(desk)).to_have_text, "Yours is kept; a newer version exists")
    expect(text(desk)).to_have_value(typed)
    expect(notice(desk)).to_contain_text("1 place differs")
    assert [each.body for each in newsroom.versions(address)][1:] == [THEIRS, MINE, BOTH, typed]


def test_a_merge_waits_until_a_word_is_composed(newsroom: Newsroom, desk: Page) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    anna_saves(newsroom, address, THEIRS)
    devtools = desk.context.new_cdp_session(desk)
    put(desk, f"{CARET}{BODY}")
    composing = {"text": "みなと", "selectionStart": 3, "selectionEnd": 3}
    devtools.send("Input.imeSetComposition", composing)
    with desk.expect_response("**/saves"):
        desk.clock.run_for(2_000)
    expect(text(desk)).to_have_value(f"みなと{BODY}")
    devtools.send("Input.insertText", {"text": "港"})
    desk.clock.run_for(2_000)
    expect(text(desk)).to_have_value(f"港{THEIRS}")
    pass_time(desk, expect(state(desk)).to_have_text, CLEAN)
    assert newsroom.versions(address)[-1].body == f"港{THEIRS}"


def test_somebody_sees_who_else_is_here_and_what_is_new(
    newsroom: Newsroom, open_page: OpenPage, desk: Page
) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    others = desk.locator("#others")
    expect(others).to_have_text("")
    anna = newsroom.sit_down(open_page, ANNA)
    anna.goto(address)
    expect(anna.locator("#others")).to_have_text("Odile Farrow has this open too")
    desk.clock.run_for(10_000)
    expect(others).to_have_text("Anna Holm has this open too")
    text(anna).fill(THEIRS)
    save(anna)
    expect(state(anna)).to_have_text(SAVED)
    desk.clock.run_for(10_000)
    expect(notice(desk)).to_contain_text("Anna Holm saved a newer version at ")
    # Nothing is put into the page of whoever only reads.
    expect(text(desk)).to_have_value(BODY)
    notice(desk).get_by_role("link", name="Open the newest version").click()
    expect(text(desk)).to_have_value(THEIRS)
    desk.clock.run_for(10_000)
    expect(others).to_have_text("Anna Holm has this open too")
    expect(notice(desk)).to_be_empty()


def test_whoever_typed_gets_the_news_with_the_next_save(newsroom: Newsroom, desk: Page) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    anna_saves(newsroom, address, THEIRS)
    desk.clock.run_for(10_000)
    expect(notice(desk)).to_contain_text("Anna Holm saved a newer version at ")
    text(desk).fill(MINE)
    merge(desk)
    expect(text(desk)).to_have_value(BOTH)
    expect(notice(desk)).not_to_contain_text("saved a newer version")
