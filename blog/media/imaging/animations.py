"""Makes what is served of an animation: its frames, their timing and how often they play."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blog.media.imaging.colours import served_colours, source_profile
from blog.media.imaging.decoding import frame_count, load_frame, plain
from blog.media.imaging.renditions import Rendition, height_of

if TYPE_CHECKING:
    from PIL import Image

# Browsers show a frame that says nothing sensible for a tenth of a second.
SHORTEST, USUAL = 20, 100
# The most that a GIF can say of one frame, and the most times that an animation can play.
LONGEST, MOST_PLAYS = 655_350, 65_535
OPTIONS: dict[str, dict[str, Any]] = {
    "webp": {"format": "WEBP", "quality": 75, "method": 3},
    "gif": {"format": "GIF"},
}


def make_animations(image: Image.Image, paths: Mapping[Rendition, Path]) -> None:
    """Make the renditions of an open animation, holding a frame at a time."""
    durations, plays = _durations(image), _plays(image)
    for rendition, path in paths.items():
        film = _film(image, rendition.width)
        options = OPTIONS[rendition.extension] | _timing(rendition.extension, durations, plays)
        film.save(path, save_all=True, **options)


def _first(image: Image.Image) -> int:
    """Return the first frame that plays: an animated PNG may have a still image before it."""
    return 1 if image.info.get("default_image") else 0


def _durations(image: Image.Image) -> list[int]:
    """Return for how many milliseconds each frame is shown."""
    durations = []
    for frame in range(_first(image), frame_count(image)):
        load_frame(image, frame)
        durations.append(round(float(image.info.get("duration") or 0)))
    return [min(each, LONGEST) if each >= SHORTEST else USUAL for each in durations]


def _plays(image: Image.Image) -> int:
    """Return how often an animation plays, 0 for ever."""
    return min(_said_plays(image), MOST_PLAYS)


def _said_plays(image: Image.Image) -> int:
    if image.format == "GIF":
        # A GIF says how often it is repeated, 0 for ever, or nothing.
        repeats = image.info.get("loop")
        return 1 if repeats is None else repeats and repeats + 1
    return int(image.info.get("loop", 0))


def _timing(extension: str, durations: list[int], plays: int) -> dict[str, Any]:
    if extension == "webp":
        return {"duration": durations, "loop": plays}
    # Frames that are alike become one, which is shown for as long as all of them.
    longest = LONGEST // len(durations) if sum(durations) > LONGEST else LONGEST
    durations = [min(each, longest) for each in durations]
    # The second way to dispose of a frame clears it, so that what is transparent stays so.
    options: dict[str, Any] = {"duration": durations, "disposal": 2}
    return options if plays == 1 else options | {"loop": max(0, plays - 1)}


def _film(image: Image.Image, width: int) -> Image.Image:
    """Return an image whose frames are made when they are asked for.

    Pillow would hold all frames in memory, were they given to it as a list.
    """
    from PIL import Image

    first = _first(image)
    load_frame(image, first)
    # Frames that stick out make some animations larger as they play.
    box = (0, 0, *image.size)
    size = (width, height_of(width, *image.size))

    class Film(Image.Image):
        n_frames = frame_count(image) - first
        is_animated = True

        def seek(self, frame: int) -> None:
            if frame >= self.n_frames:
                raise EOFError
            load_frame(image, first + frame)
            pixels = _pixels(image.crop(box), source_profile(image), size)
            self.im, self._mode, self._size = pixels.im, pixels.mode, pixels.size
            self.frame = frame

        def tell(self) -> int:
            return self.frame

    film = Film()
    film.seek(0)
    return film


def _pixels(frame: Image.Image, profile: bytes, size: tuple[int, int]) -> Image.Image:
    from PIL.Image import Resampling

    pixels, _ = served_colours(plain(frame), profile, keep_wide=False)
    sized = pixels if pixels.size == size else pixels.resize(size, Resampling.LANCZOS)
    return sized if sized.mode == "RGBA" else sized.convert("RGB")
