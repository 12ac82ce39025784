"""Files come into the library: in a form, from a script, and what is refused of them."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from blog.admin.views import media_uploads
from blog.auth.models import Role
from blog.media import uploads
from blog.media.models import MediaKind
from tests.admin.filing import JSON, names, send, send_json, told, words
from tests.factories import Somebody, World, a_picture
from tests.media.library import Library
from tests.media.other_files import PDF, box, film

NONSENSE = b"neither a picture nor a document \x00\x01\x02"

# A form of which nothing is read: what it says of itself is enough.
LARGE: Any = {
    "data": b"x" * 9_000_000,
    "content_type": "multipart/form-data; boundary=nothing",
}


@pytest.fixture
def library(world: World, owner: Somebody) -> Library:
    return Library(world, owner)


class TestAForm:
    def test_takes_several(self, desk: FlaskClient, library: Library) -> None:
        answer = send(desk, (a_picture(), "one.png"), (PDF, "two.pdf"))
        assert "2 files are in the library." in told(desk, answer)
        assert [each.name for each in library.items()] == ["one.png", "two.pdf"]
        # What came last is open.
        page = desk.get(answer.location)
        assert names(page) == ["two.pdf"]
        assert 'id="describe"' in page.text

    def test_refuses_one_with_a_sentence_and_keeps_the_others(
        self, desk: FlaskClient, library: Library
    ) -> None:
        answer = send(desk, (a_picture(), "one.png"), (NONSENSE, "two.jpg"), (b"", "three.png"))
        assert answer.status_code == 422
        said = words(answer.text.split('id="file-error"')[1].split("</div>")[0])
        assert "“one.png” is in the library. Not taken: two.jpg" in said
        assert "three.png This file is empty." in said
        assert [each.name for each in library.items()] == ["one.png"]
        assert library.arriving() == []

    def test_says_what_was_there_already(self, desk: FlaskClient, library: Library) -> None:
        content = a_picture()
        send(desk, (content, "one.png"))
        answer = send(desk, (content, "again.png"), (a_picture(), "new.png"))
        said = told(desk, answer)
        assert "“new.png” is in the library. “one.png” was in the library already." in said
        assert len(library.items()) == 2

    def test_says_what_was_changed(self, desk: FlaskClient, library: Library) -> None:
        assert "its name now ends in .png" in told(desk, send(desk, (a_picture(), "one.jpg")))
        assert [each.name for each in library.items()] == ["one.png"]

    def test_takes_so_many_and_names_the_others(
        self, desk: FlaskClient, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(uploads, "MOST_AT_ONCE", 2)
        answer = send(desk, *((PDF + b"%" * each, f"{each}.pdf") for each in range(4)))
        assert answer.status_code == 422
        said = words(answer.text.split('id="file-error"')[1].split("</div>")[0])
        assert "2 files are in the library. Not taken: 2.pdf At most 50 files" in said
        assert "3.pdf At most 50 files can be sent at once." in said
        assert [each.name for each in library.items()] == ["0.pdf", "1.pdf"]
        assert library.arriving() == []

    def test_takes_as_long_as_a_request_may(
        self, desk: FlaskClient, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(media_uploads, "LONGEST", 0)
        answer = send(desk, (a_picture(), "one.png"), (a_picture(), "two.png"))
        assert answer.status_code == 422
        said = words(answer.text.split('id="file-error"')[1].split("</div>")[0])
        assert "“one.png” is in the library." in said
        assert "two.png There was no time for it: send it again." in said
        assert [each.name for each in library.items()] == ["one.png"]
        assert library.arriving() == []

    def test_says_when_a_film_tells_a_place(self, desk: FlaskClient) -> None:
        content = film(b"mp42", b"vide") + box(
            b"moov", box(b"udta", box(b"\xa9xyz", b"+48.8584+002.2945/"))
        )
        assert "This says where it was taken." in told(desk, send(desk, (content, "a.mp4")))

    def test_asks_for_a_file(self, desk: FlaskClient) -> None:
        answer = send(desk)
        assert answer.status_code == 422
        assert "Choose a file first." in answer.text

    @pytest.mark.parametrize("role", list(Role))
    def test_everybody_at_the_desk_may(self, world: World, library: Library, role: Role) -> None:
        somebody = library.owner if role is Role.OWNER else world.person(role)
        assert send(world.sign_in(somebody), (a_picture(), "one.png")).status_code == 303
        assert [each.uploaded_by_id for each in library.items()] == [somebody.id]


class TestAScript:
    def test_is_told_what_came_in(self, desk: FlaskClient, library: Library) -> None:
        content = a_picture((640, 480))
        answer = send_json(desk, (content, "one.png"))
        assert answer.status_code == 201
        (item,) = library.items()
        said = answer.json
        assert said is not None
        thumbnail = said.pop("thumbnail")
        assert said == {
            "id": item.id,
            "key": item.key,
            "name": "one.png",
            "kind": "image",
            "format": "PNG",
            "alt": "",
            "caption": "",
            "decorative": False,
            "width": 640,
            "height": 480,
            "markdown": f"![](media:{item.key})",
            "url": f"/admin/media?item={item.id}",
            "is_new": True,
            "notes": [],
        }
        assert desk.get(thumbnail, buffered=True).mimetype == "image/webp"
        again = send_json(desk, (content, "two.png")).json
        assert again is not None
        assert (again["key"], again["is_new"]) == (item.key, False)

    def test_is_told_of_other_kinds(self, desk: FlaskClient, library: Library) -> None:
        answer = send_json(desk, (PDF, "a_b.pdf")).json
        assert answer is not None
        (item,) = library.items()
        assert item.kind is MediaKind.DOCUMENT
        assert (answer["thumbnail"], answer["width"]) == (None, None)
        assert answer["markdown"] == rf"[a\_b.pdf](media:{item.key})"
        assert answer["url"] == f"/admin/media?tab=files&item={item.id}"

    def test_is_refused_with_a_sentence(self, desk: FlaskClient, library: Library) -> None:
        one = (a_picture(), "one.png")
        for files, sentence in (
            ([(b"", "one.png")], "This file is empty."),
            ([], "Choose a file first."),
            ([one, one], "Send one file in a request."),
        ):
            answer = send_json(desk, *files)
            assert answer.status_code == 422
            assert answer.json is not None
            assert answer.json["error"].startswith(sentence)
        assert library.items() == []

    def test_is_told_who_is_signed_out(self, client: FlaskClient, library: Library) -> None:
        answer = send_json(client, (a_picture(), "one.png"))
        assert (answer.status_code, answer.json) == (401, {"reason": "You were signed out."})
        assert library.items() == []


class TestTooLarge:
    """Nothing of such a form is read."""

    @pytest.fixture(autouse=True)
    def _small(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("LARGEST_FILE", "LARGEST_IMAGE"):
            monkeypatch.setitem(world.app.config, name, 1024)

    @pytest.mark.parametrize("path", ["/admin/media", "/admin/media/1/file"])
    def test_is_said_beside_the_form(self, desk: FlaskClient, path: str) -> None:
        answer = desk.post(path, **LARGE)
        assert answer.status_code == 413
        assert "more than can be sent at once" in answer.text
        answer = desk.post(path, **LARGE, headers=JSON)
        assert answer.status_code == 413
        assert answer.json is not None
        assert "more than can be sent at once" in answer.json["error"]

    def test_one_that_is_read_has_its_own_sentence(self, desk: FlaskClient) -> None:
        answer = send_json(desk, (b"x" * 3000, "one.png"))
        assert answer.status_code == 422

    @pytest.mark.usefixtures("owner")
    def test_whoever_is_signed_out_is_asked_who_it_is(self, client: FlaskClient) -> None:
        answer = client.post("/admin/media", **LARGE)
        assert (answer.status_code, answer.location) == (303, "/auth/sign-in?next=/admin/media")
        assert client.post("/admin/media", **LARGE, headers=JSON).status_code == 401
