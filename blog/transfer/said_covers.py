"""The picture that front matter names as that of the whole text, under the names of many themes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blog.core.forms import one_line
from blog.posts.forms import LONGEST_SUMMARY

# The first that names one counts.
NAMES = (
    *("cover", "cover_image", "coverImage", "featured_image", "featuredImage", "feature_image"),
    *("hero", "heroImage", "hero_image", "image", "header", "thumbnail", "thumb"),
)
# A mapping of these themes holds more than the picture, and is kept.
SHARED = {"header"}
PATHS = ("image", "src", "path", "url", "file", "overlay_image", "teaser")


@dataclass(frozen=True)
class SaidCover:
    """An address, and what is said of the picture there; ``name`` is that in the front matter."""

    name: str
    url: str
    alt: str = ""
    caption: str = ""


def said_cover(values: Mapping[str, Any]) -> SaidCover | None:
    """Return the cover that front matter names, wherever the picture lies."""
    for name in NAMES:
        value = values.get(name)
        said = value if isinstance(value, Mapping) else {}
        url = value if isinstance(value, str) else _first(said, PATHS)
        if url.strip():
            alt = _first(said, ("alt",)) or _first(values, (f"{name}_alt", f"{name}Alt"))
            caption = _first(said, ("caption",)) or _first(
                values, (f"{name}_caption", f"{name}Caption")
            )
            return SaidCover(name, url.strip(), one_line(alt), one_line(caption)[:LONGEST_SUMMARY])
    return None


def without_cover(values: Mapping[str, Any], cover: SaidCover) -> dict[str, Any]:
    """Return front matter without what says which picture the cover is."""
    if cover.name in SHARED:
        return dict(values)
    also = {f"{cover.name}{end}" for end in ("", "_alt", "Alt", "_caption", "Caption")}
    return {name: value for name, value in values.items() if name not in also}


def _first(values: Mapping[str, Any], names: tuple[str, ...]) -> str:
    found = (values.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value.strip()), "")
