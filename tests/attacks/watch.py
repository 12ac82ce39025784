"""A page of a real Chromium that notices when something runs, loads or breaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from playwright.sync_api import Error as BrowserError

SCRIPT = Path(__file__).with_name("watch.js")
# Nothing listens there: what a page asks of other hosts is heard, and fails at once.
NOWHERE = "http://127.0.0.1:9"
# What a page for readers asks for, besides itself and pictures.
Parts = Mapping[str, str | tuple[str, ...]]
PARTS: Parts = {
    "stylesheet": "/assets/reader-",
    "script": "/static/js/theme.js",
    "font": "/static/fonts/",
    "other": "/static/images/favicon.svg",
}
# What the desk does: its own scripts and what they send, and the preview in a frame.
DESK: Parts = {
    "document": "/admin/",
    "stylesheet": "/assets/",
    "script": ("/assets/js-", "/static/js/theme.js"),
    "fetch": "/admin/",
    "font": "/static/fonts/",
    "other": "/static/images/favicon.svg",
}


@dataclass(frozen=True)
class Judged:
    """What there is to say of one page."""

    problems: tuple[str, ...]
    outline: str
    # The texts of fields, in readers' pages and in the editor's form, by field.
    shown: dict[str, list[str]]
    typed: dict[str, list[str]]
    links: dict[str, str]


class Watched:
    """A page, and everything that was heard from it since it was last asked."""

    def __init__(self, page: Page, site: str, parts: Parts) -> None:
        self.page = page
        several = {kind: (path,) if isinstance(path, str) else path for kind, path in parts.items()}
        self.parts = {kind: tuple(site + path for path in paths) for kind, paths in several.items()}
        self.heard: list[str] = []
        page.on("request", self._on_request)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        page.on("popup", lambda popup: self.heard.append(f"opened {popup.url}"))
        page.on("dialog", lambda dialog: self.heard.append(f"asked {dialog.message}"))
        page.on("download", lambda download: self.heard.append(f"downloaded {download.url}"))

    @classmethod
    def open(cls, chromium: Browser, site: str, parts: Parts = PARTS) -> Self:
        context = chromium.new_context(
            bypass_csp=True,
            base_url=site,
            proxy={"server": NOWHERE, "bypass": "127.0.0.1"},
            reduced_motion="reduce",
            viewport={"width": 1280, "height": 900},
        )
        page = context.new_page()
        watched = cls(page, site, parts)
        context.expose_binding("tellTest", lambda _, words: watched.heard.append(words))
        context.add_init_script(path=SCRIPT)
        return watched

    def judge(self, path: str, *, touch: bool = True) -> Judged:
        """Go to a page, do to it whatever a reader may, and say what came of it."""
        found: dict[str, Any] = {"outline": "", "shown": {}, "typed": {}, "links": {}}
        try:
            answer = self.page.goto(path)
            found |= self.page.evaluate("touch => judge(touch)", touch)
            if answer is None or self.page.url != answer.url:
                self.heard.append(f"went to {self.page.url}")
        except BrowserError as error:
            found["problems"] = [f"cannot be judged: {error.message}"]
        heard, self.heard = self.heard, []
        problems = tuple(dict.fromkeys([*heard, *found.pop("problems")]))
        return Judged(problems, **found)

    def _on_request(self, request: Request) -> None:
        kind, url = request.resource_type, request.url
        ours = request.is_navigation_request() and request.frame == self.page.main_frame
        # A picture may stand elsewhere: that is what the policy for content says, too.
        if ours or kind == "image":
            return
        if kind not in self.parts or not url.startswith(self.parts[kind]):
            self.heard.append(f"asked for {kind} {url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.heard.append(f"console: {message.text}")
