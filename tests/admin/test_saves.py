"""What the editor's script sends and gets back: texts as they are, and bases of every kind."""

from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from blog.auth.models import Role
from blog.core import clock
from blog.posts.history import thin
from blog.posts.models import Post, Reason, Revision
from blog.site.context import current_site
from tests.admin.tabs import MULTIPART, Tab, multipart
from tests.factories import Somebody, World

TEXT = "One.\n\nTwo.\n\nThree.\n"


@pytest.fixture
def post_id(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="Tides", body=TEXT, bylines=())


@pytest.fixture
def tab(desk: FlaskClient, post_id: int) -> Tab:
    return Tab(desk, post_id)


@pytest.fixture
def theirs(world: World, post_id: int) -> Tab:
    """The same post, open at somebody else's desk."""
    return Tab(world.sign_in(world.person(Role.EDITOR, name="Erik Sund")), post_id)


def bodies(world: World, post_id: int) -> list[str]:
    return [revision.body for revision in world.revisions(post_id)]


def head(world: World, post_id: int) -> Revision:
    with world.reading() as session:
        return session.get_one(Revision, (post_id, session.get_one(Post, post_id).head_number))


class TestTextsAsTheyAre:
    @pytest.mark.parametrize(
        "text",
        [
            "שלום עולם \u202eabc\u202c \u2066x\u2069 مرحبا",
            "e\u0301 is not é, nor is \u1e69 s\u0323\u0307",
            "Z" + "\u0351" * 200,
            "👩‍👩‍👧‍👦 🏳️‍🌈 \U0001f1e9\U0001f1ea \U0010ffff",
            "\ufeffmark\u200b\u200d\u00ad\u2028\u2029\x85",
            "한국어 \u1112\u1161\u11ab",
            "tab\tand  two spaces  \n\n\n  end ",
            "{{ 7 * 7 }} {% raw %} %s %(x)s \\x00 &amp; &#0; <!--",
        ],
        ids=ascii,
    )
    def test_are_kept_to_the_letter(self, world: World, tab: Tab, text: str) -> None:
        """Nothing is normalised: two texts that look the same may be meant to differ."""
        assert tab.save(text).status_code == 200
        assert head(world, tab.post_id or 0).body == text

    @pytest.mark.parametrize("text", ["a\r\nb\rc\nd", "\r\n", "\r\r\n\n"])
    def test_line_ends_become_one_kind(self, world: World, tab: Tab, text: str) -> None:
        tab.save(text)
        kept = head(world, tab.post_id or 0).body
        assert kept == text.replace("\r\n", "\n").replace("\r", "\n")

    def test_the_same_with_other_line_ends_is_no_change(self, world: World, tab: Tab) -> None:
        answer = tab.save(TEXT.replace("\n", "\r\n"))
        assert (answer.status_code, answer.json and answer.json["number"]) == (200, 1)
        assert bodies(world, tab.post_id or 0) == [TEXT]

    @pytest.mark.parametrize(
        "raw",
        [b"a\x00b", b"\x00", b"a\x0b\x1b\x7fb", b"a\xed\xa0\xbdb", b"\xff\xfe", b"\xed\xb8\x80"],
    )
    @pytest.mark.parametrize("is_multipart", [True, False], ids=["multipart", "urlencoded"])
    def test_bytes_that_no_text_has_do_no_harm(
        self, world: World, tab: Tab, raw: bytes, is_multipart: bool
    ) -> None:
        """NUL, control characters, half of a pair of surrogates, and what is not UTF-8."""
        typed = dict.fromkeys(("title", "summary", "slug", "tags"), raw)
        fields = tab.form(sequence=1, body=b"Before " + raw, **typed)
        if is_multipart:
            answer = tab.send(multipart(fields), content_type=MULTIPART)
        else:
            answer = tab.send(urlencode(fields), content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
        kept = head(world, tab.post_id or 0)
        assert kept.body.startswith("Before ")
        for text in (kept.title, kept.body, kept.summary, kept.slug, *kept.tags):
            assert not set(text) & set("\x00\x0b\x1b\x7f")
            assert text == text.encode().decode()

    def test_a_million_characters_are_kept_though_they_take_more_bytes(
        self, world: World, tab: Tab
    ) -> None:
        text = "\u6f6e" * 999_999 + "."
        # As the script sends it: a form without script takes nine bytes for each of these.
        fields = tab.form(body=text, sequence=1)
        assert tab.send(multipart(fields), content_type=MULTIPART).status_code == 200
        assert head(world, tab.post_id or 0).body == text


class TestBases:
    @pytest.mark.parametrize(
        "base",
        [
            "",
            "0",
            "-1",
            "2",
            "999999999",
            "99999999999999999999",
            "x",
            "1.0",
            "\uff11",
            "1e0",
            " 1",
        ],
    )
    def test_one_that_is_none_loses_nothing_and_passes_over_nothing(
        self, world: World, tab: Tab, theirs: Tab, base: str
    ) -> None:
        answer = tab.save("Mine.", based_on=base)
        assert answer.status_code == 409
        assert answer.json is not None
        assert answer.json["outcome"] == "conflict"
        assert bodies(world, theirs.post_id or 0) == [TEXT, "Mine."]
        assert head(world, theirs.post_id or 0).body == TEXT

    def test_a_number_of_another_post_is_none_here(
        self, world: World, tab: Tab, owner: Somebody
    ) -> None:
        other = world.draft(owner, title="Secret", body="Nobody may read this here.")
        for number in range(1, 8):
            world.save(other, owner, number, title="Secret", body=f"Secret {number}.")
        answer = tab.save("Mine.", based_on=7)
        assert answer.status_code == 409
        assert "Secret" not in unescape(answer.text)
        assert bodies(world, tab.post_id or 0) == [TEXT, "Mine."]

    def test_one_that_was_thinned_out_is_the_nearest_older_one(
        self, world: World, tab: Tab, theirs: Tab
    ) -> None:
        post_id = tab.post_id or 0
        for number in range(1, 5):
            theirs.save(f"{TEXT}\nMore {number}.\n", based_on=number)
        with world.writing() as session:
            removed = thin(session, post_id, clock.now() + timedelta(days=40), current_site().zone)
        assert removed
        answer = tab.save(f"{TEXT}\nMore 2.\n".replace("One.", "Mine."), based_on=3)
        assert answer.status_code in {200, 409}
        assert "More 4." in head(world, post_id).body
        assert any("Mine." in body for body in bodies(world, post_id))

    def test_a_page_that_is_a_week_old_is_merged(self, world: World, tab: Tab, theirs: Tab) -> None:
        """It was opened before all of this, and its token still holds."""
        for number in range(1, 7):
            theirs.save(TEXT.replace("Three.", f"Three, for the {number}th time."), based_on=number)
        answer = tab.save(TEXT.replace("One.", "Mine."))
        assert answer.json is not None
        assert answer.json["outcome"] == "merged"
        assert head(world, tab.post_id or 0).body == "Mine.\n\nTwo.\n\nThree, for the 6th time.\n"

    def test_what_a_page_is_told_makes_the_merged_text_of_its_own(
        self, world: World, tab: Tab, theirs: Tab
    ) -> None:
        theirs.save(TEXT.replace("Three.", "Drei 🌊 Wellen."), title="Ebb", tags="Sea")
        typed = TEXT.replace("One.", "Eins 🏳️‍🌈.")
        answer = tab.save(typed).json
        assert answer is not None
        units = typed.encode("utf-16-le")
        assert answer["length"] == len(units) // 2
        for start, end, words in reversed(answer["edits"]):
            units = units[: start * 2] + words.encode("utf-16-le") + units[end * 2 :]
        assert units.decode("utf-16-le") == head(world, tab.post_id or 0).body
        assert answer["fields"] == {"title": "Ebb", "tags": "Sea"}
        assert answer["merge"] == (
            "Erik Sund changed the tags, the title and 1 paragraph; both texts were merged."
        )


class TestWindows:
    def test_two_of_one_person_are_two(self, world: World, tab: Tab) -> None:
        other = Tab(tab.client, tab.post_id)
        tab.save(TEXT.replace("One.", "Here."))
        answer = other.save(TEXT.replace("One.", "There."))
        assert answer.status_code == 409
        assert answer.json is not None
        assert "You saved a newer version in another window." in answer.json["notice"]
        assert [r.reason for r in world.revisions(tab.post_id or 0)][1:] == [
            Reason.AUTOSAVE,
            Reason.CONFLICT,
        ]

    def test_a_save_that_arrives_twice_is_one(self, world: World, tab: Tab) -> None:
        first = tab.save("Mine.")
        again = tab.send(tab.form(body="Mine."))
        assert first.json is not None
        assert again.json is not None
        assert (again.status_code, again.json["number"]) == (200, first.json["number"])
        assert bodies(world, tab.post_id or 0) == [TEXT, "Mine."]

    def test_a_save_that_arrives_late_changes_nothing(self, world: World, tab: Tab) -> None:
        tab.save("Later.", sequence=7)
        for sequence in (6, 1, 7):
            answer = tab.send(tab.form(body="Earlier.", sequence=sequence))
            assert answer.status_code == 200
        assert bodies(world, tab.post_id or 0) == [TEXT, "Later."]

    @pytest.mark.parametrize("window", ["", "x", "A" * 32, "a" * 33, "../" * 10, "' OR 1=1 --"])
    def test_a_name_that_is_none_is_as_if_there_were_none(
        self, world: World, tab: Tab, window: str
    ) -> None:
        assert tab.save("Mine.", window=window).status_code == 200
        (_, saved) = world.revisions(tab.post_id or 0)
        assert (saved.window, saved.sequence) == (None, 1)

    def test_somebody_elses_name_does_not_pass_over_their_text(
        self, world: World, tab: Tab, theirs: Tab
    ) -> None:
        theirs.save(TEXT.replace("One.", "Theirs."))
        answer = tab.save(TEXT.replace("One.", "Mine."), window=theirs.window, sequence=2)
        assert answer.status_code == 409
        assert head(world, tab.post_id or 0).body == TEXT.replace("One.", "Theirs.")

    def test_nor_does_it_answer_with_their_text_or_lose_ours(
        self, world: World, tab: Tab, theirs: Tab
    ) -> None:
        theirs.save("Theirs.", sequence=9)
        tab.save("Mine.", window=theirs.window, sequence=1)
        assert "Mine." in bodies(world, tab.post_id or 0)


class TestMissing:
    @pytest.mark.parametrize("missing", ["title", "body", "everything"])
    def test_what_was_cut_off_empties_nothing(self, world: World, tab: Tab, missing: str) -> None:
        fields: dict[str, Any] = tab.form(body="Mine.", sequence=1)
        names = [missing] if missing != "everything" else [*fields.keys() - {"csrf_token"}]
        for name in names:
            del fields[name]
        for what in ("saves", "kept"):
            answer = tab.send(fields, what)
            assert answer.status_code == 400
            assert answer.json
        assert bodies(world, tab.post_id or 0) == [TEXT]
