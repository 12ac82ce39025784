"""How a text is set, measured in a real browser: what only a style sheet can get wrong."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from blog.core.database import db
from tests.browser import OpenPage
from tests.conftest import make_app
from tests.factories import World
from tests.servers import Server, serving

pytestmark = [pytest.mark.browser, pytest.mark.commits]

OPTIONS = " ".join(f"and {'so ' * (count % 7)}`serve --detach-{count}`" for count in range(40))
BODY = f"""\
The tide.

`spec.add_runtime_dependency "jekyll", "&gt;= 3.6", "&lt; 5.0"` {OPTIONS}
[`a --link`](/a).

![A boat](/img/missing.png)

### Heading

```
code
```

### Heading

Words.

- One.

  Two.

- Three.

<p><small>{"Small print. " * 40}</small></p>

<div>

The end.

</div>
"""
GAP = """([above, below]) => document.querySelector(below).getBoundingClientRect().top
  - document.querySelector(above).getBoundingClientRect().bottom"""


@pytest.fixture(scope="module")
def prose(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("prose")
    app = make_app(f"sqlite:///{folder / 'quire.sqlite3'}", folder)
    world = World(app)
    world.published(world.set_up(), title="Prose", slug="prose", body=BODY)
    with app.app_context():
        db.engine.dispose()
    with serving(folder) as server:
        yield server


@pytest.fixture(params=[320, 390, 1280])
def page(prose: Server, open_page: OpenPage, request: pytest.FixtureRequest) -> Page:
    page = open_page(width=request.param, base_url=prose.url)
    page.goto("/prose")
    return page


def gap(page: Page, above: str, below: str) -> float:
    found: float = page.evaluate(GAP, [f".prose {above}", f".prose {below}"])
    return found


def test_an_option_is_on_one_line_and_nothing_beyond_the_edge(page: Page) -> None:
    heights = page.evaluate(
        """[...document.querySelectorAll(".prose p > code")].map(code => {
          const range = document.createRange();
          range.selectNodeContents(code);
          return new Set([...range.getClientRects()].map(line => Math.round(line.top))).size;
        })"""
    )
    assert set(heights[1:]) == {1}
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_code_in_a_link_has_the_line_below_it(page: Page) -> None:
    # A box of its own would not be underlined.
    assert page.evaluate("getComputedStyle(document.querySelector('a > code')).display") == "inline"


def test_what_has_an_edge_stands_further_from_its_heading_than_words(page: Page) -> None:
    assert gap(page, "h3:has(+ pre)", "h3 + pre") > gap(page, "h3:has(+ p)", "h3 + p") > 0


def test_items_stand_further_apart_than_their_paragraphs(page: Page) -> None:
    within = gap(page, "li > p", "li > p + p")
    assert gap(page, "li", "li + li") > within > 0


def test_small_print_is_set_closer(page: Page) -> None:
    heights = page.evaluate(
        """["p", "p:has(small)"].map(
          each => parseFloat(getComputedStyle(document.querySelector(".prose " + each)).lineHeight)
        )"""
    )
    assert heights[1] < heights[0]


def test_no_room_is_left_below_the_end(page: Page) -> None:
    below = """() => document.querySelector(".prose").getBoundingClientRect().bottom
      - document.querySelector(".prose > div:last-child > p").getBoundingClientRect().bottom"""
    assert abs(page.evaluate(below)) < 1


def test_the_words_of_a_missing_picture_cover_its_mark(page: Page) -> None:
    page.locator(".prose img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.prose img').complete")
    style = page.evaluate(
        """() => {
          const { content, position, backgroundColor } =
            getComputedStyle(document.querySelector(".prose img"), "::after");
          return { content, position, backgroundColor };
        }"""
    )
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert "A boat" in style["content"]
    assert (style["position"], style["backgroundColor"]) == ("absolute", paper)
