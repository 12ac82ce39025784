"""The dashboard, and the lists of posts and pages."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from blog.admin.list_screen import SIZE
from blog.auth.models import Role
from blog.core import clock
from blog.posts.models import Kind, Post, State, Visibility
from tests.factories import Somebody, World, moment

TITLE = re.compile(r'<a class="title"[^>]*>([^<]*)</a>')
HOUR = timedelta(hours=1)
LISTS = pytest.mark.parametrize(("path", "kind"), [("posts", Kind.POST), ("pages", Kind.PAGE)])


def titles(client: FlaskClient, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    return TITLE.findall(response.text)


def link(client: FlaskClient, path: str, label: str) -> str | None:
    found = re.search(rf'href="([^"]*)"[^>]*>{label} page</a>', client.get(path).text)
    return found[1].replace("&amp;", "&") if found else None


class TestTheDashboard:
    def test_of_an_empty_site_has_one_next_step(self, desk: FlaskClient) -> None:
        main = desk.get("/admin/").text.split("<main")[1]
        assert "Write the first post" in main
        assert main.count("<a ") == 1

    def test_shows_what_to_carry_on_with(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.draft(owner, title="My draft")
        world.draft(world.person(), title="Draft of somebody else")
        world.published(owner, title="Published")
        world.published(owner, title="Scheduled", at=clock.now() + HOUR)
        trashed = world.draft(owner, title="Trashed")
        world.trash(trashed, owner)
        assert titles(desk, "/admin/") == ["My draft", "Scheduled", "Published"]

    def test_has_no_first_steps_for_the_second_writer(self, world: World, owner: Somebody) -> None:
        world.published(owner)
        author = world.sign_in(world.person())
        page = author.get("/admin/").text
        assert "Write the first post" not in page
        assert "No drafts." in page

    def test_navigation_leads_to_what_exists(self, desk: FlaskClient) -> None:
        page = desk.get("/admin/").text
        nav = page.split("<nav")[1].split("</nav>")[0]
        for address in re.findall(r'href="([^"]*)"', nav):
            assert desk.get(address).status_code == 200, address


class TestALists:
    @LISTS
    def test_that_is_empty_says_how_to_begin(
        self, desk: FlaskClient, path: str, kind: Kind
    ) -> None:
        page = desk.get(f"/admin/{path}").text
        assert "A clean sheet" in page
        assert f'href="/admin/{path}/new"' in page
        assert 'role="search"' not in page

    @LISTS
    def test_has_a_tab_for_each_state(
        self, world: World, owner: Somebody, desk: FlaskClient, path: str, kind: Kind
    ) -> None:
        world.draft(owner, kind, title="Draft")
        world.published(owner, kind, title="Published")
        world.published(owner, kind, title="Unlisted", visibility=Visibility.UNLISTED)
        world.published(owner, kind, title="Private", visibility=Visibility.PRIVATE)
        world.published(owner, kind, title="Scheduled", at=clock.now() + HOUR)
        world.trash(world.draft(owner, kind, title="Trashed"), owner)
        # One of the other kind is in none of them.
        world.draft(owner, Kind.PAGE if kind is Kind.POST else Kind.POST, title="Other")
        tabs = {
            "": {"Draft", "Published", "Unlisted", "Private", "Scheduled"},
            "all": {"Draft", "Published", "Unlisted", "Private", "Scheduled"},
            "drafts": {"Draft"},
            "scheduled": {"Scheduled"},
            "published": {"Published", "Unlisted", "Private"},
            "trash": {"Trashed"},
            "nonsense": {"Draft", "Published", "Unlisted", "Private", "Scheduled"},
        }
        found = {tab: set(titles(desk, f"/admin/{path}?tab={tab}")) for tab in tabs}
        assert found == tabs
        counts = re.findall(r'<span class="count">(\d+)</span>', desk.get(f"/admin/{path}").text)
        assert counts == ["5", "1", "1", "3", "1"]

    def test_says_in_words_what_readers_see_of_each(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="One")
        states: dict[str, Callable[[], object]] = {
            "Draft": lambda: None,
            "Published": lambda: world.publish(post_id, owner),
            "Published, edits not live": lambda: world.save(post_id, owner, 1, title="Two"),
        }
        for words, act in states.items():
            act()
            assert f"<span>{words}</span>" in re.sub(r"\s+<", "<", desk.get("/admin/posts").text)

    def test_of_a_tab_without_posts_says_so(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.draft(owner)
        page = desk.get("/admin/posts?tab=trash").text
        assert "No posts under Trash at the moment." in page

    def test_is_searched_by_a_part_of_a_title(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        for title in ("The Ärmel Sea", "100% wool", "a_b", "Back\\slash"):
            world.draft(owner, title=title)
        asked = {
            "Ärmel": ["The Ärmel Sea"],
            "SEA": ["The Ärmel Sea"],
            "%": ["100% wool"],
            "_": ["a_b"],
            "\\": ["Back\\slash"],
        }
        for q, expected in asked.items():
            page = desk.get("/admin/posts", query_string={"q": q})
            assert TITLE.findall(page.text) == expected, q

    def test_without_a_match_offers_a_way_back(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.draft(owner)
        page = desk.get("/admin/posts?tab=drafts&q=<b>nothing").text
        assert "Nothing like that" in page
        assert "&lt;b&gt;nothing" in page
        assert 'href="/admin/posts?tab=drafts"' in page

    def test_goes_on_page_by_page_in_both_directions(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        count = 2 * SIZE + 3
        for number in range(count):
            # Several in the same moment, so that the order needs the second key.
            world.draft(owner, title=f"T{number:03}", now=moment(2026, 1, 1 + number // 5))
        expected = [f"T{number:03}" for number in reversed(range(count))]
        there, path = [], "/admin/posts?tab=drafts&q=t"
        first = path
        while path:
            page = titles(desk, path)
            there.append(page)
            last, path = path, link(desk, path, "Next") or ""
            assert not path or ("tab=drafts" in path and "q=t" in path)
        assert [title for page in there for title in page] == expected
        assert [len(page) for page in there] == [SIZE, SIZE, 3]
        back, path = [], last
        while path:
            back.append(titles(desk, path))
            path = link(desk, path, "Previous") or ""
        assert back == there[::-1]
        assert link(desk, first, "Previous") is None

    @pytest.mark.parametrize("place", ["x", "1", "1.", ".1", "1.2.3", "٣.1", "1e9.1", "--1.1"])
    def test_a_place_that_is_none_is_not_found(self, desk: FlaskClient, place: str) -> None:
        response = desk.get("/admin/posts", query_string={"before": place})
        assert response.status_code == 404
        assert "To the dashboard" in response.text

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUTHOR])
    def test_shows_writers_their_own_only(self, world: World, owner: Somebody, role: Role) -> None:
        writer = world.person(role)
        world.draft(writer, title="Mine")
        world.draft(owner, title="Not mine")
        world.published(owner, title="Not mine either")
        client = world.sign_in(writer)
        assert titles(client, "/admin/posts") == ["Mine"]
        assert titles(client, "/admin/posts?q=mine") == ["Mine"]
        assert "Not mine" not in client.get("/admin/").text
        counts = re.findall(r'<span class="count">(\d+)</span>', client.get("/admin/posts").text)
        assert counts == ["1", "1", "0", "0", "0"]

    def test_shows_titles_as_text(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        world.draft(owner, title='<script>alert(1)</script>"')
        world.draft(owner, title="")
        page = desk.get("/admin/posts").text
        assert "<script>alert" not in page
        assert "Untitled" in page


class TestWhatAnAddressAsks:
    def test_is_said_when_it_is_not_to_be_had(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.draft(owner, title="Here all the same")
        wrong = {
            "tab=x": "There is no tab “x”",
            "sort=x": "Nothing is sorted by “x”",
            "tag=no+such": "There is no tag “no such”",
            "author=99999": "Nobody here has the number “99999”",
            "author=x": "Nobody here has the number “x”",
            "visibility=x": "Nothing is visible to “x”",
            "dated=x": "No post has the date “x”",
            "since=x": "“x” is not a day such as 2026-11-21",
            "until=0001-01-01": "“0001-01-01” is not a day",
            "since=9999-12-31": "“9999-12-31” is not a day",
            "tag=<b>": "There is no tag “&lt;b&gt;”",
        }
        for query, words in wrong.items():
            page = desk.get(f"/admin/posts?{query}").text
            assert words in page, query
            assert "so that was left out." in page
            assert TITLE.findall(page) == ["Here all the same"]

    def test_is_kept_by_every_link(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        for number in range(SIZE + 1):
            world.draft(owner, title=f"Tide {number}", tags=("Sea",))
        query = f"tab=drafts&q=tide&author={owner.id}&tag=sea&since=2020-01-01"
        page = desk.get(f"/admin/posts?{query}&sort=title").text
        for label in ("Next page", "All", "Title ↓"):
            found = re.search(rf'href="([^"]*)"[^>]*>{label}</a>', page)
            assert found is not None, label
            kept = found[1].replace("&amp;", "&").partition("?")[2].split("&")
            assert {*query.split("&"), "sort=title"} <= set(kept), label

    def test_days_are_those_of_the_site(self, world: World) -> None:
        owner = world.set_up(time_zone="Pacific/Auckland")
        # The second of March there.
        world.draft(owner, title="Morning", now=moment(2026, 3, 1, 20))
        desk = world.sign_in(owner)
        assert titles(desk, "/admin/posts?since=2026-03-02&until=2026-03-02") == ["Morning"]
        assert titles(desk, "/admin/posts?until=2026-03-01") == []

    def test_has_a_tab_for_what_waits_while_something_does(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Handed in")
        assert "Waiting" not in desk.get("/admin/posts").text
        with world.writing() as session:
            session.get_one(Post, post_id).state = State.REVIEW
        assert titles(desk, "/admin/posts?tab=waiting") == ["Handed in"]
        assert "tab=waiting" in desk.get("/admin/posts").text

    def test_can_pick_the_whole_page(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        for _ in range(3):
            world.draft(owner)
        assert desk.get("/admin/posts").text.count(" checked") == 0
        page = desk.get("/admin/posts?pick=all").text
        assert page.count(" checked") == 3
        assert 'aria-label="Pick none"' in page

    def test_past_the_end_leads_to_the_first_page(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.draft(owner)
        page = desk.get("/admin/posts?before=1.1&tab=drafts").text
        assert "Nothing follows here" in page
        assert 'href="/admin/posts?tab=drafts"' in page

    def test_shows_the_names_on_a_post(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        anna, ben = world.person(name="Anna Holm"), world.person(name="Ben Ash")
        world.draft(owner, bylines=(anna.id, ben.id))
        assert "Anna Holm, Ben Ash" in desk.get("/admin/posts").text

    def test_shows_when_it_was_published_in_that_order(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.published(owner, at=moment(2019, 4, 3))
        assert "3 April 2019" not in desk.get("/admin/posts").text
        assert "3 April 2019" in desk.get("/admin/posts?sort=published").text


def test_all_texts_are_searched_at_a_press(
    world: World, owner: Somebody, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.posts.desk_lists.TEXTS", 1)
    for title in ("First", "Second"):
        world.draft(owner, title=title, body="A word in the text.")
    page = desk.get("/admin/posts?q=word").text
    assert "Search all texts" in page
    assert titles(desk, "/admin/posts?q=word") == ["Second"]
    link = next(found for found in re.findall(r'href="([^"]+)"', page) if "texts=all" in found)
    whole = desk.get(unescape(link)).text
    assert TITLE.findall(whole) == ["Second", "First"]
    assert "Search all texts" not in whole
