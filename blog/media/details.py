"""What is said of an item, and what of it can be kept."""

from dataclasses import dataclass

from blog.core.errors import FieldError
from blog.core.folding import LONGEST_KEY, fold
from blog.media.models import MediaItem

LONGEST_ALT, LONGEST_CAPTION, LONGEST_CREDIT = 1000, 2000, 200


@dataclass(frozen=True)
class Details:
    """What is said of an item. The focal point is in percent of width and height."""

    alt: str = ""
    caption: str = ""
    credit: str = ""
    is_decorative: bool = False
    focal_x: int = 50
    focal_y: int = 50


def details_of(item: MediaItem) -> Details:
    return Details(
        item.alt, item.caption, item.credit, item.is_decorative, item.focal_x, item.focal_y
    )


def check(details: Details) -> None:
    """Raise FieldError for the first field that cannot be kept."""
    for name, words, text, longest in (
        ("alt", "An alternative text", details.alt, LONGEST_ALT),
        ("caption", "A caption", details.caption, LONGEST_CAPTION),
        ("credit", "A credit", details.credit, LONGEST_CREDIT),
    ):
        if len(text) > longest:
            raise FieldError(
                name, f"{words} has at most {longest:,} characters; this one has {len(text):,}."
            )
        if "\x00" in text:
            raise FieldError(name, f"{words} cannot hold the character U+0000, which nobody sees.")
    for name, percent in (("focal_x", details.focal_x), ("focal_y", details.focal_y)):
        if not 0 <= percent <= 100:
            raise FieldError(name, "The focal point lies between 0 and 100 percent.")


def name_key(name: str) -> str:
    """Return a file name as lists sort it."""
    return fold(name)[:LONGEST_KEY]


def search_key(name: str, details: Details) -> str:
    """Return what is said of an item as it is searched."""
    return fold(f"{name}\n{details.alt}\n{details.caption}\n{details.credit}")
