"""Which versions of an image are served, and their names."""

import pytest

from blog.media.imaging.renditions import (
    Rendition,
    file_name,
    media_type_of,
    parse_file_name,
    renditions_of,
    widths_of,
)


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1, (1,)),
        (300, (300,)),
        (480, (480,)),
        (481, (480, 481)),
        (960, (480, 960)),
        (1999, (480, 960, 1440, 1999)),
        (2000, (480, 960, 1440, 2000)),
        (4000, (480, 960, 1440, 2000)),
    ],
)
def test_an_image_is_never_made_larger(width: int, widths: tuple[int, ...]) -> None:
    assert widths_of(width) == widths


@pytest.mark.parametrize(
    ("media_type", "is_opaque", "fallback"),
    [
        ("image/jpeg", True, "jpg"),
        ("image/png", True, "jpg"),
        ("image/png", False, "png"),
        ("image/webp", False, "png"),
        ("image/avif", True, "jpg"),
        ("image/gif", True, "png"),
    ],
)
def test_the_fallback_comes_last(media_type: str, is_opaque: bool, fallback: str) -> None:
    listed = renditions_of(700, 500, media_type, 1, is_opaque)
    assert [file_name(each) for each in listed] == [
        *("480.avif", "700.avif", "480.webp", "700.webp"),
        *(f"480.{fallback}", f"700.{fallback}"),
    ]


@pytest.mark.parametrize(("width", "served"), [(300, 300), (960, 960), (1280, 960)])
def test_an_animation_is_served_in_one_width(width: int, served: int) -> None:
    listed = renditions_of(width, 500, "image/gif", 20, False)
    assert listed == (Rendition(served, "webp"), Rendition(served, "gif"))


def test_what_is_taller_than_a_format_can_be_is_served_in_another() -> None:
    listed = renditions_of(500, 20_000, "image/png", 1, True)
    assert {each.extension for each in listed} == {"jpg"}


def test_names_are_read_back() -> None:
    listed = renditions_of(1200, 800, "image/jpeg", 1, True)
    for rendition in listed:
        assert parse_file_name(file_name(rendition), listed) == rendition


@pytest.mark.parametrize(
    "name",
    ["961.avif", "960.png", "0960.avif", "960.AVIF", "960.avif/", "../960.avif", "", "٩٦٠.avif"],
)
def test_no_other_name_is_read(name: str) -> None:
    assert parse_file_name(name, renditions_of(1200, 800, "image/jpeg", 1, True)) is None


def test_every_format_has_a_media_type() -> None:
    assert media_type_of("jpg") == "image/jpeg"
    assert media_type_of("avif") == "image/avif"
