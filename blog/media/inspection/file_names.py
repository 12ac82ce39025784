"""Names of files as people see and save them."""

import re
import unicodedata
from pathlib import PurePosixPath

from blog.media.inspection.formats import KNOWN_ENDINGS, Kind, endings_of

LONGEST_NAME = 200
NAMELESS = "file"
# Of folders nothing is kept, whichever system they come from.
FOLDERS = re.compile(r"[/\\]")
# Control characters, those that turn the direction of a line, and what no system allows.
UNWANTED = re.compile(r'[<>:"|?*]')
UNWANTED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def ending_of(name: str) -> str:
    """Return the ending of a name in small letters, without its dot, or nothing."""
    return PurePosixPath(_without_folders(name)).suffix[1:].lower()


def clean_name(name: str, kind: Kind) -> str:
    """Return a name that is safe everywhere and ends as its kind does.

    A wrong ending is replaced; a part behind a dot that is no ending at all is kept.
    """
    clean = PurePosixPath(_clean(_without_folders(name)) or NAMELESS)
    ending = clean.suffix[1:].lower()
    if ending in endings_of(kind):
        stem, suffix = clean.stem, clean.suffix
    else:
        stem = clean.stem if ending in KNOWN_ENDINGS else clean.name
        suffix = f".{kind.extension}"
    return stem[: LONGEST_NAME - len(suffix)].rstrip(" .") + suffix


def _without_folders(name: str) -> str:
    return FOLDERS.split(name)[-1]


def _clean(name: str) -> str:
    kept = "".join(
        " " if unicodedata.category(letter) in UNWANTED_CATEGORIES else letter
        for letter in unicodedata.normalize("NFC", name)
    )
    return " ".join(UNWANTED.sub(" ", kept).split()).strip(" .")
