"""Rows as the public pages show them."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from blog.core.html import render
from blog.posts.models import Kind
from blog.posts.presenters import TocItem, has_initial, post_page, toc_of
from blog.posts.queries import post_at
from tests.factories import World, moment

NOW = moment(2026, 11, 21)


def headings(*levels: int) -> list[dict[str, Any]]:
    return [{"level": level, "id": f"s-{i}", "text": f"H{i}"} for i, level in enumerate(levels)]


class TestContents:
    @pytest.mark.parametrize("levels", [(), (2,), (3, 3, 3), (2, 3, 3), (4, 5)])
    def test_a_text_with_fewer_than_two_sections_has_none(self, levels: tuple[int, ...]) -> None:
        assert toc_of(headings(*levels)) == ()

    def test_subsections_stand_below_their_section(self) -> None:
        assert toc_of(headings(3, 2, 3, 4, 3, 2)) == (
            TocItem("s-1", "H1", (TocItem("s-2", "H2"), TocItem("s-4", "H4"))),
            TocItem("s-5", "H5"),
        )


LONG = " and the sea came in" * 10


class TestInitial:
    """A large initial stands at the beginning of prose that is long enough beside it."""

    @pytest.mark.parametrize(
        "opening",
        [
            f"The tide{LONG}",
            f"A{LONG}",
            f"Été{LONG}",
            f"水位{LONG}",
            f"The *tide* and [`sea`](/sea){LONG}",
            f"The tide{LONG}\n\nIt went out:\n\n- a\n- b",
            f"::: margin-note\nA *note*.\n\nOf two paragraphs.\n:::\n\nThe tide{LONG}",
        ],
    )
    def test_stands_before_prose(self, opening: str) -> None:
        assert has_initial(Kind.POST, 150, render(opening).html)

    @pytest.mark.parametrize(
        "opening",
        [
            "",
            "The tide came in.",
            f"The tide [came in](/{'a' * 300})",
            f"3.5.2 is out{LONG}",
            f"½ of it{LONG}",
            f"v3.5.2 is out{LONG}",
            f"npm is out{LONG}",
            f"(The tide{LONG}",
            f"“The tide{LONG}",
            f"*The tide*{LONG}",
            f"[The tide](/tide){LONG}",
            f"`tide`{LONG}",
            f"The tide{LONG}:\n\n- a\n- b",
            f"The tide{LONG}:\n\n1. a\n2. b",
            f"# The tide\n\nThe tide{LONG}",
            f"> The tide{LONG}",
            f"- The tide{LONG}",
            f"![The tide](a.png)\n\nThe tide{LONG}",
            f"<div>The tide{LONG}</div>",
        ],
    )
    def test_stands_before_nothing_else(self, opening: str) -> None:
        assert not has_initial(Kind.POST, 150, render(opening).html)

    def test_is_for_posts_that_are_no_notes(self) -> None:
        html = render(f"The tide{LONG}").html
        assert not has_initial(Kind.POST, 149, html)
        assert not has_initial(Kind.PAGE, 1_000, html)

    def test_is_not_looked_for_beyond_the_opening(self) -> None:
        html = '<aside class="margin-note">' + "<p>" * 300_000
        assert not has_initial(Kind.POST, 150, html)

    def test_is_on_the_page(self, world: World, client: FlaskClient) -> None:
        owner = world.set_up()
        for opening, classes in (("The", "prose initial"), ("3.5", "prose")):
            slug = world.published(owner, title=opening, body=f"{opening} tide{LONG * 5}")
            assert f'<div class="{classes}">' in client.get(f"/{slug}").text


class TestPostPage:
    @pytest.mark.parametrize(
        ("later", "shown"),
        [
            (timedelta(0), False),
            (timedelta(hours=23), False),
            (timedelta(days=1), True),
            (timedelta(days=400), True),
        ],
    )
    def test_an_update_is_told_unless_it_was_on_the_first_day(
        self, world: World, later: timedelta, *, shown: bool
    ) -> None:
        owner = world.set_up()
        post_id = world.draft(owner, title="Tides")
        world.publish(post_id, owner, at=NOW, now=NOW)
        world.save(post_id, owner, based_on=1, title="Tides", body="Two.")
        world.publish(post_id, owner, now=NOW + later)
        with world.app.test_request_context():
            page = post_page(world.post(post_id))
        assert page.updated_at == (NOW + later if shown else None)

    def test_the_summary_is_what_others_quote_else_the_opening(self, world: World) -> None:
        owner = world.set_up()
        for summary, quoted in (("A summary.", "A summary."), ("", "The opening.")):
            post_id = world.draft(owner, body="The *opening*.", summary=summary)
            world.publish(post_id, owner)
            with world.app.test_request_context():
                assert post_page(world.post(post_id)).excerpt == quoted

    def test_everything_leads_somewhere(self, world: World) -> None:
        owner = world.set_up()
        post_id = world.draft(owner, title="Tides", tags=("North Sea",))
        world.publish(post_id, owner)
        with world.app.test_request_context():
            page = post_page(world.post(post_id))
            assert page.url == "/tides"
            assert [topic.url for topic in page.tags] == ["/tags/north-sea"]
            assert [byline.url for byline in page.bylines] == ["/authors/odile-farrow"]

    def test_a_page_has_no_byline(self, world: World) -> None:
        owner = world.set_up()
        post_id = world.draft(owner, Kind.PAGE, bylines=())
        world.publish(post_id, owner)
        assert world.post(post_id).bylines == []


class TestShown:
    """What somebody typed is text on every page that shows it."""

    def test_titles_names_tags_and_summaries_are_escaped(
        self, world: World, client: FlaskClient
    ) -> None:
        world.set_up(title="<b>Site</b>")
        attack = "<img src=x onerror=alert(1)>"
        author = world.person(name=f"{attack} Name")
        slug = world.published(
            author, title=f"{attack} title", summary=f"{attack} summary", tags=(f"{attack} tag",)
        )
        tag = world_tag(world, slug)
        for address in ("/", f"/{slug}", "/tags/", f"/tags/{tag}", f"/authors/{author.handle}"):
            response = client.get(address)
            assert response.status_code == 200
            assert "<img src=x" not in response.text, address
            assert "<b>Site" not in response.text, address
        assert "<img src=x" not in client.get("/feed.atom").text

    @pytest.mark.parametrize(
        "place",
        [
            "253402300799999999.2147483647",
            "-62135596800000000.0",
            "0.0",
            "1700000000000000.2147483647",
        ],
    )
    def test_a_place_far_outside_of_the_list_is_an_empty_page_or_the_whole_list(
        self, world: World, client: FlaskClient, place: str
    ) -> None:
        owner = world.set_up()
        world.published(owner, title="Tides")
        for side in ("before", "after"):
            for address in ("/", "/archive", "/feed.atom"):
                assert client.get(f"{address}?{side}={place}").status_code == 200


def world_tag(world: World, slug: str) -> str:
    with world.reading() as session:
        found = post_at(session, slug)
        assert found is not None
        return str(found.post.tags[0]["slug"])
