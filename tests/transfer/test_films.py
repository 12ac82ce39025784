"""Films go out as they were uploaded, and come in again without being told to readers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from blog.core.database import db
from blog.media.addresses import file_path
from blog.media.models import MediaItem
from tests.media.films import SECRET, telling_mp4
from tests.transfer.test_round_trip import Place, place_in

FILM = telling_mp4()


@pytest.fixture
def places(tmp_path: Path) -> Iterator[list[Place]]:
    folders = [tmp_path / name for name in ("here", "there")]
    for folder in folders:
        folder.mkdir()
    made = [place_in(folder) for folder in folders]
    yield made
    for each in made:
        with each.app.app_context():
            db.engine.dispose()


def test_a_film_is_the_same_elsewhere(places: list[Place], tmp_path: Path) -> None:
    here, there = places
    item = here.world.kept(here.owner, FILM, "harbour.mp4")
    here.world.published(here.owner, title="Ebb", body=f"[Ebb](media:{item.key})")
    out = here.export(tmp_path / "out")
    assert FILM in [path.read_bytes() for path in (tmp_path / "out").rglob("*.mp4")]
    there.bring_in(tmp_path / "out")
    assert there.export(tmp_path / "again") == out
    with there.world.reading() as session:
        assert session.scalars(select(MediaItem.has_plain_copy)).all() == [True]
    for each in places:
        answer = each.app.test_client().get(file_path(item))
        assert (answer.status_code, answer.content_length) == (200, len(FILM))
        assert SECRET not in answer.data
