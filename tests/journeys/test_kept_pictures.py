"""What a browser keeps of pictures that are not public, and shows to nobody after a sign-out."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.library import OpenLibrary, a_file, choose, tile
from tests.journeys.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.commits]

# How many bytes came for a picture since the page was opened: 0 for what the browser had kept.
CAME = "src => performance.getEntriesByName(new URL(src, location).href)[0]?.transferSize"


def came(page: Page, src: str) -> int:
    picture = page.locator(f'#shelf img[src="{src}"]')
    expect(picture).to_be_visible()
    picture.evaluate("image => image.decode()")
    size: int = page.evaluate(CAME, src)
    return size


@pytest.fixture
def library(open_library: OpenLibrary) -> Page:
    page = open_library()
    choose(page, a_file("gauge.png"))
    expect(page.get_by_role("heading", name="gauge.png")).to_be_visible()
    page.goto("/admin/media")
    return page


def test_the_library_does_not_load_its_pictures_anew(library: Page) -> None:
    page = library
    src = tile(page, "gauge.png").locator("img").get_attribute("src")
    assert src is not None
    page.goto("/admin/")
    page.goto("/admin/media")
    assert came(page, src) == 0


def test_whoever_comes_after_somebody_who_signed_out_sees_nothing(library: Page) -> None:
    page = library
    # With a session of its own, which no other journey needs.
    page.context.clear_cookies()
    page.goto("/auth/sign-in?next=/admin/media")
    sign_in(page)
    src = tile(page, "gauge.png").locator("img").get_attribute("src")
    assert src is not None
    page.goto("/admin/")
    page.goto("/admin/media")
    assert came(page, src) == 0
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    for _ in range(2):
        response = page.goto(src)
        assert response is not None
        assert response.status == 404
    page.goto("/auth/sign-in?next=/admin/media")
    sign_in(page)
    came(page, src)
