"""Picked rows of a list: what is done with them, what is refused, and Undo."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.admin import bulk_undo
from blog.admin.list_screen import SIZE
from blog.admin.views.bulk import LONGEST_IN_A_TOAST
from blog.auth.models import Role
from blog.core import clock
from blog.posts.actions import UNDO_WINDOW
from blog.posts.bulk import Trashed
from blog.posts.models import Kind, State
from tests.factories import Somebody, World, moment, post_form

TOAST = re.compile(r'<dialog open class="toast".*?</dialog>', re.DOTALL)
UNDO = re.compile(r'action="([^"]*/bulk/undo[^"]*)"')
# What browsers keep of a cookie.
LARGEST_COOKIE = 4096


def do(client: FlaskClient, act: str, *ids: int, **data: str) -> TestResponse:
    answer: TestResponse = post_form(
        client, f"/admin/posts/bulk/{act}", {"id": [str(each) for each in ids], **data}
    )
    return answer


def told(client: FlaskClient, answer: TestResponse) -> str:
    """Return the toast on the page that an answer leads to."""
    assert answer.status_code == 302, answer.text
    found = TOAST.search(client.get(answer.location).text)
    assert found is not None
    return unescape(found[0])


def undo(client: FlaskClient, toast: str) -> str:
    found = UNDO.search(toast)
    assert found is not None, toast
    return told(client, post_form(client, unescape(found[1]), {}))


class TestPicked:
    def test_posts_are_published_and_taken_back(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        ids = [world.draft(owner, title=title) for title in ("One", "Two")]
        toast = told(desk, do(desk, "publication", *ids))
        assert "2 posts are published." in toast
        assert all(world.post(each).state is State.PUBLISHED for each in ids)
        assert "2 posts are as before." in undo(desk, toast)
        assert all(world.post(each).state is State.DRAFT for each in ids)
        assert all(world.post(each).slug is None for each in ids)

    def test_one_post_is_called_by_its_title(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Low water")
        toast = told(desk, do(desk, "tags", post_id, tag="Sea"))
        assert "“Low water” is tagged “Sea”." in toast
        assert "“Low water” is as before." in undo(desk, toast)
        assert world.revisions(post_id)[-1].tags == []

    def test_pages_are_pages(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        ids = [world.draft(owner, Kind.PAGE) for _ in range(2)]
        answer = do(desk, "trash", *ids, back="/admin/pages?tab=drafts")
        assert answer.location == "/admin/pages?tab=drafts"
        assert "2 pages are in the trash." in told(desk, answer)

    def test_lists_keep_their_filters(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        back = "/admin/posts?tab=drafts&q=tide&sort=title"
        answer = do(desk, "trash", world.draft(owner), back=back)
        assert answer.location == back

    @pytest.mark.parametrize("back", ["//evil.example", "/admin/posts/1", "https://x.example/", ""])
    def test_nobody_is_led_elsewhere(
        self, world: World, owner: Somebody, desk: FlaskClient, back: str
    ) -> None:
        answer = do(desk, "trash", world.draft(owner), back=back)
        assert answer.location == "/admin/posts"

    def test_what_needs_no_change_is_said(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        tagged = world.draft(owner, tags=("Sea",))
        assert "Nothing had to be changed." in told(desk, do(desk, "tags", tagged, tag="sea"))
        toast = told(desk, do(desk, "tags", tagged, world.draft(owner), tag="sea"))
        assert "1 more had nothing to change." in toast

    def test_byline_is_chosen_by_an_editor(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        anna, post_id = world.person(name="Anna Holm"), world.draft(owner)
        toast = told(desk, do(desk, "bylines", post_id, byline=str(anna.id)))
        assert "is by Anna Holm now." in toast
        undo(desk, toast)
        assert world.revisions(post_id)[-1].bylines == [owner.id]


class TestRefusals:
    @pytest.mark.parametrize(
        ("act", "ids", "data", "words"),
        [
            ("trash", (), {}, "Pick something first"),
            ("tags", (1,), {"tag": " , "}, "Write the tag first"),
            ("tags", (1,), {"tag": "x" * 101}, "Write the tag first"),
            ("bylines", (1,), {"byline": "x"}, "Choose the author first"),
            ("bylines", (1,), {"byline": "9999"}, "Choose the author first"),
            ("trash", tuple(range(1, SIZE + 2)), {}, "At most 50"),
        ],
    )
    def test_of_the_whole_are_told(
        self, desk: FlaskClient, act: str, ids: tuple[int, ...], data: dict[str, str], words: str
    ) -> None:
        assert words in told(desk, do(desk, act, *ids, **data))

    def test_of_one_name_it_and_leave_it_picked(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        good = world.draft(owner, title="Good")
        bad = world.draft(owner, title="Bad", slug="admin")
        page = do(desk, "publication", good, bad, back="/admin/posts?sort=title")
        assert page.status_code == 200
        banner = page.text.split('class="banner bad"')[1].split("</form>")[0]
        assert "“Good” is published." in banner
        assert f'href="/admin/posts/{bad}"' in banner
        assert "is an address of the site itself" in banner
        assert re.findall(r'value="(\d+)"[^>]*checked', page.text) == [str(bad)]
        assert 'aria-sort="ascending"' in page.text
        what = re.findall(r'name="what" value="([^"]*)"', banner)[0]
        told(desk, post_form(desk, "/admin/posts/bulk/undo", {"what": what}))
        assert world.post(good).state is State.DRAFT

    def test_of_somebody_elses_do_not_name_it(self, world: World, owner: Somebody) -> None:
        theirs = world.draft(owner, title="Secret")
        author = world.sign_in(world.person(Role.AUTHOR))
        page = do(author, "trash", theirs)
        assert "One post:" in re.sub(r"\s+", " ", page.text)
        assert "Secret" not in page.text
        assert world.post(theirs).trashed_at is None

    def test_what_is_not_offered_is_refused_all_the_same(
        self, world: World, owner: Somebody
    ) -> None:
        contributor = world.person(Role.CONTRIBUTOR)
        client = world.sign_in(contributor)
        post_id = world.draft(contributor)
        offered = client.get("/admin/posts").text
        assert "/bulk/trash" in offered
        assert "/bulk/publication" not in offered
        assert "/bulk/bylines" not in offered
        assert "You may not publish this post." in do(client, "publication", post_id).text


class TestUndo:
    @pytest.mark.parametrize("act", ["tags", "restoration"])
    def test_of_fifty_fits_into_a_cookie(
        self, world: World, owner: Somebody, desk: FlaskClient, act: str
    ) -> None:
        ids = []
        for number in range(SIZE):
            post_id = world.draft(owner, title=f"Piece {number} " + "long " * 20, tags=("A", "B"))
            world.publish(post_id, owner, moment(2020, 1, 1 + number % 28))
            if act == "restoration":
                world.trash(post_id, owner)
            ids.append(post_id)
        answer = do(desk, act, *ids, tag="Sea")
        cookie = answer.headers["Set-Cookie"]
        assert len(cookie.partition(";")[0]) < LARGEST_COOKIE
        assert "50 posts are as before." in undo(desk, told(desk, answer))

    def test_that_would_not_fit_is_offered_on_a_page(
        self,
        world: World,
        owner: Somebody,
        desk: FlaskClient,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        assert LONGEST_IN_A_TOAST < LARGEST_COOKIE
        monkeypatch.setattr("blog.admin.views.bulk.LONGEST_IN_A_TOAST", 10)
        page = do(desk, "trash", world.draft(owner, title="One"))
        assert page.status_code == 200
        assert "“One” is in the trash." in page.text
        assert 'name="what"' in page.text

    def test_is_for_whoever_did_it_and_for_a_while(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id, now = world.draft(owner), clock.now()
        other = world.person(Role.EDITOR)
        cases = {
            "Nothing was changed now": (owner, now - 2 * UNDO_WINDOW),
            "There is nothing to undo here": (other, now),
        }
        for words, (who, at) in cases.items():
            with world.reading() as session:
                deeds = {post_id: Trashed(at)}
                token = bulk_undo.pack(session, deeds, who, at)
            answer = post_form(desk, "/admin/posts/bulk/undo", {"what": token})
            assert words in told(desk, answer)

    @pytest.mark.parametrize("what", ["", ".", "x.y", "é.ü"])
    def test_of_nothing_is_told(self, desk: FlaskClient, what: str) -> None:
        answer = post_form(desk, "/admin/posts/bulk/undo", {"what": what})
        assert "There is nothing to undo here" in told(desk, answer)
