"""Old addresses lead to where a post is now, and to nothing that readers may not see."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from blog.posts.models import Visibility
from tests.factories import Somebody, World, moment
from tests.posts.stored import addresses
from tests.statements import statements
from tests.transfer.folders import Folder

PATH = "posts/tides.md"
LONG = "/" + "a" * 501


class TestEveryForm:
    @pytest.mark.parametrize(
        ("written", "asked"),
        [
            ("/2024/03/tides.html", "/2024/03/tides.html"),
            ("/2024/03/tides/", "/2024/03/tides/"),
            ("/2024/03/tides/", "/2024/03/tides"),
            ("/2024/03/tides", "/2024/03/tides/"),
            ("/2024/03/tides/index.html", "/2024/03/tides/"),
            ("/2024/03/tides/", "/2024/03/tides/index.html"),
            ("https://old.example/a/b?c=d#e", "/a/b"),
            ("a.html", "/a.html"),
            ("/marées/été.html", "/mar%C3%A9es/%C3%A9t%C3%A9.html"),
            ("/mar%C3%A9es/", "/marées/"),
            ("/a b", "/a%20b"),
            ("/a/100%2525/b%3Fc", "/a/100%2525/b%3Fc"),
            ("/tags/old/tag", "/tags/old/tag"),
            ("/wp/archive.php", "/wp/archive.php?p=1"),
        ],
    )
    @pytest.mark.parametrize("key", ["permalink", "aliases", "redirect_from", "url"])
    def test_leads_on_for_ever_and_sets_no_cookie(
        self, folder: Folder, client: FlaskClient, key: str, written: str, asked: str
    ) -> None:
        value = [written] if key in {"aliases", "redirect_from"} else written
        named: dict[str, Any] = {key: value}
        folder.write(PATH, **named)
        folder.run()
        for response in (client.get(asked), client.head(asked)):
            assert (response.status_code, response.location) == (301, "/tides")
            assert "Set-Cookie" not in response.headers
            assert "Cookie" not in response.headers.get("Vary", "")
        assert client.post(asked).status_code in {400, 404, 405}

    @pytest.mark.parametrize(
        ("pattern", "asked"),
        [
            ("/:year/:month/:title.html", "/2024/03/tides.html"),
            ("/:categories/:year/:month/:day/:title/", "/sea-side/news/2024/03/01/tides/"),
            ("/blog/:slug/", "/blog/tides"),
            ("/:section/:short_year/:i_month/:i_day/:filename", "/posts/24/3/1/tides"),
        ],
    )
    def test_made_from_a_pattern(
        self, folder: Folder, client: FlaskClient, pattern: str, asked: str
    ) -> None:
        # Midnight in Paris, where the site is, is still February in UTC.
        folder.write(PATH, date="2024-03-01", categories=["Sea Side", "News"])
        folder.run(permalinks=pattern)
        response = client.get(asked)
        assert (response.status_code, response.location) == (301, "/tides")

    def test_of_its_own_slug_with_a_slash_leads_to_it(
        self, folder: Folder, client: FlaskClient
    ) -> None:
        folder.write(PATH)
        folder.run(permalinks="/:title/")
        assert client.get("/tides").status_code == 200
        assert client.get("/tides/").location == "/tides"

    def test_a_former_one_of_somebody_else_stays_theirs_and_is_told(
        self, folder: Folder, client: FlaskClient
    ) -> None:
        folder.write("posts/a.md", aliases=["/old/"])
        folder.write("posts/b.md", aliases=["/old/"])
        notes = [outcome.notes for outcome in folder.run()]
        assert notes == [(), ("The old address “/old” leads to another post already.",)]
        assert client.get("/old").location == "/a"

    def test_what_is_none_or_too_long_is_left_out(self, folder: Folder, world: World) -> None:
        folder.write(PATH, aliases=["", "/", LONG, None, 7, "?a", "http://[a", {"a": "b"}])
        folder.run()
        assert [path for path, (_, current) in addresses(world).items() if not current] == []


class TestWhatReadersMayNotSee:
    def test_a_draft_keeps_none(self, folder: Folder, world: World, client: FlaskClient) -> None:
        folder.write(PATH, draft=True, permalink="/old/tides.html")
        folder.run(permalinks="/:year/:title/")
        assert addresses(world) == {}
        assert client.get("/old/tides.html").status_code == 404

    def test_what_is_scheduled_does_not_show_yet(self, folder: Folder, client: FlaskClient) -> None:
        folder.now = moment(2024)
        folder.write(PATH, date="2120-01-01", permalink="/old/tides.html")
        folder.run()
        assert client.get("/old/tides.html").status_code == 404

    def test_what_was_unpublished_or_thrown_away(
        self, folder: Folder, world: World, client: FlaskClient
    ) -> None:
        for name, take_away in (("a", World.unpublish), ("b", World.trash)):
            folder.write(f"posts/{name}.md", permalink=f"/old/{name}.html")
            folder.run()
            assert client.get(f"/old/{name}.html").status_code == 301
            take_away(world, folder.post_id(f"posts/{name}.md"), folder.owner)
            response = client.get(f"/old/{name}.html")
            assert response.status_code == 404
            assert "Location" not in response.headers

    def test_what_is_private(
        self, folder: Folder, world: World, client: FlaskClient, owner: Somebody
    ) -> None:
        folder.write(PATH, permalink="/old/tides.html")
        folder.run()
        post_id = folder.post_id(PATH)
        private = Visibility.PRIVATE
        world.save(post_id, owner, 1, title="Tides", slug="tides", visibility=private)
        world.publish(post_id, owner)
        assert client.get("/old/tides.html").status_code == 404

    def test_what_is_unlisted_has_an_address_as_before(
        self, folder: Folder, client: FlaskClient
    ) -> None:
        folder.write(PATH, unlisted=True, permalink="/old/tides.html")
        folder.run()
        assert client.get("/old/tides.html").location == "/tides"


class TestWhatIsNotThere:
    @pytest.mark.parametrize("asked", ["/a/b/c", "/a.html", LONG, f"/b{LONG}", "/%00", "/a/%FF"])
    def test_is_a_404_as_before(self, folder: Folder, client: FlaskClient, asked: str) -> None:
        folder.write(PATH)
        folder.run()
        response = client.get(asked)
        assert response.status_code == 404
        assert "Set-Cookie" not in response.headers

    def test_takes_one_statement_to_look_for(self, folder: Folder, client: FlaskClient) -> None:
        folder.write(PATH, permalink="/old/tides.html")
        folder.run()
        client.get("/nothing/of/the/kind")
        with statements() as executed:
            client.get("/nothing/of/the/kind")
        assert len([each for each in executed if "addresses" in each]) == 1
        assert len(executed) <= 3
        with statements() as executed:
            client.get("/old/tides.html")
        assert len(executed) <= 3
