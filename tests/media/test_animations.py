"""Animations keep moving, as fast and as often as they did."""

from pathlib import Path

import pytest
from PIL import Image

from tests.media.pictures import SECRET, animated, moving
from tests.media.rendering import colour_at, decoded, is_near, rendered


def durations(image: Image.Image) -> list[int]:
    found = []
    for frame in range(getattr(image, "n_frames", 1)):
        image.seek(frame)
        image.load()
        found.append(round(image.info["duration"]))
    return found


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
class TestEveryKind:
    def test_timing_is_kept(self, kind: str, tmp_path: Path) -> None:
        made = rendered(animated(kind), tmp_path)
        assert set(made) == {"32.webp", "32.gif"}
        for content in made.values():
            assert durations(decoded(content)) == [100, 200, 300]
            assert decoded(content).info["loop"] == 0

    def test_every_frame_shows_what_it_did(self, kind: str, tmp_path: Path) -> None:
        for content in rendered(animated(kind), tmp_path).values():
            image = decoded(content)
            for frame, expected in enumerate(moving()):
                image.seek(frame)
                for x in (4, 15, 26):
                    seen, meant = colour_at(image, x, 12), colour_at(expected, x, 12)
                    assert is_near(seen, meant, 25) or (seen[3], meant[3]) == (0, 0), (frame, x)

    def test_a_wide_one_is_made_smaller(self, kind: str, tmp_path: Path) -> None:
        content = animated(kind, moving(3, (1200, 300)))
        for name, each in rendered(content, tmp_path).items():
            assert name.startswith("960.")
            assert decoded(each).size == (960, 240)


@pytest.mark.parametrize(
    ("kind", "loop", "plays"),
    [
        ("GIF", None, 1),
        ("GIF", 4, 5),
        ("GIF", 0, 0),
        ("WEBP", 1, 1),
        ("WEBP", 3, 3),
        ("PNG", 2, 2),
    ],
)
def test_how_often_it_plays(kind: str, loop: int | None, plays: int, tmp_path: Path) -> None:
    made = rendered(animated(kind, loop=loop), tmp_path)
    assert decoded(made["32.webp"]).info["loop"] == plays
    repeats = {0: 0, 1: None}.get(plays, plays - 1)
    assert decoded(made["32.gif"]).info.get("loop") == repeats


def test_frames_that_say_no_time_are_shown_as_browsers_do(tmp_path: Path) -> None:
    made = rendered(animated("GIF", duration=[0, 10, 20]), tmp_path)
    assert durations(decoded(made["32.webp"])) == [100, 100, 20]


def test_a_still_image_before_an_animation_does_not_play(tmp_path: Path) -> None:
    content = animated("PNG", default_image=True, duration=[100, 200])
    assert durations(decoded(rendered(content, tmp_path)["32.webp"])) == [100, 200]


def test_nothing_but_frames_is_left(tmp_path: Path) -> None:
    original = animated("GIF", comment=SECRET.encode())
    assert SECRET.encode() in original
    for content in rendered(original, tmp_path).values():
        assert SECRET.encode() not in content


def test_frames_that_are_shown_for_very_long_can_still_be_served(tmp_path: Path) -> None:
    made = rendered(animated("WEBP", duration=[900_000, 1_000_000, 16_000_000]), tmp_path)
    assert min(durations(decoded(made["32.gif"]))) > 200_000
    assert min(durations(decoded(made["32.webp"]))) > 600_000


def test_an_animation_that_plays_very_often_can_still_be_served(tmp_path: Path) -> None:
    made = rendered(animated("PNG", loop=4_000_000_000), tmp_path)
    assert decoded(made["32.webp"]).info["loop"] == 65_535
