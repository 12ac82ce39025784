"""The originals of picked items as one zip: whose, which, under which names, and when not."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.auth.models import Role
from blog.core import clock
from blog.core.database import db
from blog.media import downloads, zips
from blog.media.models import MediaItem
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from blog.media.zips import Entry
from tests.admin.filing import item, told, words
from tests.factories import Somebody, World, a_picture, post_form
from tests.media.s3_server import serving
from tests.media.storages import in_bucket

DOWNLOAD = "/admin/media/bulk/download"
BACK = "/admin/media?sort=name"
NOTE = "Not in this zip.txt"


def download(client: FlaskClient, *picked: int, back: str = BACK) -> TestResponse:
    answer: TestResponse = post_form(client, DOWNLOAD, {"id": list(map(str, picked)), "back": back})
    return answer


def unpacked(answer: TestResponse) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Length"] == str(len(answer.data))
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def lose(world: World, lost: MediaItem) -> None:
    with world.app.app_context():
        current_storage().delete(original_name(lost.digest))


def remove(world: World, item_id: int) -> None:
    with world.writing() as session:
        session.delete(session.get_one(MediaItem, item_id))


class TestWhatIsPicked:
    def test_comes_as_it_was_uploaded_under_its_name(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        contents = [a_picture() for _ in range(3)]
        kept = [world.kept(owner, content, "Pegel Föhr.png") for content in contents]
        world.picture(owner, "another.png")
        answer = download(desk, *(each.id for each in kept))
        assert unpacked(answer) == dict(
            zip(
                ("Pegel Föhr.png", "Pegel Föhr (2).png", "Pegel Föhr (3).png"),
                contents,
                strict=True,
            )
        )
        assert answer.headers["Content-Type"] == "application/zip"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_is_named_after_the_site_and_the_day_there(self, world: World) -> None:
        owner = world.set_up("Ebbe & Flut", time_zone="Pacific/Kiritimati")
        picture = world.picture(owner)
        today = clock.now().astimezone(ZoneInfo("Pacific/Kiritimati"))
        answer = download(world.sign_in(owner), picture.id)
        name = f"ebbe-flut-media-{today:%Y-%m-%d}.zip"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        with zipfile.ZipFile(BytesIO(answer.data)) as archive:
            (info,) = archive.infolist()
        added = picture.created_at.astimezone(today.tzinfo)
        assert info.date_time[:5] == added.timetuple()[:5]

    def test_is_for_everybody_at_the_desk_in_the_trash_too(
        self, world: World, owner: Somebody
    ) -> None:
        content = a_picture()
        picture = world.kept(owner, content, "gauge.png")
        with world.writing() as session:
            session.get_one(MediaItem, picture.id).trashed_at = clock.now()
        anna = world.sign_in(world.person(Role.CONTRIBUTOR))
        assert unpacked(download(anna, picture.id)) == {"gauge.png": content}
        # It is offered where the pictures are.
        assert f'formaction="{DOWNLOAD}"' in anna.get("/admin/media?tab=trash").text

    def test_changes_nothing(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        picture = world.picture(owner)
        before = world.content_number()
        download(desk, picture.id)
        after = item(world, picture.id)
        assert after is not None
        assert (world.content_number(), after.changed_at) == (before, picture.changed_at)

    def test_comes_from_a_bucket_as_well(
        self, world: World, owner: Somebody, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with serving() as shelf:
            monkeypatch.setitem(world.app.extensions, "media_storage", in_bucket(shelf))
            content = a_picture((300, 200))
            picture = world.kept(owner, content, "gauge.png")
            assert unpacked(download(desk, picture.id)) == {"gauge.png": content}
            shelf.refusing = 403
            answer = download(desk, picture.id)
        assert answer.status_code == 422
        assert downloads.NOT_NOW in words(answer.text)


def test_the_database_is_let_go_before_the_first_byte(
    world: World, owner: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = world.picture(owner)
    client = world.sign_in(owner)
    open_now: list[bool] = []
    pieces = zips.pieces

    def note(entries: Sequence[Entry]) -> Iterator[bytes]:
        open_now.append(db.session().in_transaction())
        return pieces(entries)

    monkeypatch.setattr(zips, "pieces", note)
    assert unpacked(download(client, picture.id))
    assert open_now == [False]


class TestWhatIsNotThere:
    def test_is_named_in_a_note(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        content = a_picture()
        there = world.kept(owner, content, NOTE.replace(".txt", ".png"))
        lost, gone = world.picture(owner, "lost.png"), world.picture(owner, "gone.png")
        lose(world, lost)
        remove(world, gone.id)
        found = unpacked(download(desk, lost.id, gone.id, there.id))
        note = found.pop(NOTE).decode()
        assert found == {"Not in this zip.png": content}
        assert "- lost.png: the original is missing" in note
        assert "- one file that was deleted for ever" in note

    def test_does_not_take_the_name_of_the_note(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        text = world.kept(owner, b"High water at 04:12.\n", NOTE)
        lost = world.picture(owner, "lost.png")
        lose(world, lost)
        assert unpacked(download(desk, text.id, lost.id)).keys() == {
            NOTE,
            "Not in this zip (2).txt",
        }

    def test_is_no_zip_when_nothing_else_was_picked(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        lost = world.picture(owner, "lost.png")
        lose(world, lost)
        for picked in ([lost.id], [lost.id, 999_999], [999_999]):
            answer = download(desk, *picked)
            assert answer.status_code == 422
            assert downloads.NOTHING_LEFT in words(answer.text)


class TestRefusals:
    def test_too_much_is_refused_beside_the_button_and_stays_picked(
        self, world: World, owner: Somebody, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pictures = [world.picture(owner, f"{name}.png") for name in ("alder", "birch", "cedar")]
        size = pictures[0].size + pictures[1].size
        monkeypatch.setattr(downloads, "MOST_BYTES", size)
        assert len(unpacked(download(desk, pictures[0].id, pictures[1].id))) == 2
        monkeypatch.setattr(downloads, "MOST_BYTES", size - 1)
        answer = download(desk, pictures[0].id, pictures[1].id)
        assert answer.status_code == 422
        bulk = answer.text.split('<form id="bulk"')[1].split("</form>")[0]
        assert "are the most for one download. Pick fewer." in words(bulk)
        checked = re.findall(r'aria-label="Pick (\w+\.png)" checked>', answer.text)
        assert checked == ["alder.png", "birch.png"]
        assert 'value="name" selected' in answer.text

    @pytest.mark.parametrize(
        ("size", "said"), [(4_000_000_000, ""), (4_000_000_001, "4.1 GB"), (9_950_000_001, "10 GB")]
    )
    def test_four_gigabytes_are_the_most(
        self, world: World, owner: Somebody, desk: FlaskClient, size: int, said: str
    ) -> None:
        picture = world.picture(owner)
        with world.writing() as session:
            session.get_one(MediaItem, picture.id).size = size
        sentence = words(download(desk, picture.id).text) if said else ""
        assert f"Together these have {said}, and 4 GB are" in sentence or not said
        assert (download(desk, picture.id).status_code == 200) == (not said)

    def test_something_has_to_be_picked_and_no_more_than_a_page(self, desk: FlaskClient) -> None:
        assert "Pick something first" in told(desk, download(desk))
        assert "At most 48 can be downloaded at once." in told(desk, download(desk, *range(1, 60)))

    def test_without_the_token_of_a_page_nothing_is_sent(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        answer = desk.post(DOWNLOAD, data={"id": str(world.picture(owner).id)})
        assert (answer.status_code, answer.mimetype) == (400, "text/html")
        assert desk.get(DOWNLOAD).status_code == 404
