"""The history: what it lists, and what it compares."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from blog.auth.models import Role
from blog.core import clock
from blog.posts.models import Reason, Revision, Visibility
from tests.factories import Somebody, World, post_form
from tests.forms import Forms
from tests.posts.versions import add_versions
from tests.statements import statements

MINUTE = timedelta(minutes=1)


@pytest.fixture
def post_id(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="Low water", body="First.", tags=("Sea",))


def page_of(desk: FlaskClient, post_id: int, rest: str = "") -> str:
    response = desk.get(f"/admin/posts/{post_id}/revisions{rest}")
    assert response.status_code == 200
    return str(response.text)


def list_in(page: str) -> str:
    return page.split('<nav aria-label="Versions">')[1].split("</nav>", maxsplit=1)[0]


def main_in(page: str) -> str:
    return page.split('<main id="main"')[1].split("</main>", maxsplit=1)[0]


def words(html: str) -> str:
    """Return what a page says, with `[-…-]` and `[+…+]` for what it marks."""
    html = re.sub(r"<(del|ins)>", lambda m: "[-" if m[1] == "del" else "[+", html)
    html = re.sub(r"</(del|ins)>", lambda m: "-]" if m[1] == "del" else "+]", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def autosave(world: World, post_id: int, actor: Somebody, times: int, **content: Any) -> None:
    begin = clock.now() - MINUTE * times
    moments = [begin + MINUTE * each for each in range(times)]
    add_versions(world, post_id, actor, moments, **content)


class TestTheList:
    def test_a_run_that_saved_itself_is_folded(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        noon = clock.now().replace(hour=12, minute=0) - timedelta(days=3)
        add_versions(world, post_id, owner, [noon + MINUTE * each for each in range(4)])
        add_versions(world, post_id, owner, [clock.now()], Reason.SAVE)
        listed = list_in(page_of(desk, post_id))
        folded = words(listed.split("<details>")[1].split("</details>")[0])
        assert folded.startswith("12:00–12:03 Saved by itself, 4 times Odile Farrow 12:03")
        assert listed.count("<details") == 1

    def test_it_is_open_where_it_holds_the_version_that_is_shown(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        autosave(world, post_id, owner, 4)
        assert "<details open>" in list_in(page_of(desk, post_id, "/3"))
        assert "<details>" in list_in(page_of(desk, post_id, "/1"))

    def test_another_person_a_name_the_head_and_what_readers_see_stand_apart(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        noon = clock.now().replace(hour=12, minute=0) - timedelta(days=3)
        editor = world.person(Role.EDITOR, name="Erik Sund")
        for place, who in enumerate([owner, owner, editor, editor, owner]):
            add_versions(world, post_id, who, [noon + MINUTE * place])
        post_form(desk, f"/admin/posts/{post_id}/revisions/2/name", {"name": "First go"})
        listed = list_in(page_of(desk, post_id))
        assert listed.count("<details") == 1
        assert "2 times Erik Sund" in words(listed)
        assert "Odile Farrow, “First go”" in words(listed)

    def test_each_says_why_it_was_made(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        for reason in Reason:
            add_versions(world, post_id, owner, [clock.now()], reason)
        said = words(list_in(page_of(desk, post_id)))
        for why in (
            "Saved by itself",
            "Saved",
            "Merged with a newer version",
            "Kept beside a newer version",
            "Restored",
            "Imported",
        ):
            assert why in said

    def test_a_thousand_versions_are_listed_without_their_texts(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        autosave(world, post_id, owner, 1_000, body="A long text.")
        read: list[int] = []

        def note(target: object, context: object) -> None:
            read.append(1)

        event.listen(Revision, "load", note)
        try:
            with statements() as executed:
                page = page_of(desk, post_id)
        finally:
            event.remove(Revision, "load", note)
        assert "1,001 versions since" in page
        assert len(read) == 2
        assert len([each for each in executed if "revisions.body" in each]) == 2


class TestComparing:
    def test_a_version_is_compared_with_the_one_before_it(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.save(post_id, owner, 1, title="High water", body="First.\n\nThen.", tags=("Sea",))
        said = words(main_in(page_of(desk, post_id)))
        assert "From version 1, Odile Farrow," in said
        assert "[+Added 1 word+]." in said
        assert "[-Low-][+High+] water" in said
        assert "[+Then.+]" in said
        assert "Details changed" not in said

    def test_any_two_are_compared_the_older_one_first(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.save(post_id, owner, 1, title="Low water", body="Second.")
        world.save(post_id, owner, 2, title="Low water", body="Third.")
        forth = words(main_in(page_of(desk, post_id, "/3?with=1")))
        back = words(main_in(page_of(desk, post_id, "/1?with=3")))
        for said in (forth, back):
            assert "[-First.-] [+Third.+]" in said
            assert "From version 1," in said

    def test_the_other_one_is_chosen_in_a_form(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        for number in (1, 2):
            world.save(post_id, owner, number, title="Low water", body=f"After {number}.")
        page = page_of(desk, post_id, "/3?with=1")
        form = next(form for form in Forms(page).forms if form.action.endswith("/revisions/3"))
        assert form.fields == [("with", "1")]
        options = re.findall(r'<option value="(\d+)"', page)
        assert options == ["2", "1"]

    @pytest.mark.parametrize("query", ["?with=3", "?with=x", "?with=", "?with=0"])
    def test_what_names_no_other_version_asks_for_the_one_before(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int, query: str
    ) -> None:
        for number in (1, 2):
            world.save(post_id, owner, number, title="Low water", body=f"After {number}.")
        assert "From version 2," in words(page_of(desk, post_id, f"/3{query}"))

    def test_a_version_that_is_not_there_is_not_found(
        self, desk: FlaskClient, post_id: int
    ) -> None:
        for rest in ("/9", "/1?with=9"):
            assert desk.get(f"/admin/posts/{post_id}/revisions{rest}").status_code == 404

    def test_the_first_one_is_shown_whole(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        alone = page_of(desk, post_id)
        assert "Compare with" not in alone
        assert "First." in main_in(alone)
        world.save(post_id, owner, 1, title="Low water", body="Second.")
        first = main_in(page_of(desk, post_id, "/1"))
        assert "Compare with" in first
        assert "<ins>" not in first

    def test_the_whole_text_can_be_shown(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.save(post_id, owner, 1, title="Low water", body="Second.\n\n  Indented.")
        page = page_of(desk, post_id, "/2")
        assert f'href="/admin/posts/{post_id}/revisions/2?show=text"' in page
        whole = main_in(page_of(desk, post_id, "/2?show=text"))
        assert ">Second.\n\n  Indented.</div>" in whole
        assert "<ins>" not in whole

    def test_what_changed_beside_the_text(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        editor = world.person(Role.EDITOR, name="Erik Sund")
        world.save(
            post_id,
            owner,
            1,
            title="Low water",
            body="First.",
            tags=("Mud",),
            slug="mud",
            summary="In short.",
            bylines=(owner.id, editor.id),
            visibility=Visibility.UNLISTED,
        )
        said = words(main_in(page_of(desk, post_id)))
        assert "The text is the same." in said
        assert (
            "Details changed Summary [+In short.+] Address [+/mud+] Tags [-Sea-] [+Mud+] "
            "By [+Erik Sund+] Visible to [-Everyone-] [+Whoever has the address+]"
        ) in said

    def test_another_order_of_authors(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        editor = world.person(Role.EDITOR, name="Erik Sund")
        for number, bylines in ((1, (owner.id, editor.id)), (2, (editor.id, owner.id))):
            world.save(post_id, owner, number, title="Low", body="First.", bylines=bylines)
        said = words(main_in(page_of(desk, post_id)))
        assert "By In another order: Erik Sund, Odile Farrow" in said

    def test_what_is_far_from_a_change_is_folded_and_opens_without_script(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        texts = [f"Paragraph {number}." for number in range(6)]
        post_id = world.draft(owner, title="Long", body="\n\n".join(texts))
        world.save(post_id, owner, 1, title="Long", body="\n\n".join([*texts, "The end."]))
        article = main_in(page_of(desk, post_id)).split("<article")[1]
        fold = article.split("<details>")[1].split("</details>")[0]
        assert words(fold).startswith("5 paragraphs are the same Paragraph 0.")
        assert "Paragraph 5." not in fold

    def test_space_is_kept_and_nothing_is_between_the_pieces(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Verse", body="One  two\n   three four.")
        world.save(post_id, owner, 1, title="Verse", body="One  two\n   three five.")
        page = page_of(desk, post_id)
        assert ">One  two\n   three <del>four</del><ins>five</ins>.</p>" in page

    def test_a_paragraph_that_was_split_says_so(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        text = "The tide goes out at noon.{}The boats lie on the mud."
        post_id = world.draft(owner, title="Tide", body=text.format(" "))
        world.save(post_id, owner, 1, title="Tide", body=text.format("\n\n"))
        said = words(main_in(page_of(desk, post_id)))
        assert "noon.[+ ¶ line break +]The boats" in said
        assert "Only signs and space of the text differ." in said
        world.save(post_id, owner, 2, title="Tide", body=text.format("\n\n\n"))
        assert "Only blank lines of the text differ." in words(page_of(desk, post_id))

    def test_markup_is_shown_as_text(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        evil = "<script>alert(1)</script>"
        world.save(post_id, owner, 1, title=evil, body=evil, summary=evil, tags=(evil,), slug="x")
        post_form(desk, f"/admin/posts/{post_id}/revisions/2/name", {"name": evil})
        for rest in ("/2", "/2?show=text", "/1?with=2"):
            page = page_of(desk, post_id, rest)
            assert "<script>alert" not in page
            assert "&lt;script&gt;" in page

    def test_versions_without_a_text_or_a_title(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="", body="")
        assert "Untitled This version has no text." in words(page_of(desk, post_id))
        world.save(post_id, owner, 1, title="", body="", tags=("Sea",))
        said = words(main_in(page_of(desk, post_id)))
        assert "The text is the same. Untitled Details changed Tags [+Sea+]" in said
