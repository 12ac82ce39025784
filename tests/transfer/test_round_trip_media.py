"""The library goes out with the texts that show it, and comes in again, byte for byte."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from blog.core import clock
from blog.core.database import db
from blog.media import actions, uploads
from blog.media.models import FormerFile, MediaItem
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from blog.posts.models import Post
from blog.posts.queries import head_of
from blog.transfer.exporting import Exported, export_to, export_zip, one_moment
from blog.transfer.front_matter import part
from blog.transfer.models import Result
from tests.factories import a_picture
from tests.transfer.test_round_trip import Place, contents, place_in

NOTES = b"Low water at six.\n"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    yield from place(tmp_path / "here")


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Place]:
    yield from place(tmp_path / "there")


def place(folder: Path) -> Iterator[Place]:
    folder.mkdir()
    made = place_in(folder)
    yield made
    with made.app.app_context():
        db.engine.dispose()


def fill(place: Place) -> dict[str, MediaItem]:
    """Make items of every sort, and texts that show some of them."""
    world, owner = place.world, place.owner
    anna = world.person(name="Anna Reed")
    gauge = world.picture(anna, "Ebb & flow (1).png", alt="A gauge", focal_x=20, credit="A. R.")
    said = 'It says: "no"\n---\n'
    boat = world.picture(owner, "boat.png", caption=said, is_decorative=True)
    notes = world.kept(owner, NOTES, "notes.txt")
    gone = world.picture(owner, "gone.png")
    with world.app.app_context():
        with uploads.receive(io.BytesIO(a_picture()), "new.png") as received:
            uploads.replace(boat.id, received, owner, clock.now() + timedelta(minutes=1))
        with world.writing() as session:
            actions.trash_items(session, [gone.id], owner, clock.now())
    body = (
        f'![A gauge](media:{gauge.key} "At ebb"){{.wide}}\n\n[Notes](media:{notes.key})\n\n'
        f"```\n![A gauge](media:{gauge.key})\n```\n\n`media:{gauge.key}` <img src=media:{boat.key}>"
        f"\n\n[a]: media:{boat.key}\n"
    )
    shown = world.draft(owner, title="Shown", body=body, cover=boat.key, cover_caption="A boat")
    world.publish(shown, owner)
    world.save(shown, owner, 1, title="Shown", body=body + "More.", cover=gauge.key)
    own = f"![a](media:{gauge.key}) ![b](/media/{gauge.key}/typed-by-hand.png)"
    world.published(owner, title="Its own links", body=own)
    world.published(owner, title="Dead", body="![a](media:abcdefghijkm)", cover=gone.key)
    with world.reading() as session:
        return {item.name: item for item in session.scalars(select(MediaItem))}


def test_a_library_is_the_same_elsewhere(here: Place, there: Place, tmp_path: Path) -> None:
    items = fill(here)
    out = here.export(tmp_path / "out")
    outcomes = there.bring_in(tmp_path / "out")
    assert [outcome.reason for outcome in outcomes if outcome.reason] == []
    assert sum(outcome.files for outcome in outcomes) == len(items) == 4
    assert there.export(tmp_path / "again") == out
    for name, item in items.items():
        with there.world.reading() as session:
            same = session.scalars(select(MediaItem).where(MediaItem.key == item.key)).one()
            assert (same.name, same.digest, same.created_at) == (name, item.digest, item.created_at)
            assert current_storage().size(original_name(item.digest)) == item.size
            former = session.scalars(select(FormerFile.item_id)).all()
    assert len(former) == 1
    pages = [each.app.test_client().get("/shown").text for each in (here, there)]
    pictures = [page[page.index("<article") : page.index("</article>")] for page in pages]
    assert pictures[0] == pictures[1]
    assert "Ebb" in pictures[0] or "ebb" in pictures[0]


def test_another_run_changes_nothing(here: Place, there: Place, tmp_path: Path) -> None:
    fill(here)
    here.export(tmp_path / "out")
    there.bring_in(tmp_path / "out")
    outcomes = there.bring_in(tmp_path / "out")
    assert {outcome.result for outcome in outcomes} == {Result.UNCHANGED}
    assert sum(outcome.files for outcome in outcomes) == 0


def test_other_programs_find_the_pictures(here: Place, tmp_path: Path) -> None:
    gauge = fill(here)["Ebb & flow (1).png"]
    out = here.export(tmp_path / "out")
    link = f"/media/{gauge.key}/Ebb%20%26%20flow%20%281%29.png"
    head = part(out["posts/shown.md"].decode())
    assert f'![A gauge]({link} "At ebb")' in head.body
    assert f"```\n![A gauge](media:{gauge.key})\n```" in head.body
    assert head.values["images"] == [link]
    assert f"media/{gauge.key}/Ebb & flow (1).png" in out
    record = yaml.safe_load(out[f"media/{gauge.key}.yaml"])
    assert (record["uploaded_by"], record["focal_point"]) == ("anna-reed", [20, 50])
    # A text that has such links of its own goes out as it is.
    assert f"media:{gauge.key}" in out["posts/its-own-links.md"].decode()


def test_a_zip_is_the_same_each_time_and_comes_in_from_its_folder(
    here: Place, there: Place, tmp_path: Path
) -> None:
    items = fill(here)
    zips = [zipped(here) for _ in range(2)]
    assert zips[0] == zips[1]
    with zipfile.ZipFile(io.BytesIO(zips[0])) as archive:
        kinds = {info.filename: info.compress_type for info in archive.infolist()}
        archive.extractall(tmp_path / "unpacked")
    assert {kinds[f"media/{item.key}/{name}"] for name, item in items.items()} == {0}
    assert kinds["quire.yaml"] == zipfile.ZIP_DEFLATED
    assert contents(tmp_path / "unpacked") == here.export(tmp_path / "out")
    there.bring_in(tmp_path / "unpacked")
    assert zipped(there) == zips[0]


def zipped(place: Place) -> bytes:
    file = io.BytesIO()
    with place.app.app_context():
        export_zip(one_moment(), file)
        db.session.rollback()
    return file.getvalue()


def test_a_file_that_is_lost_is_told_and_the_rest_goes_out(here: Place, tmp_path: Path) -> None:
    notes = fill(here)["notes.txt"]
    with here.app.app_context():
        current_storage().delete(original_name(notes.digest))
        exported = export_to(one_moment(), tmp_path / "out")
        db.session.rollback()
    assert exported == Exported(posts=3, files=12, media=3, lost=("notes.txt",))
    assert f"media/{notes.key}.yaml" in contents(tmp_path / "out")


class TestWhereThereIsALibraryAlready:
    def test_the_same_file_is_shown_by_its_key_here(
        self, here: Place, there: Place, tmp_path: Path
    ) -> None:
        notes = fill(here)["notes.txt"]
        mine = there.world.kept(there.owner, NOTES, "mine.txt")
        here.export(tmp_path / "out")
        there.bring_in(tmp_path / "out")
        body = bodies(there)["Shown"]
        assert f"[Notes](media:{mine.key})" in body
        assert notes.key not in body
        assert {o.result for o in there.bring_in(tmp_path / "out")} == {Result.UNCHANGED}

    def test_what_was_deleted_here_stays_deleted(
        self, here: Place, there: Place, tmp_path: Path
    ) -> None:
        notes = fill(here)["notes.txt"]
        here.export(tmp_path / "out")
        there.bring_in(tmp_path / "out")
        with there.world.writing() as session:
            of_key = select(MediaItem.id).where(MediaItem.key == notes.key)
            item_id = session.scalars(of_key).one()
            actions.trash_items(session, [item_id], there.owner, clock.now())
            actions.delete_for_ever(session, item_id, None, clock.now())
        (outcome,) = (o for o in there.bring_in(tmp_path / "out") if o.reason)
        assert outcome.reason == "“notes.txt” was deleted here, and stays deleted."


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda file, record: file.unlink(), "is not in the folder."),
        (lambda file, record: file.write_bytes(NOTES * 2), "is another one than when it was"),
        (lambda file, record: file.write_bytes(b"MZ\0\0" * 50), "This is a program."),
        (lambda file, record: record.write_text("name: [a"), "It is not a file that Quire wrote."),
        (
            lambda file, record: record.write_text(
                record.read_text().replace("notes.txt", "../../../secret.txt")
            ),
            "It is not a file that Quire wrote.",
        ),
        (
            lambda file, record: (file.unlink(), file.symlink_to("/etc/hostname")),
            "is not in the folder.",
        ),
    ],
)
def test_what_somebody_changed_in_an_export_stays_out(
    here: Place, there: Place, tmp_path: Path, spoil: object, words: str
) -> None:
    notes = fill(here)["notes.txt"]
    here.export(tmp_path / "out")
    folder = tmp_path / "out/media"
    spoil(folder / notes.key / "notes.txt", folder / f"{notes.key}.yaml")  # type: ignore[operator]
    (outcome,) = (each for each in there.bring_in(tmp_path / "out") if each.reason)
    assert words in outcome.reason
    assert outcome.path == f"media/{notes.key}.yaml"


def bodies(place: Place) -> dict[str, str]:
    with place.world.reading() as session:
        heads = [head_of(session, post) for post in session.scalars(select(Post))]
        return {head.title: head.body for head in heads}
