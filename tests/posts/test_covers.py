"""Covers: chosen in the editor, and seen by readers."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from blog.core import clock
from blog.media.models import MediaItem
from blog.posts.covers import Cover, cover_of
from tests.conftest import forget
from tests.core.html_reader import Reader
from tests.factories import Somebody, World, post_form
from tests.posts.sharing import link_to, withdraw
from tests.statements import statements

BODY = "The harbour at low water is a plain fact: mud, chain, a bicycle nobody claims."
TYPED = {"title": "Tides", "body": BODY, "visibility": "public"}


@pytest.fixture
def slug(world: World, owner: Somebody, picture: MediaItem) -> str:
    return world.published(owner, title="Tides", body=BODY, cover=picture.key)


def cover(**more: int) -> Cover:
    known = {"width": 1200, "height": 800, "focal_x": 50, "focal_y": 50, "frames": 1} | more
    return Cover(
        key="abcdefghjkmn", digest="a" * 64, name="a.jpg", media_type="image/jpeg",
        is_opaque=True, alt="", caption="", credit="", is_decorative=False, **known,
    )  # fmt: skip


def images(page: str) -> list[dict[str, str]]:
    return [attributes for tag, attributes in Reader(page).elements if tag == "img"]


class TestWhatReadersSee:
    def test_its_own_page_shows_it_at_once_with_its_caption(
        self, client: FlaskClient, picture: MediaItem, slug: str
    ) -> None:
        page = client.get(f"/{slug}").text
        (found,) = images(page)
        assert (found["alt"], found["width"], found["height"]) == ("Mud & chain", "1200", "400")
        assert found["fetchpriority"] == "high"
        assert "loading" not in found
        assert picture.digest[:16] in found["src"]
        caption = page.partition("<figcaption>")[2].partition("</figcaption>")[0]
        assert "At noon" in caption
        assert '<small class="credit"><bdi>Anna</bdi></small>' in caption
        assert page.index("plate sheet") < page.index("post-body")

    def test_a_post_without_one_has_no_place_for_it(
        self, world: World, client: FlaskClient, owner: Somebody
    ) -> None:
        page = client.get(f"/{world.published(owner, body=BODY)}").text
        assert "plate" not in page
        assert "og:image" not in page

    def test_other_sites_are_told_of_the_social_card(
        self, client: FlaskClient, picture: MediaItem, slug: str
    ) -> None:
        told = dict(
            re.findall(
                r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', client.get(f"/{slug}").text
            )
        )
        card = f"/media/{picture.key}/{picture.digest[:16]}/low-water-card-50-50.jpg"
        assert told["og:image"] == f"http://localhost{card}"
        assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
        assert told["og:image:alt"] == "Mud &amp; chain"
        assert told["twitter:card"] == "summary_large_image"

    def test_lists_show_the_first_one_large_and_the_others_small(
        self, world: World, client: FlaskClient, owner: Somebody, picture: MediaItem
    ) -> None:
        for title in ("Older", "Newer"):
            world.published(owner, title=title, body=BODY, cover=picture.key, tags=("Sea",))
        large, small = images(client.get("/").text)
        assert large["fetchpriority"] == "high"
        assert (small["class"], small["loading"]) == ("thumb", "lazy")
        assert [each["class"] for each in images(client.get("/tags/sea").text)] == ["thumb"] * 2

    def test_the_feed_has_it_above_the_text(
        self, client: FlaskClient, picture: MediaItem, slug: str
    ) -> None:
        feed = client.get("/feed.atom").text
        assert f"&lt;figure&gt;&lt;img src=&#34;http://localhost/media/{picture.key}/" in feed
        assert "&lt;figcaption&gt;At noon Anna&lt;/figcaption&gt;" in feed
        assert "fetchpriority" not in feed

    def test_its_caption_may_be_the_own_one_of_the_post(
        self, world: World, client: FlaskClient, owner: Somebody, picture: MediaItem
    ) -> None:
        slug = world.published(owner, cover=picture.key, cover_caption="<b>Mine</b>")
        page = client.get(f"/{slug}").text
        assert "&lt;b&gt;Mine&lt;/b&gt;" in page
        assert "At noon" not in page

    def test_what_is_no_picture_is_not_shown(
        self, world: World, client: FlaskClient, owner: Somebody
    ) -> None:
        page = client.get(f"/{world.published(owner, body=BODY, cover='zzzzzzzzzzzz')}").text
        assert "plate" not in page

    @pytest.mark.parametrize("address", ["/", "/tides", "/tags/sea", "/feed.atom"])
    def test_pictures_cost_no_more_statements(
        self, world: World, client: FlaskClient, owner: Somebody, picture: MediaItem, address: str
    ) -> None:
        post_id = world.draft(owner, title="Tides", body=BODY, tags=("Sea",))
        world.publish(post_id, owner)
        before = taken(world, client, address)
        many = "\n\n".join(f"![{n}](media:{world.picture(owner).key})" for n in range(30))
        world.save(post_id, owner, 1, title="Tides", body=many, tags=("Sea",), cover=picture.key)
        world.publish(post_id, owner)
        assert taken(world, client, address) == before
        if address == "/tides":
            assert len(images(client.get(address).text)) == 31


def taken(world: World, client: FlaskClient, address: str) -> list[int]:
    forget(world.app)
    numbers = []
    for _ in range(2):
        with statements() as executed:
            assert client.get(address).status_code == 200
        numbers.append(len(executed))
    return numbers


class TestCrops:
    @pytest.mark.parametrize(
        ("shape", "focus", "expected"),
        [
            ((1200, 800), (0, 0), "focus-y-0"),
            ((1200, 400), (20, 0), "focus-x-2"),
            ((1200, 400), (99, 0), "focus-x-10"),
            ((400, 1200), (20, 77), "focus-y-8"),
            ((400, 1200), (20, 54), "thumb"),
        ],
    )
    def test_keep_the_focal_point_in_view(
        self, shape: tuple[int, int], focus: tuple[int, int], expected: str
    ) -> None:
        found = cover(width=shape[0], height=shape[1], focal_x=focus[0], focal_y=focus[1])
        (image,) = images(found.thumbnail())
        assert image["class"].split()[-1] == expected

    def test_ask_for_more_where_more_is_cut_off(self) -> None:
        (plain,) = images(cover().thumbnail())
        (broad,) = images(cover(width=1800, height=400).thumbnail())
        assert plain["sizes"].endswith("(min-width: 632px) 592px, calc(100vw - 40px)")
        assert broad["sizes"].endswith(
            "(min-width: 632px) calc(3.00 * (592px)), calc(3.00 * (100vw - 40px))"
        )

    def test_every_class_is_in_the_stylesheet(self, client: FlaskClient, world: World) -> None:
        world.set_up()
        css = client.get(re.findall(r'href="(/assets/reader-[^"]+)"', client.get("/").text)[0]).text
        for axis in "xy":
            for tenth in (*range(5), *range(6, 11)):
                assert f".focus-{axis}-{tenth}" in css


class TestTheEditor:
    def test_offers_the_newest_pictures(
        self, world: World, owner: Somebody, picture: MediaItem
    ) -> None:
        page = world.sign_in(owner).get("/admin/posts/new").text
        assert "data-cover" in page
        assert f'<option value="{picture.key}" label="Low water.png">' in page

    @pytest.mark.parametrize("typed", ["{}", " {} ", "media:{}", '![Mud](media:{} "Low")'])
    def test_takes_a_key_however_it_is_pasted(
        self, world: World, owner: Somebody, picture: MediaItem, typed: str
    ) -> None:
        desk = world.sign_in(owner)
        made = {**TYPED, "cover": typed.format(picture.key)}
        page = post_form(desk, "/admin/posts", made, follow_redirects=True).text
        assert f'value="{picture.key}"' in page
        assert "Low water.png" in page

    def test_says_what_is_none_and_keeps_what_was_typed(
        self, world: World, owner: Somebody
    ) -> None:
        desk = world.sign_in(owner)
        made = {**TYPED, "cover": "tide.png"}
        response = post_form(desk, "/admin/posts", made)
        assert response.status_code == 422
        assert "This is not the key of a picture." in response.text
        assert 'value="tide.png"' in response.text
        assert BODY in response.text

    def test_warns_of_one_that_is_gone_or_says_nothing(self, world: World, owner: Somebody) -> None:
        desk = world.sign_in(owner)
        silent = world.picture(owner).key
        for key, words in (("z" * 12, "The cover is no picture"), (silent, "no description")):
            made = {**TYPED, "cover": key}
            page = post_form(desk, "/admin/posts/publication/warnings", made).text
            assert words in page

    def test_previews_it(self, world: World, owner: Somebody, picture: MediaItem) -> None:
        desk = world.sign_in(owner)
        made = {"title": "Tides", "body": f"![](media:{picture.key})", "cover": picture.key}
        page = post_form(desk, "/admin/posts/preview", made).text
        assert len(images(page)) == 2

    def test_tells_in_the_history_what_became_of_it(
        self, world: World, owner: Somebody, picture: MediaItem
    ) -> None:
        post_id = world.draft(owner, body=BODY, title="Tides")
        world.save(post_id, owner, 1, body=BODY, title="Tides", cover=picture.key)
        page = world.sign_in(owner).get(f"/admin/posts/{post_id}/revisions/2").text
        assert "<ins>Low water.png</ins>" in page


class TestSharedPreviews:
    def test_show_the_pictures_to_whoever_has_the_link_and_to_nobody_else(
        self, world: World, client: FlaskClient, owner: Somebody, picture: MediaItem
    ) -> None:
        inside = world.picture(owner, size=(700, 500))
        post_id = world.draft(owner, body=f"![](media:{inside.key})", cover=picture.key)
        link = link_to(world, post_id, owner)
        page = client.get(link).text
        found = [url for each in images(page) for url in (each["src"], *candidates(each["srcset"]))]
        assert found
        assert [url for url in found if not url.startswith(f"{link}/media/")] == []
        assert '"/media/' not in page
        for each in images(page):
            response = client.get(each["src"])
            assert response.status_code == 200
            assert response.headers["Content-Type"] in {"image/jpeg", "image/png"}
            assert response.headers["Cache-Control"] == "no-store"
            assert client.get(each["src"].removeprefix(link)).status_code == 404

    def test_show_no_other_file_and_none_once_the_link_is_withdrawn(
        self, world: World, client: FlaskClient, owner: Somebody, picture: MediaItem
    ) -> None:
        other = world.picture(owner)
        post_id = world.draft(owner, cover=picture.key)
        link = link_to(world, post_id, owner)
        (shown,) = images(client.get(link).text)
        assert client.get(shown["src"]).status_code == 200
        for wrong in (
            shown["src"].replace(picture.key, other.key),
            shown["src"].replace(picture.digest[:16], other.digest[:16]),
            shown["src"].replace(link, "/preview/a-guess"),
            f"{shown['src']}x",
        ):
            assert client.get(wrong).status_code == 404, wrong
        withdraw(world, post_id, owner)
        assert client.get(shown["src"]).status_code == 404

    def test_show_what_the_version_shows_that_they_are_of(
        self, world: World, client: FlaskClient, owner: Somebody, picture: MediaItem
    ) -> None:
        post_id = world.draft(owner, cover=picture.key)
        link = link_to(world, post_id, owner)
        (shown,) = images(client.get(link).text)
        world.save(post_id, owner, 1)
        assert client.get(shown["src"]).status_code == 404


def candidates(srcset: str) -> list[str]:
    return [each.split(" ")[0] for each in srcset.split(", ")]


def test_what_is_published_later_is_shown_by_its_cover_then(
    world: World, client: FlaskClient, owner: Somebody, picture: MediaItem
) -> None:
    post_id = world.draft(owner, title="Later", cover=picture.key)
    world.publish(post_id, owner, clock.now() + timedelta(hours=1))
    card = cover_of(world.post(post_id).cover)
    assert card is not None
    assert client.get(card.card).status_code == 404
    world.unpublish(post_id, owner)
    world.publish(post_id, owner)
    assert client.get(card.card).status_code == 200
