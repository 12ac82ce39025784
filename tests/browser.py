"""A real Chromium for the tests, and axe-core in it."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

# The first is the same engine without windows, which starts and loads in half the time.
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
# The first two are Playwright's own, which the same switch would else take away. By the last a
# page comes in the frame of the one before it: a new frame for each page, with all that draws
# in it, is a third of what going there costs.
FEATURES = (
    "CDPScreenshotNewSurface",
    "SkipListAccountsWithoutGaiaCookies",
    "RenderDocument:level/crashed-frame",
)
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    f"--enable-features={','.join(FEATURES)}",
]
# Beyond WCAG, the best practices hold as well: one h1, and everything in a landmark.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rest of the result is long, and takes as much time to bring over as to find.
VIOLATIONS = "async (options) => (await axe.run(document, options)).violations"

Scheme = Literal["light", "dark"]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if executable is None:
        pytest.skip("Chromium is not installed.")
    # Chromium has no sandbox to offer to root.
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=[*ARGUMENTS, *as_root]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Return a function that opens a page in a browser of its own: no cookie is shared.

    A script that fails, or anything that the Content-Security-Policy stops, fails
    the test at its end.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(
        *,
        width: int = 1280,
        scheme: Scheme = "light",
        javascript: bool = True,
        bypass_csp: bool = False,
        base_url: str | None = None,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            bypass_csp=bypass_csp,
            base_url=base_url,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.extend(stopped_by_policy(message)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def stopped_by_policy(message: ConsoleMessage) -> list[str]:
    return [message.text] if "Content Security Policy" in message.text else []


def bring_axe(page: Page) -> None:
    """Have axe-core in every page that comes: for many, that is faster than to add it to each.

    As where it is added to a page, it is not in the frames of the page.
    """
    if AXE.exists():
        page.add_init_script(f"if (window === top) {{\n{AXE.read_text(encoding='utf-8')}\n}}")


def axe(page: Page, only: Sequence[str] = ()) -> list[str]:
    """Return what axe-core objects to on a page that was opened with bypass_csp, one a line.

    ``only`` names the rules that are asked for, instead of all of ours.
    """
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make install` brings it when npm is there.")
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=AXE)
    run_only = {"type": "rule", "values": list(only)} if only else RULES
    options = {"runOnly": run_only, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate(VIOLATIONS, options)
    return [
        f"{violation['id']}: {violation['help']}: {node['html']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]
