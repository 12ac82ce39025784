"""Picked tags: merged into one, deleted after it was said what goes, and refused."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from blog.admin.views.tags_bulk import MOST_AT_ONCE
from blog.tags.models import Tag
from tests.factories import Somebody, World, post_form

TOAST = re.compile(r'<dialog open class="toast".*?</dialog>', re.DOTALL)
BANNER = re.compile(r'<div class="banner.*?</main>', re.DOTALL)
PICKED = re.compile(r'name="id"\s+value="(\d+)"[^>]*checked')


@pytest.fixture
def tags(world: World, owner: Somebody) -> dict[str, str]:
    """Tags by slug, on a post that readers see; the sea also on a draft."""
    post_id = world.draft(owner, title="Tides", tags=("Sea", "Mud", "Boats"))
    world.publish(post_id, owner)
    world.draft(owner, tags=("Sea",))
    return slugs(world)


def slugs(world: World) -> dict[str, str]:
    with world.reading() as session:
        return {row.slug: str(row.id) for row in session.execute(select(Tag.slug, Tag.id))}


def do(client: FlaskClient, path: str, *ids: str, **data: str) -> TestResponse:
    answer: TestResponse = post_form(client, f"/admin/tags/{path}", {"id": list(ids), **data})
    return answer


def told(client: FlaskClient, answer: TestResponse) -> str:
    """Return the toast on the page that an answer leads to."""
    assert answer.status_code == 302, answer.text
    found = TOAST.search(client.get(answer.location).text)
    assert found is not None
    return unescape(found[0])


def problem(answer: TestResponse) -> str:
    """Return what is said beside the buttons."""
    found = re.search(r'<p class="error" id="bulk-problem" role="alert">([^<]*)', answer.text)
    assert found is not None, answer.text
    return unescape(found[1])


def banner(answer: TestResponse) -> str:
    found = BANNER.search(answer.text)
    assert found is not None, answer.text
    return " ".join(unescape(found[0]).split())


class TestMerging:
    def test_tells_what_became_of_each(
        self, world: World, desk: FlaskClient, tags: dict[str, str]
    ) -> None:
        # The target may be among the picked.
        ids = (tags["mud"], tags["sea"], tags["boats"])
        answer = do(desk, "bulk/merger", *ids, target=tags["sea"], back="/admin/tags?q=a")
        assert answer.location == "/admin/tags?q=a"
        words = "“Mud” (1 post) and “Boats” (1 post) went into “Sea”. Their old addresses"
        assert words in told(desk, answer)
        assert slugs(world) == {"sea": tags["sea"]}
        assert world.app.test_client().get("/tags/boats").location == "/tags/sea"

    def test_many_are_counted(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        world.draft(owner, tags=tuple(f"{'long ' * 15}tag {number}" for number in range(9)))
        ids = list(slugs(world).values())
        answer = do(desk, "bulk/merger", *ids, target=ids[0])
        assert len(answer.headers["Set-Cookie"].partition(";")[0]) < 4096
        assert "and 2 more went into" in told(desk, answer)

    @pytest.mark.parametrize(
        ("target", "words"), [("", "Choose the tag"), ("x", "Choose the tag"), ("mud", "itself")]
    )
    def test_into_nothing_keeps_what_was_picked(
        self, world: World, desk: FlaskClient, tags: dict[str, str], target: str, words: str
    ) -> None:
        data = {"target": tags.get(target, target), "back": "/admin/tags?q=mu"}
        answer = do(desk, "bulk/merger", tags["mud"], **data)
        assert words in problem(answer)
        assert re.search(r'<details name="bulk"\s+open>', answer.text)
        assert PICKED.findall(answer.text) == [tags["mud"]]
        assert 'value="mu"' in answer.text
        assert slugs(world) == tags

    def test_says_of_one_why_it_was_refused(
        self, world: World, desk: FlaskClient, tags: dict[str, str]
    ) -> None:
        answer = do(desk, "bulk/merger", "99999", tags["mud"], target=tags["sea"])
        told = banner(answer)
        assert "“Mud” (1 post) went into “Sea”. Its old address leads there." in told
        assert "One tag: This tag is gone" in told
        assert slugs(world).keys() == {"sea", "boats"}


class TestDeleting:
    def test_is_asked_about_first(
        self, world: World, desk: FlaskClient, tags: dict[str, str]
    ) -> None:
        ids, back = (tags["mud"], tags["sea"]), "/admin/tags?q=a"
        asked = do(desk, "bulk/deletion", *ids, back=back)
        page = unescape(desk.get(asked.location).text)
        assert "Delete 2 tags?" in page
        assert re.findall(r">(\w+)</span>\s*<span[^>]*>(On [^<]*)<", page) == [
            ("Mud", "On 1 post"),
            ("Sea", "On 2 posts"),
        ]
        assert f'href="{back}"' in page
        assert slugs(world) == tags
        answer = do(desk, "deletion", *ids, back=back)
        assert answer.location == back
        assert "“Mud” (1 post) and “Sea” (2 posts) are deleted." in told(desk, answer)
        assert slugs(world).keys() == {"boats"}

    def test_of_one_names_it(self, desk: FlaskClient, tags: dict[str, str]) -> None:
        page = desk.get(f"/admin/tags/deletion?id={tags['mud']}").text
        assert "Delete “Mud”" in page
        assert "“Mud” (1 post) is deleted." in told(desk, do(desk, "deletion", tags["mud"]))

    def test_says_of_one_why_it_was_refused(
        self, world: World, desk: FlaskClient, tags: dict[str, str]
    ) -> None:
        answer = do(desk, "deletion", "99999")
        assert "Nothing was deleted. This was refused:" in banner(answer)
        assert slugs(world) == tags

    @pytest.mark.parametrize(
        ("query", "words"),
        [("?id=99999", "gone"), ("", "Pick tags"), ("?id=99998&id=x&id=99999", "Pick tags")],
    )
    def test_of_what_is_gone_leads_back(self, desk: FlaskClient, query: str, words: str) -> None:
        answer = desk.get(f"/admin/tags/deletion{query}")
        assert answer.location == "/admin/tags"
        assert words in told(desk, answer)


@pytest.mark.parametrize("path", ["bulk/merger", "bulk/deletion", "deletion"])
class TestRefusals:
    def test_of_nothing(self, desk: FlaskClient, path: str) -> None:
        assert "Pick something first" in told(desk, do(desk, path, "x"))

    def test_of_too_many(self, desk: FlaskClient, tags: dict[str, str], path: str) -> None:
        others = (str(10**6 + number) for number in range(MOST_AT_ONCE))
        answer = do(desk, path, *tags.values(), *others, target=tags["sea"])
        assert "At most 100" in problem(answer)
        assert sorted(PICKED.findall(answer.text)) == sorted(tags.values())

    def test_nobody_is_led_elsewhere(
        self, desk: FlaskClient, tags: dict[str, str], path: str
    ) -> None:
        data = {"target": tags["sea"], "back": "//evil.example/admin/tags"}
        assert "evil" not in do(desk, path, tags["mud"], **data).location


def test_an_address_picks_them_all(desk: FlaskClient, tags: dict[str, str]) -> None:
    page = desk.get("/admin/tags?q=a&pick=all").text
    assert PICKED.findall(page) == [tags["boats"], tags["sea"]]
    assert "Pick none" in page


def test_a_tag_alone_goes_into_no_other(world: World, owner: Somebody, desk: FlaskClient) -> None:
    world.draft(owner, tags=("Sea",))
    page = desk.get("/admin/tags").text
    assert "Merge into…" not in page
    assert "Delete…" in page
