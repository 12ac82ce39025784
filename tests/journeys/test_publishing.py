"""Publishing as a person does it: now, at a time, with and without script, and back again."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import OpenPage, axe
from tests.journeys.steps import SCRIPT, dismiss, text
from tests.journeys.writing import Desk
from tests.servers import serving
from tests.visitors import Visitor, questions

pytestmark = [pytest.mark.browser, pytest.mark.commits]

OPEN = ".top > [popovertarget=publish]"
BODY = "The harbour at low water.\n\n#### Mud\n\n![](mud.jpg)\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk in Berlin, where the clocks change twice a year."""
    with serving(tmp_path_factory.mktemp("publishing")) as server:
        visitor = Visitor(server.url)
        link = urlsplit(server.setup_link)
        token = link.query.removeprefix("token=")
        answers = {**questions(), "time_zone": "Europe/Berlin"}
        page = f"{link.path}?{link.query}"
        assert visitor.post("/setup", page, token=token, **answers).status == 302
        yield Desk(server, visitor.cookies)


@pytest.fixture
def draft(desk: Desk) -> str:
    """The address of the editor of a new draft."""
    visitor = Visitor(desk.server.url, dict(desk.cookies))
    data = {"title": "Low water", "body": BODY, "visibility": "public"}
    made = visitor.post("/admin/posts", "/admin/posts/new", **data)
    assert made.status == 302
    return urlsplit(made.headers["Location"]).path


def sit_down(desk: Desk, open_page: OpenPage, address: str, **options: object) -> Page:
    page = open_page(base_url=desk.server.url, **options)
    page.context.add_cookies(
        [{"name": n, "value": v, "url": desk.server.url} for n, v in desk.cookies.items()]
    )
    page.goto(address)
    return page


def popover(page: Page) -> Locator:
    return page.locator("#publish")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def status_at(page: Page, address: str) -> int:
    answer = page.request.get(address)
    return int(answer.status)


@SCRIPT
def test_publish_view_update_and_undo(
    desk: Desk, open_page: OpenPage, draft: str, script: bool
) -> None:
    page = sit_down(desk, open_page, draft, javascript=script)
    page.locator(OPEN).click()
    press(page, "Publish now")
    expect(page.get_by_text("“Low water” is published.")).to_be_visible()
    view = page.get_by_role("link", name="View", exact=True).get_attribute("href") or ""
    assert status_at(page, view) == 200
    dismiss(page)
    text(page).fill("Rewritten.")
    page.locator(OPEN).click()
    popover(page).get_by_role("button", name="Update").click()
    expect(page.get_by_text("“Low water” is updated.")).to_be_visible()
    assert "Rewritten." in page.request.get(view).text()
    press(page, "Undo")
    expect(page.get_by_text("Undone. Readers see “Low water” as before.")).to_be_visible()
    assert "The harbour at low water." in page.request.get(view).text()
    expect(text(page)).to_have_value("Rewritten.")
    page.get_by_role("link", name="See what differs").first.click()
    expect(page.locator("main")).to_contain_text("Rewritten.")
    page.go_back()
    page.locator(OPEN).click()
    press(page, "Unpublish")
    expect(page.get_by_text("Readers no longer find it.")).to_be_visible()
    assert status_at(page, view) == 404
    press(page, "Undo")
    expect(page.get_by_text("Undone. Readers see")).to_be_visible()
    assert status_at(page, view) == 200


