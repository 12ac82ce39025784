"""Addresses of files: made of an item, and read again whatever it is called."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.media.addresses import card_path, file_path, rendition_path
from blog.media.files import File
from blog.media.imaging.renditions import Rendition
from blog.media.models import MediaKind
from blog.media.served import meant_by, nearest_to

IMAGE = File(
    id=1,
    key="abcdefghijkm",
    kind=MediaKind.IMAGE,
    name="Tide gauge, Föhr.JPG",
    media_type="image/jpeg",
    digest="0123456789abcdef" * 4,
    size=314,
    width=1200,
    height=900,
    frames=1,
    is_opaque=True,
    focal_x=30,
    focal_y=70,
)
DOCUMENT = replace(
    IMAGE, kind=MediaKind.DOCUMENT, name="Plan № 7.PDF", media_type="application/pdf", width=None
)
PLACE = "/media/abcdefghijkm/0123456789abcdef/"


def test_each_version_has_an_address_that_says_what_it_is() -> None:
    assert rendition_path(IMAGE, Rendition(960, "avif")) == PLACE + "tide-gauge-fohr-960.avif"
    assert card_path(IMAGE) == PLACE + "tide-gauge-fohr-card-30-70.jpg"
    assert file_path(DOCUMENT) == PLACE + "plan-no-7.pdf"


def test_what_cannot_be_spelled_has_a_general_name() -> None:
    assert rendition_path(replace(IMAGE, name="‥.png"), Rendition(480, "webp")).endswith(
        "/image-480.webp"
    )
    assert file_path(replace(DOCUMENT, name="‥.pdf")).endswith("/file.pdf")


NAMES = st.text(min_size=1, max_size=60).map(lambda stem: stem.replace("/", "") + ".jpg")


@given(
    st.one_of(NAMES, st.sampled_from(["a-card-5-50.jpg", "card-1-2.jpg", "960.jpg", "x-480.jpg"])),
    st.integers(1, 3000),
    st.integers(0, 100),
)
def test_every_address_is_understood_and_is_plain(name: str, width: int, focal: int) -> None:
    file = replace(IMAGE, name=name, width=width, focal_x=focal)
    for rendition in file.renditions:
        path = rendition_path(file, rendition)
        served = meant_by(file, path.rsplit("/", 1)[1])
        assert served is not None
        assert (served.path, served.rendition) == (path, rendition)
    card = meant_by(file, card_path(file).rsplit("/", 1)[1])
    assert card is not None
    assert (card.path, card.rendition) == (card_path(file), None)
    assert re.fullmatch(r"[a-z0-9/.-]+", card.path)


@pytest.mark.parametrize(
    "filename",
    [
        "tide-gauge-fohr-961.avif",
        "tide-gauge-fohr-2000.avif",
        "tide-gauge-fohr-960.png",
        "tide-gauge-fohr-960.exe",
        "tide-gauge-fohr-0960.avif",
        "tide-gauge-fohr-960.avif.html",
        "tide-gauge-fohr.jpg",
        "tide-gauge-fohr-card-30-70.png",
        "tide-gauge-fohr-card-1000-70.jpg",
        "",
    ],
)
def test_only_what_is_listed_is_understood(filename: str) -> None:
    assert meant_by(IMAGE, filename) is None


def test_another_stem_or_focal_point_means_the_present_one() -> None:
    for filename in ("harbour-960.avif", "960.avif"):
        served = meant_by(IMAGE, filename)
        assert served is not None
        assert served.path == PLACE + "tide-gauge-fohr-960.avif"
    card = meant_by(IMAGE, "harbour-card-1-2.jpg")
    assert card is not None
    assert card.path == card_path(IMAGE)


def test_a_document_is_its_ending() -> None:
    served = meant_by(DOCUMENT, "another.pdf")
    assert served is not None
    assert served.path == file_path(DOCUMENT)
    assert meant_by(DOCUMENT, "plan-no-7.exe") is None
    assert meant_by(DOCUMENT, "plan-no-7-960.avif") is None


@pytest.mark.parametrize(
    ("filename", "leads_to"),
    [
        ("tide-gauge-fohr-960.webp", "tide-gauge-fohr-960.webp"),
        # The former file was wider, and had another fallback.
        ("tide-gauge-fohr-2000.avif", "tide-gauge-fohr-1200.avif"),
        ("tide-gauge-fohr-1440.png", "tide-gauge-fohr-1200.jpg"),
        ("old-name-card-1-2.jpg", "tide-gauge-fohr-card-30-70.jpg"),
    ],
)
def test_a_former_file_leads_to_what_comes_nearest(filename: str, leads_to: str) -> None:
    served = nearest_to(IMAGE, filename)
    assert served is not None
    assert served.path == PLACE + leads_to


def test_a_former_file_has_no_address_that_was_never_one() -> None:
    assert nearest_to(IMAGE, "tide-gauge-fohr.html") is None
