"""The editor in a real browser: a text with a caret or a selection in it, put there and read."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser import OpenPage
from tests.servers import Server, serving
from tests.visitors import Visitor

# In texts: the caret, and both ends of a selection.
CARET, START, END = "¦", "«", "»"
READ = """field => {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const chosen = value.slice(start, end);
  return value.slice(0, start) + (chosen ? `«${chosen}»` : "¦") + value.slice(end);
}"""
SELECT = "(field, [start, end]) => { field.focus(); field.setSelectionRange(start, end); }"
# A real copy. What goes through navigator.clipboard would be cleaned first.
COPY = """types => {
  addEventListener("copy", event => {
    for (const [type, text] of Object.entries(types)) event.clipboardData.setData(type, text);
    event.preventDefault();
  }, { once: true });
  document.execCommand("copy");
}"""
FOCUSED = "document.activeElement.dataset.tool ?? document.activeElement.id"

Write = Callable[..., Page]


@dataclass(frozen=True)
class Desk:
    """A server, and the cookies of somebody who is signed in."""

    server: Server
    cookies: dict[str, str]

    def writing(self, open_page: OpenPage) -> Write:
        """Return a function that opens a new post with a text in it."""

        def write(text: str = "", **options: Any) -> Page:
            page = self.sit_down(open_page, "/admin/posts/new", **options)
            if text:
                put(page, text)
            return page

        return write

    def sit_down(self, open_page: OpenPage, path: str, **options: Any) -> Page:
        page = open_page(base_url=self.server.url, **options)
        page.context.add_cookies(
            [
                {"name": name, "value": value, "url": self.server.url}
                for name, value in self.cookies.items()
            ]
        )
        page.goto(path)
        return page


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    with serving(folder) as server:
        visitor = Visitor(server.url)
        visitor.set_up(server.setup_link)
        yield Desk(server, visitor.cookies)


def put(page: Page, marked: str) -> None:
    """Write a text anew, and select in it what stands between the marks, or put the caret there."""
    text = plain(marked)
    start, end = (marked.find(sign) for sign in (START, END))
    places = (start, end - 1) if start >= 0 else (marked.find(CARET),) * 2
    field = page.locator("#body")
    # Chromium may leave a blank of what was there before, when it replaces all of a text.
    field.evaluate("field => { field.value = ''; }")
    field.fill(text)
    field.evaluate(SELECT, places if places[0] >= 0 else (len(text), len(text)))


def read(page: Page) -> str:
    marked: str = page.locator("#body").evaluate(READ)
    return marked


def value(page: Page) -> str:
    return page.locator("#body").input_value()


def plain(marked: str) -> str:
    return re.sub(f"[{CARET}{START}{END}]", "", marked)


def copy(page: Page, **types: str) -> None:
    names = {"text": "text/plain", "html": "text/html"}
    page.evaluate(COPY, {names[name]: text for name, text in types.items()})
