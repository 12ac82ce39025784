"""The library at the desk: tabs, search, order, pages, and what is said of the open one."""

import re

import pytest
from flask.testing import FlaskClient

from blog.admin import library_screen
from blog.auth.models import Role
from tests.admin.filing import JSON, item, names, words
from tests.factories import Somebody, World, moment
from tests.media.other_files import PDF


def side(text: str) -> str:
    """Return what is said beside the grid."""
    return words(text.split('<aside class="side"')[1].split("</aside>", maxsplit=1)[0])


@pytest.fixture
def shelf(world: World, owner: Somebody) -> dict[str, int]:
    """A described image in use, one without words, a document; the oldest first."""
    gauge = world.picture(
        owner, "tide-gauge.png", now=moment(2026, 1), alt="A painted staff", credit="O. Farrow"
    )
    birds = world.picture(owner, "IMG_4471.png", now=moment(2026, 2))
    table = world.kept(owner, PDF, "tide-table.pdf", now=moment(2026, 3), caption="For Penny Hard")
    world.draft(owner, title="A tide table", body=f"![](media:{gauge.key})")
    return {"gauge": gauge.id, "birds": birds.id, "table": table.id}


class TestLists:
    @pytest.mark.parametrize(
        ("tab", "expected"),
        [
            ("images", ["IMG_4471.png", "tide-gauge.png"]),
            ("files", ["tide-table.pdf"]),
            ("without-alt", ["IMG_4471.png"]),
            ("unused", ["tide-table.pdf", "IMG_4471.png"]),
            ("trash", []),
        ],
    )
    @pytest.mark.usefixtures("shelf")
    def test_each_tab_shows_and_counts_its_own(
        self, desk: FlaskClient, tab: str, expected: list[str]
    ) -> None:
        answer = desk.get(f"/admin/media?tab={tab}")
        assert names(answer) == expected
        current = re.search(r'aria-current="page">\w[^<]*<span class="count">(\d+)', answer.text)
        assert current is not None
        assert current[1] == str(len(expected))

    @pytest.mark.usefixtures("shelf")
    def test_searches_names_alt_texts_captions_and_credits(self, desk: FlaskClient) -> None:
        for query, expected in (
            ("q=STAFF", ["tide-gauge.png"]),
            ("q=farrow+tide", ["tide-gauge.png"]),
            ("q=4471", ["IMG_4471.png"]),
            ("q=penny&tab=files", ["tide-table.pdf"]),
            ("q=nothing", []),
        ):
            assert names(desk.get(f"/admin/media?{query}")) == expected, query
        assert "Nothing like that" in desk.get("/admin/media?q=nothing").text

    @pytest.mark.usefixtures("shelf")
    def test_sorts_by_name(self, desk: FlaskClient) -> None:
        answer = desk.get("/admin/media?tab=unused&sort=name")
        assert names(answer) == ["IMG_4471.png", "tide-table.pdf"]

    def test_goes_through_pages_and_back(
        self, world: World, owner: Somebody, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(library_screen, "SIZE", 2)
        for number in range(5):
            world.picture(owner, f"{number}.png", now=moment(2026, 1 + number))
        seen, address = [], "/admin/media"
        while address:
            answer = desk.get(address)
            seen.append(names(answer))
            address = link(answer.text, "next")
        assert seen == [["4.png", "3.png"], ["2.png", "1.png"], ["0.png"]]
        assert names(desk.get(link(answer.text, "prev"))) == seen[1]

    @pytest.mark.usefixtures("shelf")
    def test_says_what_an_address_asks_wrongly(self, desk: FlaskClient) -> None:
        answer = desk.get("/admin/media?tab=nope&sort=size&item=99999")
        for sentence in ("no tab “nope”", "sorted by “size”", "That file is gone"):
            assert sentence in answer.text
        assert desk.get("/admin/media?before=nonsense").status_code == 404
        assert "Nothing follows here" in desk.get("/admin/media?before=1.1").text

    @pytest.mark.parametrize(
        ("tab", "sentence"),
        [
            ("images", "An empty shelf"),
            ("files", "An empty shelf"),
            ("trash", "An empty shelf"),
        ],
    )
    def test_an_empty_library(self, desk: FlaskClient, tab: str, sentence: str) -> None:
        assert sentence in desk.get(f"/admin/media?tab={tab}").text

    def test_an_empty_tab(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        key = world.picture(owner, alt="Said").key
        world.draft(owner, body=f"![](media:{key})")
        for tab, sentence in (
            ("files", "No files yet"),
            ("without-alt", "Every image is described"),
            ("unused", "Nothing lies idle"),
            ("trash", "The trash is empty"),
        ):
            assert sentence in desk.get(f"/admin/media?tab={tab}").text


def link(page: str, rel: str) -> str:
    found = re.search(rf'href="([^"]+)" rel="{rel}"', page)
    return found[1].replace("&amp;", "&") if found else ""


class TestTheOpenOne:
    def test_is_described(self, desk: FlaskClient, shelf: dict[str, int]) -> None:
        answer = desk.get(f"/admin/media?item={shelf['gauge']}")
        said = side(answer.text)
        for sentence in ("tide-gauge.png", "A painted staff", "64 × 48", "1 January 2026"):
            assert sentence in said
        assert "A tide table In the newest version" in said
        assert f'id="item-{shelf["gauge"]}"' in answer.text
        assert 'aria-current="true"' in answer.text

    def test_says_which_versions_use_it(
        self, world: World, owner: Somebody, desk: FlaskClient, shelf: dict[str, int]
    ) -> None:
        birds = item(world, shelf["birds"])
        assert birds is not None
        body = f"![](media:{birds.key})"
        for title, edits in (("Read", 0), ("Edited", 1)):
            post_id = world.draft(owner, title=title, body=body)
            world.publish(post_id, owner)
            if edits:
                world.save(post_id, owner, 1, title=title, body="Nothing.")
        old = world.draft(owner, title="Old", body=body)
        world.save(old, owner, 1, title="Old", body="Nothing.")
        world.trash(world.draft(owner, title="Gone", body=body), owner)
        said = side(desk.get(f"/admin/media?item={birds.id}").text)
        for sentence in (
            "Read In the published version",
            "Edited In the published version, not in its edits",
            "Old In older versions only",
            "Gone In the trash",
        ):
            assert sentence in said

    def test_names_no_posts_that_somebody_may_not_open(self, world: World, owner: Somebody) -> None:
        author = world.person(Role.AUTHOR)
        picture = world.picture(author)
        body = f"![](media:{picture.key})"
        world.draft(owner, title="A secret", body=body)
        world.draft(author, title="Mine", body=body)
        said = side(world.sign_in(author).get(f"/admin/media?item={picture.id}").text)
        assert "Mine In the newest version And 1 post of others" in said
        assert "secret" not in said

    def test_what_is_somebody_elses_is_only_read(self, world: World, shelf: dict[str, int]) -> None:
        answer = world.sign_in(world.person(Role.AUTHOR)).get(f"/admin/media?item={shelf['gauge']}")
        assert "editors can change it" in side(answer.text)
        assert 'id="describe"' not in answer.text

    def test_a_file_has_no_alt_text(self, desk: FlaskClient, shelf: dict[str, int]) -> None:
        answer = desk.get(f"/admin/media?tab=files&item={shelf['table']}")
        assert 'name="alt"' not in answer.text
        assert "For Penny Hard" in answer.text
        assert "[tide-table.pdf](media:" in answer.text

    def test_the_original_is_saved(self, desk: FlaskClient, shelf: dict[str, int]) -> None:
        answer = desk.get(f"/admin/media/{shelf['table']}/original", buffered=True)
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert desk.get("/admin/media/99999/original").status_code == 404


class TestRecent:
    @pytest.mark.usefixtures("shelf")
    def test_tells_a_picker_the_newest(self, desk: FlaskClient) -> None:
        answer = desk.get("/admin/media/recent", headers=JSON).json
        assert answer is not None
        assert [each["name"] for each in answer] == [
            "tide-table.pdf",
            "IMG_4471.png",
            "tide-gauge.png",
        ]
        gauge = answer[-1]
        assert gauge["markdown"] == f"![A painted staff](media:{gauge['key']})"
        assert (gauge["width"], gauge["height"]) == (64, 48)
        assert desk.get(gauge["thumbnail"], buffered=True).mimetype == "image/webp"
        assert answer[0]["thumbnail"] is None

    @pytest.mark.usefixtures("shelf")
    def test_looks_for_words_and_kinds(self, desk: FlaskClient) -> None:
        for query, expected in (
            ("q=tide", ["tide-table.pdf", "tide-gauge.png"]),
            ("q=tide&kind=image", ["tide-gauge.png"]),
            ("kind=document", ["tide-table.pdf"]),
            ("kind=files", ["tide-table.pdf"]),
            ("kind=files&q=gauge", []),
            ("kind=nonsense&q=4471", ["IMG_4471.png"]),
        ):
            answer = desk.get(f"/admin/media/recent?{query}", headers=JSON).json
            assert [each["name"] for each in answer or []] == expected, query

    @pytest.mark.usefixtures("shelf")
    def test_tells_of_one_by_its_key(self, desk: FlaskClient) -> None:
        gauge = (desk.get("/admin/media/recent", headers=JSON).json or [])[-1]
        for key, expected in ((gauge["key"], [gauge]), ("nothinghasit", []), ("%25", [])):
            answer = desk.get(f"/admin/media/recent?key={key}", headers=JSON).json
            assert answer == expected, key

    def test_signs_in_names_are_letters(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.picture(owner, alt="A [bracket] *and* `code`\nbelow")
        (answer,) = desk.get("/admin/media/recent", headers=JSON).json or []
        assert r"![A \[bracket\] \*and\* \`code\` below](" in answer["markdown"]
