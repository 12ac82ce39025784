"""Every page in a real browser: for everybody who reads with other eyes, at every width."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page

from blog.core.database import db
from tests.browser import OpenPage, axe, bring_axe
from tests.conftest import make_app
from tests.everything import EVERYTHING, LONG_TITLE
from tests.factories import World
from tests.seeds import Seeds, fill
from tests.servers import Server, serving
from tests.visitors import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.commits]

WIDTHS = (320, 390, 1280, 1920)
TYPED = {"visibility": "public", "based_on": "1", "title": "Mine", "body": EVERYTHING}
# Sends a form from the page that is open, which has a token in it.
SEND = """([path, data]) => {
  const form = document.createElement("form");
  const token = document.querySelector("[name=csrf_token]");
  for (const [name, value] of [...Object.entries(data), ["csrf_token", token?.value ?? ""]]) {
    const field = document.createElement("textarea");
    [field.name, field.value] = [name, value];
    form.append(field);
  }
  [form.method, form.action, form.hidden] = ["post", path, true];
  document.body.append(form);
  form.submit();
}"""


@dataclass(frozen=True)
class Paper:
    server: Server
    seeds: Seeds


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    folder = tmp_path_factory.mktemp("every-page")
    app: Flask = make_app(f"sqlite:///{folder / 'quire.sqlite3'}", folder)
    seeds = fill(World(app))
    with app.app_context():
        db.engine.dispose()
    with serving(folder) as server:
        yield Paper(server, seeds)


@dataclass(frozen=True)
class Answer:
    """A page that comes as an answer to a form: the page it is on, where it goes, what is in it."""

    page: str
    path: str
    data: dict[str, str]


def answers(seeds: Seeds) -> dict[str, Answer]:
    """Answers that change nothing, so that they can be asked for again and again."""
    draft = f"/admin/posts/{seeds.draft}"
    publication = f"{draft}/publication"
    later = {**TYPED, "when": "later", "date": "0000-00-00", "time": ""}
    return {
        "refused texts": Answer(draft, f"{draft}/revisions", {**TYPED, "title": "t" * 1001}),
        "a refused day": Answer(draft, publication, later),
        "a refused new post": Answer(
            "/admin/posts/new", "/admin/posts/publication", {**later, "tags": "x," * 60}
        ),
        "a conflict": Answer(
            draft, f"{draft}/revisions", {**TYPED, "title": LONG_TITLE, "based_on": "0"}
        ),
        # Both are refused or done already, and say so in a message.
        "a message that refuses": Answer(draft, f"{draft}/deletion", {}),
        "a message with an undo": Answer(draft, f"{paper_trash(seeds)}/trash", {}),
        "a refused password": Answer("/admin/profile", "/admin/profile", {"new_password": "y"}),
    }


def paper_trash(seeds: Seeds) -> str:
    return seeds.desk["a post in the trash"]


def visit(page: Page, paper: Paper) -> Iterator[str]:
    """Go to every page in every state, one after the other; give its name each time."""
    for name, path in {**paper.seeds.reader, "sign in": "/auth/sign-in"}.items():
        page.goto(path)
        yield name
    send(page, "/auth/sign-in", {"email": "x"})
    yield "a refused sign-in"
    send(page, "/admin/posts", TYPED)
    yield "asked to sign in"
    page.goto("/auth/sign-in")
    page.get_by_label("Email address").fill(paper.seeds.owner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    for name, path in paper.seeds.desk.items():
        page.goto(path)
        yield name
    for name, answer in answers(paper.seeds).items():
        page.goto(answer.page)
        send(page, answer.path, answer.data)
        yield name
    page.goto("/")
    send(page, "/admin/posts", TYPED)
    yield "a lost token"


def send(page: Page, path: str, data: dict[str, str]) -> None:
    page.on("dialog", accept)
    with page.expect_navigation():
        page.evaluate(SEND, [path, data])
    page.remove_listener("dialog", accept)


def accept(dialog: Dialog) -> None:
    dialog.accept()


# What can be unfolded or shown over the page, one state after the other.
STATES: dict[str, str] = {
    "as it comes": "",
    "everything unfolded": "document.querySelectorAll('details').forEach(d => { d.open = true })",
    "menu": "document.querySelector('#nav[popover]')?.showPopover()",
    "publish": "document.querySelector('#publish[popover]')?.showPopover()",
    "a set time": "document.querySelector('[name=when][value=later]')?.click()",
}
PRESENT: dict[str, str] = {
    "everything unfolded": "document.querySelector('details')",
    "menu": "document.querySelector('#nav[popover]')",
    "publish": "document.querySelector('#publish[popover]')",
    "a set time": "document.querySelector('[name=when][value=later]')",
}
ONCE = {"menu": {"dashboard"}, "a set time": {"a draft", "a scheduled post"}}


def in_each_state(page: Page, name: str, check: Callable[[str], None]) -> None:
    for state, script in STATES.items():
        if name not in ONCE.get(state, {name}):
            continue
        if state in PRESENT and not page.evaluate(f"!!{PRESENT[state]}"):
            continue
        page.evaluate(f"() => {{ {script} }}")
        check(f"{name}, {state}")


# By night only the colours are others.
BY_NIGHT = ["color-contrast"]


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(paper: Paper, open_page: OpenPage, width: int) -> None:
    page = open_page(width=width, bypass_csp=True, base_url=paper.server.url)
    bring_axe(page)
    found: dict[str, list[str]] = {}

    def check(state: str) -> None:
        if violations := axe(page):
            found[state] = violations
        page.emulate_media(color_scheme="dark")
        if violations := axe(page, BY_NIGHT):
            found[f"{state}, by night"] = violations
        page.emulate_media(color_scheme="light")

    for name in visit(page, paper):
        in_each_state(page, name, check)
    assert found == {}


def test_axe_would_find_something(paper: Paper, open_page: OpenPage) -> None:
    page = open_page(bypass_csp=True, base_url=paper.server.url)
    page.goto("/")
    page.evaluate("document.querySelector('main').append(new Image())")
    assert "image-alt" in axe(page)[0]


def test_nothing_is_wider_than_the_window(paper: Paper, open_page: OpenPage) -> None:
    page = open_page(base_url=paper.server.url)
    found: list[str] = []

    def check(state: str) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                found.append(f"{state} at {width}: {over} too wide")

    for name in visit(page, paper):
        in_each_state(page, name, check)
    assert found == []


def test_the_set_up_and_the_page_before_it(
    tmp_path_factory: pytest.TempPathFactory, open_page: OpenPage
) -> None:
    with serving(tmp_path_factory.mktemp("bare")) as server:
        for scheme in ("light", "dark"):
            page = open_page(scheme=scheme, bypass_csp=True, base_url=server.url)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for path in ("/", server.setup_link):
                    page.goto(path)
                    assert axe(page) == []
                    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                page.get_by_role("button", name="Continue").click()
                page.get_by_role("alert").wait_for()
                assert axe(page) == []
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
