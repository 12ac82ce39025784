"""What the name of a file says: Jekyll and others write the day of a post before it."""

import re
from pathlib import PurePosixPath

from blog.core.slugs import tidy_slug

DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
INDEXES = {"index", "_index"}


def name_of(path: PurePosixPath) -> str:
    """Return the name of a file, or of the folder that is its bundle, without a suffix."""
    return path.parent.name if path.stem in INDEXES and path.parent.name else path.stem


def parted_name(name: str) -> tuple[str, str]:
    """Return the day that a name begins with, as it is written, and the rest."""
    found = DATED_NAME.fullmatch(name)
    return (found[1], found[2]) if found else ("", name)


def slug_of_name(name: str) -> str:
    """Return the slug of a post whose file has this name; empty when it spells nothing."""
    return tidy_slug(parted_name(name)[1])
