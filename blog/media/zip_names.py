"""Names of files within a zip: each is there once, on every system that it is unpacked on."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

# What comes in is cleaned already; a zip may not depend on it, since names lead out of folders.
UNWANTED = re.compile(r'[\x00-\x1f\x7f<>:"|?*/\\]')
# Windows takes these for devices, whatever their ending.
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
NAMELESS = "file"


def names_within(names: Iterable[str], taken: Iterable[str] = ()) -> Iterator[str]:
    """Give a name for each of these that none before it has, nor any that is taken."""
    used = {_key(name) for name in taken}
    for name in names:
        plain = PurePosixPath(_clean(name))
        free, number = plain.name, 1
        while _key(free) in used:
            number += 1
            free = f"{plain.stem} ({number}){plain.suffix}"
        used.add(_key(free))
        yield free


def _clean(name: str) -> str:
    clean = UNWANTED.sub("_", unicodedata.normalize("NFC", name)).strip(" .") or NAMELESS
    return f"_{clean}" if DEVICES.match(clean) else clean


def _key(name: str) -> str:
    """Return what two names have in common that are one file on some disks."""
    return unicodedata.normalize("NFC", name.casefold())
