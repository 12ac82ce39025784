"""Lists in a real browser: pick, do, undo; without script, with the keyboard, on a phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import OpenPage, axe
from tests.journeys.steps import SCRIPT, WIDTHS, dismiss
from tests.journeys.writing import Desk, desk_in
from tests.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.commits]
# As the list has them: the one that was written last comes first.
TITLES = ["Cedar", "Birch", "Alder"]

OpenList = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("lists")) as desk:
        visitor = Visitor(desk.server.url, desk.cookies)
        for title in reversed(TITLES):
            make_draft(visitor, title)
        yield desk


def make_draft(visitor: Visitor, title: str) -> None:
    typed = {"title": title, "body": "Text.", "visibility": "public", "based_on": "0"}
    assert visitor.post("/admin/posts", "/admin/posts/new", **typed).status == 302


@pytest.fixture
def open_list(desk: Desk, open_page: OpenPage) -> OpenList:
    def open_list(path: str = "/admin/posts", **options: object) -> Page:
        page = desk.sit_down(open_page, path, **options)
        dismiss(page)
        return page

    return open_list


def box(page: Page, title: str) -> Locator:
    return page.get_by_role("checkbox", name=f"Pick “{title}”")


def bar(page: Page) -> Locator:
    return page.get_by_role("form", name="With the picked posts")


def button(page: Page, name: str) -> Locator:
    return bar(page).get_by_role("button", name=name, exact=True)


def states(page: Page) -> list[str]:
    return page.locator("tbody .status").all_inner_texts()


@SCRIPT
@WIDTHS
def test_pick_publish_and_undo(open_list: OpenList, width: int, *, script: bool) -> None:
    page = open_list(javascript=script, width=width)
    expect(bar(page)).to_be_hidden()
    box(page, "Cedar").check()
    box(page, "Alder").check()
    expect(bar(page)).to_be_visible()
    button(page, "Publish").click()
    message = page.get_by_role("dialog", name="Message")
    expect(message).to_contain_text("2 posts are published.")
    assert states(page) == ["Published", "Draft", "Published"]
    message.get_by_role("button", name="Undo").click()
    expect(message).to_contain_text("2 posts are as before.")
    assert states(page) == ["Draft"] * 3


@SCRIPT
def test_tag_a_whole_page(open_list: OpenList, *, script: bool) -> None:
    page, tag = open_list(javascript=script), "Trees" if script else "Woods"
    page.get_by_role("link", name="Pick all on this page").click()
    for title in TITLES:
        expect(box(page, title)).to_be_checked()
    expect(page.get_by_role("link", name="Pick none")).to_be_visible()
    bar(page).get_by_text("Tag…").click()
    bar(page).get_by_label("Tag", exact=True).fill(tag)
    button(page, "Add tag").click()
    expect(page.get_by_role("dialog", name="Message")).to_contain_text(
        f"3 posts are tagged “{tag}”"
    )
    page.get_by_label("Tag").first.select_option(label=tag)
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile(f"tag={tag.lower()}"))
    assert page.locator("tbody a.title").all_inner_texts() == TITLES


def test_with_the_keyboard(open_list: OpenList) -> None:
    page = open_list()
    focused = "document.activeElement.textContent"
    for key, title in (("j", "Cedar"), ("j", "Birch"), ("j", "Alder"), ("j", "Alder")):
        page.keyboard.press(key)
        assert page.evaluate(focused) == title
    page.keyboard.press("x")
    expect(box(page, "Alder")).to_be_checked()
    page.keyboard.press("k")
    page.keyboard.press("x")
    page.keyboard.press("x")
    expect(box(page, "Birch")).not_to_be_checked()
    # Within a field they are letters.
    field = page.get_by_role("searchbox")
    field.press_sequentially("jxk")
    expect(field).to_have_value("jxk")
    page.evaluate("localStorage.setItem('no-single-keys', '')")
    box(page, "Birch").focus()
    page.keyboard.press("x")
    expect(box(page, "Birch")).not_to_be_checked()
    page.evaluate("localStorage.removeItem('no-single-keys')")
    # From the box that was pressed, Enter opens as well.
    box(page, "Birch").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title")).to_have_value("Birch")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@WIDTHS
def test_the_bar_is_for_everybody(open_list: OpenList, scheme: str, width: int) -> None:
    page = open_list("/admin/posts?pick=all", bypass_csp=True, width=width, scheme=scheme)
    for name in ("Tag…", "Author…"):
        bar(page).get_by_text(name).click()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_refused_is_said_of_each(desk: Desk, open_list: OpenList) -> None:
    make_draft(Visitor(desk.server.url, desk.cookies), "")
    page = open_list()
    box(page, "Untitled").check()
    box(page, "Birch").check()
    button(page, "Publish").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("“Birch” is published. This was refused:")
    expect(alert).to_contain_text("Untitled: Give it a title before you publish it.")
    expect(box(page, "Untitled")).to_be_checked()
    expect(box(page, "Birch")).not_to_be_checked()
    alert.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("dialog", name="Message")).to_contain_text("“Birch” is as before.")
