"""The preview in full, and the page on which preview links are made and withdrawn."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blog.auth.models import Role
from blog.posts.preview_links import PreviewLink
from tests.factories import Somebody, World, post_form

ADDRESS = re.compile(r'value="(http://localhost/preview/[^"]+)"')


@pytest.fixture
def draft(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="The ferry timetable")


def make(client: FlaskClient, post_id: int, **data: str) -> str:
    """Make a link at the desk and return the page that follows."""
    page = f"/admin/posts/{post_id}/preview-links"
    sent = {"shows": "newest", "days": "7", "number": "1", **data}
    response = post_form(client, page, sent, follow_redirects=True)
    assert response.status_code == 200, response.text
    return str(response.text)


def addresses(page: str) -> list[str]:
    return [unescape(address) for address in ADDRESS.findall(page)]


def only_link(world: World) -> PreviewLink:
    with world.reading() as session:
        return session.scalars(select(PreviewLink)).one()


class TestInFull:
    def test_shows_the_newest_version_in_a_frame_at_two_widths(
        self, world: World, desk: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        world.save(draft, owner, based_on=1, title="Another title")
        page = desk.get(f"/admin/posts/{draft}/preview/full").text
        assert f'src="/admin/posts/{draft}/preview"' in page
        assert "Preview of “Another title”" in page
        assert "Version 2" in page
        assert re.findall(r'type="radio" name="width" value="(\w+)"', page) == ["phone", "desktop"]
        assert "Another title" in desk.get(f"/admin/posts/{draft}/preview").text

    def test_is_reached_from_the_editor(self, desk: FlaskClient, draft: int) -> None:
        editor = desk.get(f"/admin/posts/{draft}", follow_redirects=True).text
        assert f'href="/admin/posts/{draft}/preview/full"' in editor
        assert f'href="/admin/posts/{draft}/preview-links"' in editor

    def test_what_is_in_the_trash_can_be_seen_and_not_shared(
        self, world: World, desk: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        world.trash(draft, owner)
        assert "preview-links" not in desk.get(f"/admin/posts/{draft}/preview/full").text
        assert "Make the link" not in desk.get(f"/admin/posts/{draft}/preview-links").text


class TestLinks:
    def test_a_link_that_is_made_here_opens_for_a_stranger(
        self, desk: FlaskClient, client: FlaskClient, draft: int
    ) -> None:
        page = make(desk, draft)
        assert "The link is made." in page
        [address] = addresses(page)
        assert "The ferry timetable" in client.get(address).text

    def test_the_list_says_who_made_it_when_until_when_and_what_it_shows(
        self, world: World, desk: FlaskClient, draft: int
    ) -> None:
        make(desk, draft)
        page = " ".join(make(desk, draft, shows="pinned").split())
        assert len(addresses(page)) == 2
        assert re.search(
            r"<b>Version 1</b> .{0,40}made by Odile Farrow, <time .*?>Until <time", page
        )
        assert page.index("<b>Version 1</b>") < page.index("<b>The newest version</b>")

    @pytest.mark.parametrize("days", [1, 7, 30, 90])
    def test_it_lasts_as_long_as_was_chosen(
        self, world: World, desk: FlaskClient, draft: int, days: int
    ) -> None:
        make(desk, draft, days=str(days))
        link = only_link(world)
        assert link.expires_at - link.created_at == timedelta(days=days)

    def test_a_week_and_the_newest_version_are_offered(self, desk: FlaskClient, draft: int) -> None:
        page = desk.get(f"/admin/posts/{draft}/preview-links").text
        assert re.search(r'<option selected value="7"', page)
        assert re.search(r'<input checked[^>]*value="newest"', page)

    def test_the_version_that_was_on_the_page_is_pinned_also_when_a_newer_one_came(
        self, world: World, desk: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        page = desk.get(f"/admin/posts/{draft}/preview-links").text
        assert "Version 1 only, as it is now" in page
        world.save(draft, owner, based_on=1, title="Another title")
        make(desk, draft, shows="pinned")
        assert only_link(world).number == 1

    def test_an_older_version_can_be_offered(
        self, world: World, desk: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        world.save(draft, owner, based_on=1, title="Another title")
        page = desk.get(f"/admin/posts/{draft}/preview-links?number=1").text
        assert "Version 1 only<" in page
        assert 'name="number" type="hidden" value="1"' in page

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({"days": "8"}, "Not a valid choice"),
            ({"days": "-1"}, "Not a valid choice"),
            ({"days": ""}, "Not a valid choice"),
            ({"shows": "all"}, "Not a valid choice"),
            ({"shows": "pinned", "number": "99"}, "That version does not exist any more"),
            ({"shows": "pinned", "number": "x"}, "That version does not exist any more"),
        ],
    )
    def test_what_cannot_be_made_is_said_on_the_page(
        self, world: World, desk: FlaskClient, draft: int, sent: dict[str, str], words: str
    ) -> None:
        form = {"shows": "newest", "days": "7", "number": "1", **sent}
        response = post_form(desk, f"/admin/posts/{draft}/preview-links", form)
        assert response.status_code == 422
        assert words in response.text
        assert addresses(response.text) == []

    def test_a_link_that_is_withdrawn_opens_no_more_and_is_listed_as_such(
        self, world: World, desk: FlaskClient, client: FlaskClient, draft: int
    ) -> None:
        [address] = addresses(make(desk, draft))
        place = f"/admin/posts/{draft}/preview-links/{only_link(world).id}/withdrawal"
        page = post_form(desk, place, {}, follow_redirects=True).text
        assert "The link is withdrawn." in page
        assert addresses(page) == []
        assert "Withdrawn <time" in page
        assert client.get(address).status_code == 404

    def test_a_contributor_shares_a_draft_of_their_own_until_it_is_published(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        contributor = world.person(Role.CONTRIBUTOR)
        theirs = world.sign_in(contributor)
        post_id = world.draft(contributor, title="My first")
        [address] = addresses(make(theirs, post_id))
        assert "My first" in client.get(address).text
        world.publish(post_id, owner)
        assert theirs.get(f"/admin/posts/{post_id}/preview-links").status_code == 403
