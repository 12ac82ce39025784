"""What a device kept, shown beside the newest version: escaped, bounded, and nothing is changed."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from tests.admin.tabs import MULTIPART, Tab, multipart
from tests.factories import Somebody, World

HOSTILE = (
    "</details></div><script>alert(1)</script><img src=x onerror=alert(1)>\n\n"
    "{{ 7 * 7 }} &lt;b&gt; <textarea></ins></del><!-- \" ' ` \u202e\n"
)
OWN_TAGS = {
    *("div", "p", "b", "details", "summary", "ins", "del", "button", "span"),
}


class Tags(HTMLParser):
    """The tags and the attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.fixture
def post_id(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="Tides", body="One.\n\nTwo.", bylines=())


@pytest.fixture
def tab(desk: FlaskClient, post_id: int) -> Tab:
    return Tab(desk, post_id)


@pytest.fixture(autouse=True)
def nothing_is_changed(world: World, post_id: int) -> Iterator[None]:
    yield
    assert [revision.body for revision in world.revisions(post_id)] == ["One.\n\nTwo."]


@pytest.mark.parametrize("is_new", [False, True])
def test_a_hostile_text_is_shown_and_no_part_of_the_page(
    desk: FlaskClient, post_id: int, is_new: bool
) -> None:
    tab = Tab(desk, None if is_new else post_id)
    answer = tab.offer(HOSTILE, title=HOSTILE, summary=HOSTILE, tags=HOSTILE, slug=HOSTILE)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    page = Tags(answer.text)
    assert page.tags <= OWN_TAGS
    assert not any(name.startswith("on") for name in page.attributes)
    assert "alert(1)" in answer.text
    assert "49" not in answer.text


def test_what_differs_is_said(tab: Tab) -> None:
    answer = tab.offer("One.\n\nTwo and more.", title="Ebb", summary="New", tags="Sea")
    assert "<ins> and more</ins>" in answer.text
    assert "the summary, the tags" in " ".join(answer.text.split())


@pytest.mark.parametrize("unit", ["a\n\n", "a ", "<", "a b c d e f g\n\n", "e\u0301", "\n"])
def test_a_megabyte_is_answered_in_a_page_of_bounded_size(tab: Tab, unit: str) -> None:
    text = (unit * (1_000_000 // len(unit)))[:1_000_000]
    answer = tab.send(multipart(tab.form(body=text)), "kept", content_type=MULTIPART)
    assert answer.status_code == 200
    # A sign may become five, such as `&lt;`, and there is something around each paragraph.
    assert len(answer.text) < 12_000_000


@pytest.mark.parametrize("kept_at", ["", "x", "-1", "0", "99999999999999999999", "1e9", "NaN"])
def test_a_time_that_is_none_is_now(tab: Tab, kept_at: str) -> None:
    answer = tab.offer("Mine.", kept_at=kept_at)
    assert answer.status_code == 200
    assert "They are from" in answer.text