@SCRIPT
def test_a_time_that_does_not_exist_is_asked_about(
    desk: Desk, open_page: OpenPage, draft: str, script: bool
) -> None:
    page = sit_down(desk, open_page, draft, javascript=script)
    page.locator(OPEN).click()
    at_a_time(page, "2027-03-28", "02:30")
    press(page, "Schedule")
    if script:
        # It opens by itself, at the question.
        expect(popover(page)).to_be_visible()
    else:
        page.locator(OPEN).click()
    question = popover(page).get_by_role("group", name="Which time")
    expect(question).to_contain_text("02:30 does not exist on 28 March 2027")
    question.get_by_label("03:30, after it").check()
    press(page, "Schedule")
    expect(page.get_by_text("will appear on 28 March 2027 at 03:30.")).to_be_visible()
    expect(page.locator(".top .status")).to_contain_text("Scheduled for 28 March 2027, 03:30")
    dismiss(page)
    page.locator(OPEN).click()
    at_a_time(page, "2027-10-31", "02:30")
    press(page, "Update")
    if not script:
        page.locator(OPEN).click()
    question.get_by_label("The second, winter time (UTC+1)").check()
    press(page, "Update")
    expect(page.get_by_text("will appear on 31 October 2027 at 02:30.")).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_text("will appear on 28 March 2027 at 03:30, as before.")).to_be_visible()
    page.locator(OPEN).click()
    press(page, "Withdraw")
    expect(page.get_by_text("is a draft again. It will not appear by itself.")).to_be_visible()


def at_a_time(page: Page, day: str, clock: str) -> None:
    popover(page).get_by_label("At a set time").check()
    popover(page).get_by_label("Date", exact=True).fill(day)
    popover(page).get_by_label("Time", exact=True).fill(clock)


def test_the_question_is_about_the_time_that_was_typed(
    desk: Desk, open_page: OpenPage, draft: str
) -> None:
    page = sit_down(desk, open_page, draft)
    page.locator(OPEN).click()
    at_a_time(page, "2027-03-28", "02:30")
    press(page, "Schedule")
    question = popover(page).get_by_role("group", name="Which time")
    expect(question).to_be_visible()
    popover(page).get_by_label("Time", exact=True).fill("04:30")
    expect(question).to_have_count(0)
    press(page, "Schedule")
    expect(page.get_by_text("will appear on 28 March 2027 at 04:30.")).to_be_visible()


def test_warnings_follow_the_text_and_lead_to_the_line(
    desk: Desk, open_page: OpenPage, draft: str
) -> None:
    page = sit_down(desk, open_page, draft)
    page.locator(OPEN).click()
    warnings = popover(page).locator("li")
    expect(warnings).to_have_count(3)
    expect(warnings.nth(1)).to_contain_text("Line 3: the heading “Mud” skips a level.")
    expect(warnings.nth(2)).to_contain_text("Line 5: the picture “mud.jpg” has no description")
    warnings.nth(1).get_by_role("link").click()
    expect(popover(page)).to_be_hidden()
    page.keyboard.type("## Mud")
    expect(text(page)).to_have_value(BODY.replace("####", "##"))
    page.locator(OPEN).click()
    expect(warnings).to_have_count(2)
    press(page, "Publish now")
    expect(page.get_by_text("“Low water” is published.")).to_be_visible()


def test_a_new_post_is_looked_through_before_it_was_saved(desk: Desk, open_page: OpenPage) -> None:
    page = desk.writing(open_page)("![](mud.jpg)")
    page.locator(OPEN).click()
    expect(popover(page)).to_contain_text("Line 1: the picture “mud.jpg” has no description")


@SCRIPT
def test_on_a_page_of_its_own(desk: Desk, open_page: OpenPage, draft: str, script: bool) -> None:
    page = sit_down(desk, open_page, f"{draft}/publication", javascript=script)
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish “Low water”")
    expect(page.locator("main")).to_contain_text("Line 3: the heading “Mud” skips a level.")
    page.get_by_label("At a set time").check()
    page.get_by_label("Date", exact=True).fill("2027-03-28")
    page.get_by_label("Time", exact=True).fill("02:30")
    press(page, "Schedule")
    page.get_by_label("01:30, before the change").check()
    press(page, "Schedule")
    expect(page.get_by_text("will appear on 28 March 2027 at 01:30.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nobody_is_kept_out(
    desk: Desk, open_page: OpenPage, draft: str, width: int, scheme: str
) -> None:
    page = sit_down(desk, open_page, draft, width=width, scheme=scheme, bypass_csp=True)
    page.locator(OPEN).click()
    at_a_time(page, "2027-03-28", "02:30")
    press(page, "Schedule")
    expect(popover(page)).to_be_visible()
    assert axe(page) == []
    page.goto(f"{draft}/publication")
    assert axe(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide
