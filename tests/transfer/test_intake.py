"""Pictures and files that a text of a folder shows come into the library with it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from blog.media.models import MediaKind
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from blog.transfer.models import Result
from tests.factories import Somebody
from tests.transfer.folders import tables
from tests.transfer.pictures import Shelf, picture_of

PATH = "posts/tides.md"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class TestWhatComesIn:
    @pytest.mark.parametrize(
        ("path", "place", "url"),
        [
            ("content/posts/tides.md", "static/img/a.png", "/img/a.png"),
            ("content/posts/tides/index.md", "content/posts/tides/a.png", "a.png"),
            ("content/posts/tides/index.md", "content/posts/tides/img/a.png", "./img/a.png"),
            ("_posts/2024-03-01-tides.md", "assets/a.png", "/assets/a.png"),
            ("_posts/2024-03-01-tides.md", "assets/a.png", "../assets/a.png"),
            ("_posts/2024-03-01-tides.md", "assets/a.png", "{{ site.baseurl }}/assets/a.png"),
            ("blog/tides.md", "static/img/a.png", "@site/static/img/a.png"),
            ("src/content/posts/tides.md", "src/assets/a.png", "../../assets/a.png"),
            ("src/content/posts/tides.md", "src/assets/a.png", "@assets/a.png"),
            ("src/content/posts/tides.md", "public/a.png", "/a.png"),
            ("site/content/posts/tides.md", "site/static/a.png", "/a.png"),
            ("content/tides.md", "content/images/a.png", "{static}/images/a.png"),
            ("posts/tides.md", "images/a b.png", "/images/a%20b.png?size=2#x"),
            ("posts/tides.md", "images/a_b.png", "/images/a\\_b.png"),
        ],
    )
    def test_a_picture_wherever_a_program_keeps_it(
        self, shelf: Shelf, path: str, place: str, url: str
    ) -> None:
        shelf.picture(place)
        shelf.folder.write(path, f"![A boat]({url})", layout="post")
        outcome = shelf.one()
        assert (outcome.files, outcome.notes) == (1, ())
        assert shelf.head(path).body == f"![A boat](media:{shelf.item().key})\n"
        assert shelf.folder.source(path).pictures == []

    def test_its_bytes_its_name_and_its_words(self, shelf: Shelf, owner: Somebody) -> None:
        content = shelf.picture("img/Ebb & flow.PNG")
        shelf.folder.write(PATH, "![The **gauge_1** at \\*ebb\\*](<../img/Ebb & flow.PNG>)")
        shelf.one()
        item = shelf.item()
        assert (item.name, item.alt) == ("Ebb & flow.PNG", "The gauge_1 at *ebb*")
        assert (item.uploaded_by_id, item.created_at) == (owner.id, shelf.folder.now)
        with (
            shelf.folder.world.reading(),
            current_storage().open(original_name(item.digest)) as original,
        ):
            assert original.read() == content

    def test_readers_see_it_at_once(self, shelf: Shelf, client: FlaskClient) -> None:
        shelf.picture("img/a.png")
        shelf.folder.write(PATH, "![A boat](/img/a.png)")
        shelf.one()
        page = client.get("/tides").text
        assert f"/media/{shelf.item().key}/" in page
        assert 'alt="A boat"' in page

    def test_links_definitions_and_html(self, shelf: Shelf) -> None:
        shelf.picture("a.png", "red")
        shelf.folder.write_bytes("b.pdf", PDF)
        shelf.folder.write(PATH, "[Plan](/b.pdf) ![A][a]\n\n<img src='/a.png'>\n\n[a]: /a.png")
        assert shelf.one().files == 2
        keys = {name: item.key for name, item in shelf.items().items()}
        assert shelf.head(PATH).body == (
            f"[Plan](media:{keys['b.pdf']}) ![A][a]\n\n<img src='media:{keys['a.png']}'>\n\n"
            f"[a]: media:{keys['a.png']}\n"
        )
        assert shelf.items()["b.pdf"].kind is MediaKind.DOCUMENT

    def test_what_stands_in_code_stays_as_it_is(self, shelf: Shelf) -> None:
        shelf.picture("a.png")
        body = "`![a](/a.png)`\n\n```\n![a](/a.png)\n```\n\n    ![a](/a.png)\n"
        shelf.folder.write(PATH, body)
        assert shelf.one().files == 0
        assert shelf.items() == {}
        assert shelf.head(PATH).body.strip() == body.strip()

    def test_the_same_bytes_are_one_item(self, shelf: Shelf) -> None:
        shelf.picture("a.png")
        shelf.picture("b.png")
        shelf.folder.write(PATH, "![](/a.png) ![](/b.png) ![](../a.png)")
        assert shelf.one().files == 1
        assert shelf.head(PATH).body.count(f"media:{shelf.item().key}") == 3


class TestCovers:
    @pytest.mark.parametrize(
        ("front_matter", "alt", "caption"),
        [
            ({"cover": "/a.png"}, "", ""),
            ({"featured_image": "../a.png", "featured_image_alt": "A"}, "A", ""),
            ({"cover": {"image": "a.png", "alt": "A", "caption": "C"}}, "A", "C"),
            ({"image": {"path": "/a.png", "alt": "A"}}, "A", ""),
            ({"header": {"teaser": "/a.png"}}, "", ""),
            ({"heroImage": "/a.png"}, "", ""),
            ({"thumbnail": "/a.png"}, "", ""),
        ],
    )
    def test_the_picture_of_the_front_matter(
        self, shelf: Shelf, front_matter: dict[str, Any], alt: str, caption: str
    ) -> None:
        shelf.picture("a.png")
        shelf.folder.write(PATH, **front_matter)
        outcome = shelf.one()
        assert (outcome.files, outcome.notes) == (1, ())
        head = shelf.head(PATH)
        assert (head.cover, head.cover_caption, shelf.item().alt) == (
            shelf.item().key,
            caption,
            alt,
        )
        kept = {name: value for name, value in front_matter.items() if name == "header"}
        assert shelf.folder.source(PATH).front_matter == kept

    @pytest.mark.parametrize("cover", ["https://e.example/a.png", "/gone.png", "teal", "/b.pdf"])
    def test_one_that_is_no_picture_of_the_folder_stays(self, shelf: Shelf, cover: str) -> None:
        shelf.folder.write_bytes("b.pdf", PDF)
        shelf.folder.write(PATH, cover=cover)
        shelf.one()
        assert shelf.head(PATH).cover == ""
        assert shelf.folder.source(PATH).front_matter == {"cover": cover}


class TestWhatStaysBehind:
    def test_it_is_told_with_its_line_and_the_reason(self, shelf: Shelf) -> None:
        shelf.folder.write_text("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        shelf.folder.write_bytes("b.png", picture_of("red")[:60])
        shelf.folder.write(PATH, "Text\n\n![](/a.svg)\n![](/b.png)\n![](../c.png)")
        for dry_run in (True, False):
            notes = shelf.one(dry_run=dry_run).notes
            assert notes[0].startswith("Line 7: “/a.svg” stays behind. SVG drawings can hold")
            assert notes[1].startswith("Line 8: “/b.png” stays behind. ")
            assert notes[2] == "Line 9: “../c.png” stays behind. It is not in the folder."
        assert shelf.items() == {}
        assert sorted(shelf.folder.source(PATH).pictures) == ["../c.png", "/a.svg", "/b.png"]

    def test_many_are_counted_and_long_names_shortened(self, shelf: Shelf) -> None:
        shelf.folder.write(PATH, "".join(f"![]({'a' * 9_000}{n}.png)" for n in range(5)))
        notes = shelf.one().notes
        assert notes[3:] == ("And 2 more stay behind.",)
        assert max(map(len, notes)) < 200

    @pytest.mark.parametrize(
        "url",
        [
            "../../secret.png",
            "/../secret.png",
            "%2e%2e/%2e%2e/secret.png",
            "/.git/a.png",
            "/link.png",
        ],
    )
    def test_nothing_from_outside_comes_in(self, shelf: Shelf, url: str) -> None:
        (shelf.folder.place.parent / "secret.png").write_bytes(picture_of("black"))
        shelf.picture(".git/a.png")
        (shelf.folder.place / "link.png").symlink_to("../secret.png")
        shelf.folder.write(PATH, f"![]({url})")
        assert "It is not in the folder." in shelf.one().notes[0]
        assert shelf.items() == {}

    def test_links_to_texts_and_to_other_sites_are_not_spoken_of(self, shelf: Shelf) -> None:
        body = "[a](b.md) [c](https://e.example/d.png) ![e](//e.example/f.png) [g](#h) [i](/j)"
        shelf.folder.write(PATH, body)
        shelf.folder.write_text("posts/b.md", "# B")
        assert [outcome.notes for outcome in shelf.folder.run()][1] == ()

    def test_a_text_that_cannot_come_in_brings_nothing(self, shelf: Shelf) -> None:
        shelf.folder.write(PATH)
        shelf.folder.run()
        shelf.folder.world.trash(shelf.folder.post_id(PATH), shelf.folder.owner)
        shelf.picture("a.png")
        shelf.folder.write(PATH, "![](/a.png)")
        (outcome,) = shelf.folder.run()
        assert outcome.result is Result.SKIPPED
        assert shelf.items() == {}


class TestADryRun:
    def test_says_how_many_would_come_in_and_changes_nothing(self, shelf: Shelf) -> None:
        shelf.picture("a.png")
        shelf.folder.write(PATH, "![](/a.png) ![](/b.png)")
        shelf.folder.write("posts/other.md", "![](/a.png)", cover="/a.png")
        before = tables(shelf.folder.world)
        outcomes = shelf.folder.run(dry_run=True)
        # The same picture is counted once.
        assert [outcome.files for outcome in outcomes] == [1, 0]
        assert tables(shelf.folder.world) == before
