"""What a browser is told of the width of a picture is how wide it is shown, on every page."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Route

from blog.core.database import db
from tests.browser import OpenPage
from tests.conftest import make_app
from tests.factories import World

pytestmark = [pytest.mark.browser]

WIDTHS = (390, 768, 896, 1000, 1183, 1280, 1600, 1920)
RENDITION = re.compile(r"/media/.*-(\d+)\.(?:avif|webp|jpg|png)$")
SHAPE = (2400, 1600)
# Edges of a page that no media query is worth: between 632 and 656 pixels and the like.
TOLERANCE = 26
PLACES = "![a](media:{0})\n\n![a](media:{1}){{.wide}}\n\n![a](media:{2}){{.full}}\n"
# What is chosen, how wide it is shown, and how wide the browser took it to be: where a file is as
# wide as it says, that is its natural width.
MEASURE = """async () => {
  const found = [];
  for (const image of document.images) {
    image.loading = "eager";
    await image.decode();
    const listed = image.srcset.split(", ").map((each) => parseInt(each.split(" ")[1]));
    found.push([
      image.className, image.getBoundingClientRect().width, image.naturalWidth,
      parseInt(image.currentSrc.match(/-(\\d+)\\.\\w+$/)[1]), listed,
    ]);
  }
  return found;
}"""
Measured = list[tuple[str, float, float, int, list[int]]]


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("pictures")
    app = make_app(f"sqlite:///{folder / 'quire.sqlite3'}", folder)
    world = World(app)
    owner = world.set_up()
    for number in range(3):
        # One of its own in each place: a browser takes a larger file that it has already, rather
        # than ask for one.
        cover, *keys = (world.picture(owner, size=SHAPE).key for _ in range(4))
        world.published(
            owner,
            title=f"Tides {number}",
            slug=f"tides-{number}",
            body=PLACES.format(*keys),
            cover=cover,
        )
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/tides-0", "/"])
def test_the_browser_is_told_how_wide_a_picture_is_shown(
    readers: FlaskClient, open_page: OpenPage, width: int, address: str
) -> None:
    page = open_page(width=width)
    page.route("**/*", answering(readers))
    page.goto(f"http://localhost{address}")
    measured: Measured = page.evaluate(MEASURE)
    assert len(measured) == (4 if address != "/" else 3)
    for name, shown, told, chosen, listed in measured:
        assert abs(shown - told) <= TOLERANCE, (name, shown, told)
        assert chosen == smallest(listed, shown), (name, shown, chosen)


def smallest(listed: list[int], shown: float) -> int:
    """Return the smallest file that is wide enough, the largest where none is."""
    return next((each for each in listed if each >= shown), listed[-1])


def answering(client: FlaskClient) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://localhost")
        if (rendition := RENDITION.match(path)) is not None:
            route.fulfill(body=plain(int(rendition[1])), content_type="image/png")
            return
        response = client.get(path, buffered=True)
        route.fulfill(
            status=response.status_code, body=response.data, headers=dict(response.headers)
        )

    return answer


def plain(width: int) -> bytes:
    """Return a blank picture: what is in it does not matter, and to make real ones takes long."""
    target = BytesIO()
    Image.new("1", (width, width * SHAPE[1] // SHAPE[0])).save(target, "PNG")
    return target.getvalue()
